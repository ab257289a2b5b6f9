package server_test

import (
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/server"
)

func TestPropertiesThatLinesOfTheConfigurationCannotSet(t *testing.T) {
	for _, key := range []string{"zookeeper.skipACL", "jute.maxbuffer", "readonlymode.enabled", "znode.container.checkIntervalMs", "java.security.auth.login.config"} {
		assert.Assert(t, server.IsPropertyOnly(key), key)
	}
	for _, key := range []string{"skipACL", "jute.maxbuffer.extrasize", "snapCount", "fsync.warningthresholdms", "javascript", "ssl.quorum.keyStore.location"} {
		assert.Assert(t, !server.IsPropertyOnly(key), key)
	}
}
