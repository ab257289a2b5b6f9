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

// sizedDisk names a disk of a server whose size or number of inodes the ensemble declares.
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
	if spec.DiskName(d.Disk).SizeOf(s) == nil {
		return hcl.Diagnostics{d.lacks("Disk without a size", "size", `"3MB"`)}
	}
	return nil
}

// lacks reports an attribute of the server block that the disk needs.
func (d *sizedDisk) lacks(summary, attribute, example string) *hcl.Diagnostic {
	return spec.Errorf(d.DiskRange, summary, "Only what the server block gives the disk a limit of can be taken; write, for example, %s_%s = %s in the block of server %d.", d.Disk, attribute, example, d.Server)
}
