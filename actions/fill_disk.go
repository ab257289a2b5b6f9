package actions

import (
	"context"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/disk"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

var fillDisk = harness.Kind[harness.Action]{
	Name:    "fill_disk",
	Summary: "Fills a disk of a server with a file of zeros, or takes its inodes with empty files, whether the server runs or not. The server block must give that disk a size, or a number of inodes.",
	Plain:   `{{if and .inodes (not .leave)}}Take all inodes of{{else}}Fill{{end}} the {{.disk}} disk of {{servers .server}}{{with .leave}} but for {{.}}{{end}}{{if .leave}}{{with .inodes}}, and take all inodes but for {{.}}{{end}}{{else}}{{with .inodes}} but for {{.}}{{end}}{{end}}`,
	Waits:   "Waits until the files are written.",
	Receipt: "the free bytes and inodes that the kernel reports before and after.",
	Example: `fill_disk {
  server = 1
  disk   = "log"
  leave  = "100kB"
}`,
	New: func() harness.Action { return &FillDisk{} },
}

// FillDisk implements the word fill_disk.
type FillDisk struct {
	Leave       string    `hcl:"leave,optional" doc:"Size to leave free, such as \"100kB\" (kB, KiB, MB, MiB), to within a page of 4096 bytes. Default: none, or with inodes alone all that is free."`
	LeaveRange  hcl.Range `hcl:"leave,attr_value_range"`
	Inodes      *int64    `hcl:"inodes,optional" doc:"Number of inodes to leave free: with 0 no file can be created, and existing ones can grow. Default: all that are free."`
	InodesRange hcl.Range `hcl:"inodes,attr_value_range"`
	Disk        sizedDisk `hcl:",remain"`
}

// Run implements harness.Action.
func (a *FillDisk) Run(ctx context.Context, env *harness.Env) error {
	leave, err := a.leave()
	if err != nil {
		return verdict.Inconclusive("%w", err)
	}
	s, err := env.Cluster.Server(a.Disk.Server)
	if err != nil {
		return err
	}
	return s.FillDisk(ctx, spec.DiskName(a.Disk.Disk), leave)
}

// leave returns what the block leaves free.
func (a *FillDisk) leave() (disk.Leave, error) {
	leave := disk.Leave{Inodes: a.Inodes}
	switch {
	case a.Leave != "":
		bytes, err := spec.ParseSize(a.Leave)
		if err != nil {
			return leave, err
		}
		leave.Bytes = &bytes
	case a.Inodes == nil:
		leave.Bytes = new(int64)
	}
	return leave, nil
}

// Needs implements harness.Needer.
func (a *FillDisk) Needs() []runtime.Capability { return a.Disk.needs() }

// Validate implements harness.Validator.
func (a *FillDisk) Validate(sc *spec.Scenario) hcl.Diagnostics {
	diags := a.Disk.validate(sc)
	leave, err := a.leave()
	if err != nil {
		diags = append(diags, spec.Errorf(a.LeaveRange, "Invalid size", "%s.", err))
	}
	if a.Inodes != nil && *a.Inodes < 0 {
		diags = append(diags, spec.Errorf(a.InodesRange, "Invalid number of inodes", "A number of inodes is 0 or more."))
	}
	s := sc.Ensemble.Server(a.Disk.Server)
	if diags.HasErrors() || s == nil {
		return diags
	}
	return a.checkLimits(leave, spec.DiskName(a.Disk.Disk).SizeOf(s))
}

// checkLimits compares what is left with the limits of the disk. inodes may be written and
// have no value before the run: then leave is not known to be the default.
func (a *FillDisk) checkLimits(leave disk.Leave, limits *spec.Disk) (diags hcl.Diagnostics) {
	switch {
	case leave.Bytes == nil || a.Leave == "" && !a.InodesRange.Empty():
	case limits.Bytes == 0:
		diags = append(diags, a.Disk.lacks("Disk without a size", "size", `"3MB"`))
	case *leave.Bytes >= limits.Bytes:
		diags = append(diags, spec.Errorf(a.LeaveRange, "Nothing to fill", "The disk has %d bytes; %d of them cannot be left free.", limits.Bytes, *leave.Bytes))
	}
	switch {
	case leave.Inodes == nil:
	case limits.Inodes == 0:
		diags = append(diags, a.Disk.lacks("Disk without a number of inodes", "inodes", "20"))
	case *leave.Inodes >= limits.Inodes:
		diags = append(diags, spec.Errorf(a.InodesRange, "Nothing to fill", "The disk has %d inodes; %d of them cannot be left free.", limits.Inodes, *leave.Inodes))
	}
	return diags
}

// Predict implements forecast.Predictor.
func (a *FillDisk) Predict(f *forecast.Forecast) hcl.Diagnostics {
	f.MayEnd([]int{a.Disk.Server})
	return f.Fill(a.Disk.Server, spec.DiskName(a.Disk.Disk), true, a.Disk.DiskRange)
}
