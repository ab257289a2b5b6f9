package quorum_test

import (
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/runtime/fake/quorum"
	"github.com/zkscenario/zkscenario/harness/spec"
)

func TestParseAndFormat(t *testing.T) {
	l := quorum.Parse(map[string]string{
		"clientPort": "2181", "server.2": "b:2888:3888:observer;2181", "server.1": "a:2888:3888", "server.3": "invalid",
	}, 1, nil)
	assert.Equal(t, l.String(), "server.1=a:2888:3888:participant\nserver.2=b:2888:3888:observer;2181\nversion=0")
	assert.Assert(t, l.Has(2) && !l.Has(3) && l.Votes(1) && !l.Votes(2) && !l.Alone())
	assert.Equal(t, l.Voters(), 1)
}

func TestListWithoutServers(t *testing.T) {
	everybody := []spec.Server{{ID: 1}, {ID: 2, Observer: true}}
	alone := quorum.Parse(map[string]string{"clientPort": "2181"}, 2, everybody)
	assert.Assert(t, alone.Alone() && alone.Votes(2))
	ensemble := quorum.Parse(nil, 2, everybody)
	assert.Assert(t, ensemble.Votes(1) && ensemble.Has(2) && !ensemble.Votes(2))
}
