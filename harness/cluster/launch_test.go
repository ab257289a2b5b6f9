package cluster

import (
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// placed implements only the id and the place of a machine.
type placed struct {
	runtime.Machine
	id int
}

func (m placed) ID() int { return m.id }

func (placed) Place() runtime.Place {
	return runtime.Place{Host: "127.0.0.1", ClientPort: 2181, QuorumPort: 2888, ElectionPort: 3888, DataDir: "/data", DataLogDir: "/datalog"}
}

func TestOneServerIsStandaloneUnlessDisabled(t *testing.T) {
	for config, inQuorum := range map[string]bool{"true": false, "false": true} {
		e := &spec.Ensemble{Servers: []spec.Server{{ID: 1, Release: "3.9.5", Config: map[string]string{"standaloneEnabled": config}}}}
		l := launchFor(e, e.Servers[0], []runtime.Machine{placed{id: 1}}, newSuperUser())
		assert.Equal(t, strings.Contains(l.Files["zoo.cfg"], "server.1=127.0.0.1:2888:3888\n"), inQuorum)
		assert.Equal(t, l.MyID == "1\n", inQuorum)
	}
}
