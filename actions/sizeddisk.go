package actions

import (
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// validDisk reports a disk that servers do not have, if one is given.
func validDisk(disk string, at hcl.Range) hcl.Diagnostics {
	if at.Empty() || slices.Contains(spec.DiskNames(), spec.DiskName(disk)) {
		return nil
	}
	return hcl.Diagnostics{spec.Errorf(at, "No such disk", "A server has no disk %q.%s", disk, spec.DidYouMean(disk, []string{string(spec.DataDisk), string(spec.LogDisk)}))}
}

// sizedDisk names a disk of a server whose size the ensemble declares.
type sizedDisk struct {
	Server      int       `hcl:"server" doc:"Id of the server."`
	ServerRange hcl.Range `hcl:"server,attr_value_range"`
	Disk        string    `hcl:"disk" doc:"\"data\" (snapshots and epochs) or \"log\" (transaction logs)."`
	DiskRange   hcl.Range `hcl:"disk,attr_value_range"`
}

func (d *sizedDisk) needs() []runtime.Capability { return []runtime.Capability{runtime.CanSize} }

func (d *sizedDisk) validate(sc *spec.Scenario) hcl.Diagnostics {
	diags := append(validServers(sc, []int{d.Server}, d.ServerRange), validDisk(d.Disk, d.DiskRange)...)
	s := sc.Ensemble.Server(d.Server)
	if diags.HasErrors() || s == nil {
		return diags
	}
	if size := spec.DiskName(d.Disk).SizeOf(s); size == nil || size.Bytes == 0 {
		return hcl.Diagnostics{spec.Errorf(d.DiskRange, "Disk without a size", "Only a disk with a size of its own can be filled; write, for example, %s_size = \"3MB\" in the block of server %d.", d.Disk, d.Server)}
	}
	return nil
}
