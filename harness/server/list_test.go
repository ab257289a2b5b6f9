package server_test

import (
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/server"
)

func TestListsOfServers(t *testing.T) {
	const cfg = "clientPort=2181\nserver.1=a:1:2\nserver.2=b:1:2\ntickTime=500\n"
	assert.Equal(t, server.ListedIn(cfg), "")
	assert.Equal(t, server.WithListIn(cfg, ""), cfg)
	other := server.WithListIn(cfg, "/conf/zoo.cfg.dynamic.100000000")
	assert.Equal(t, other, "clientPort=2181\ntickTime=500\ndynamicConfigFile=/conf/zoo.cfg.dynamic.100000000\n")
	assert.Equal(t, server.ListedIn(other), "/conf/zoo.cfg.dynamic.100000000")
	assert.DeepEqual(t, server.Listed("server.12=c:1:2:observer;2181\nserver.3=a:1:2:participant\nversion=100000000"), []int{3, 12})
	assert.DeepEqual(t, server.Listed(cfg), []int{1, 2})
}
