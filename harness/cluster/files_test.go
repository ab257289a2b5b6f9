package cluster

import (
	"fmt"
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

func TestDisksFollowTheFoldersOfTheRelease(t *testing.T) {
	for _, c := range []struct {
		release   string
		servers   int
		log, data string
	}{
		{"3.4.10", 3, "/datalog", "/data"},
		{"3.4.11", 3, "/data", "/datalog"},
		{"3.4.11", 1, "/datalog", "/data"},
		{"3.4.12", 3, "/datalog", "/data"},
	} {
		t.Run(fmt.Sprintf("%s of %d", c.release, c.servers), func(t *testing.T) {
			e := &spec.Ensemble{}
			for id := range c.servers {
				e.Servers = append(e.Servers, spec.Server{ID: id + 1, Release: c.release, LogDisk: &spec.Disk{Bytes: 1}})
			}
			s := &Server{ID: 1, machine: placed{id: 1}, ensemble: e, written: e.Servers[0]}
			assert.Equal(t, s.Disk(spec.LogDisk).root(), c.log)
			assert.Equal(t, s.Disk(spec.DataDisk).root(), c.data)
			sized := Mounted(e).Servers[0]
			assert.Equal(t, sized.LogDisk != nil, c.log == "/datalog")
			assert.Equal(t, sized.DataDisk != nil, c.log == "/data")
			assert.Assert(t, e.Servers[0].LogDisk != nil, "the author's ensemble changed")
		})
	}
}

func TestOneServerIsStandaloneUnlessDisabled(t *testing.T) {
	for config, inQuorum := range map[string]bool{"true": false, "false": true} {
		e := &spec.Ensemble{Servers: []spec.Server{{ID: 1, Release: "3.9.5", Config: map[string]string{"standaloneEnabled": config}}}}
		l := launchFor(e, e.Servers[0], []runtime.Machine{placed{id: 1}}, newSuperUser())
		assert.Equal(t, strings.Contains(l.Files["zoo.cfg"], "server.1=127.0.0.1:2888:3888\n"), inQuorum)
		assert.Equal(t, l.MyID == "1\n", inQuorum)
	}
}
