package disk

import (
	"fmt"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
)

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
			d := &Disks{Ensemble: e, Server: e.Servers[0], Place: runtime.Place{DataDir: "/data", DataLogDir: "/datalog"}}
			assert.Equal(t, d.Disk(spec.LogDisk).root(), c.log)
			assert.Equal(t, d.Disk(spec.DataDisk).root(), c.data)
			sized := Mounted(e).Servers[0]
			assert.Equal(t, sized.LogDisk != nil, c.log == "/datalog")
			assert.Equal(t, sized.DataDisk != nil, c.log == "/data")
			assert.Assert(t, e.Servers[0].LogDisk != nil, "the author's ensemble changed")
		})
	}
}
