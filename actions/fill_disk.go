package actions

import (
	"context"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

var fillDisk = harness.Kind[harness.Action]{
	Name:    "fill_disk",
	Summary: "Fills a disk of a server with a file of zeros, whether the server runs or not. The server block must give that disk a size.",
	Plain:   `Fill the {{.disk}} disk of {{servers .server}}{{with .leave}} but for {{.}}{{end}}`,
	Waits:   "Waits until the file is written.",
	Receipt: "the free bytes that the kernel reports before and after.",
	Example: `fill_disk {
  server = 1
  disk   = "log"
  leave  = "100kB"
}`,
	New: func() harness.Action { return &FillDisk{} },
}

// FillDisk implements the word fill_disk.
type FillDisk struct {
	Leave      string    `hcl:"leave,optional" doc:"Size to leave free, such as \"100kB\" (kB, KiB, MB, MiB), to within a page of 4096 bytes. Default: none."`
	LeaveRange hcl.Range `hcl:"leave,attr_value_range"`
	Disk       sizedDisk `hcl:",remain"`
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

func (a *FillDisk) leave() (int64, error) {
	if a.Leave == "" {
		return 0, nil
	}
	return spec.ParseSize(a.Leave)
}

// Needs implements harness.Needer.
func (a *FillDisk) Needs() []runtime.Capability { return a.Disk.needs() }

// Validate implements harness.Validator.
func (a *FillDisk) Validate(sc *spec.Scenario) hcl.Diagnostics {
	diags := a.Disk.validate(sc)
	leave, err := a.leave()
	if err != nil {
		return append(diags, spec.Errorf(a.LeaveRange, "Invalid size", "%s.", err))
	}
	if s := sc.Ensemble.Server(a.Disk.Server); !diags.HasErrors() && s != nil {
		if size := spec.DiskName(a.Disk.Disk).SizeOf(s); leave >= size.Bytes {
			diags = append(diags, spec.Errorf(a.LeaveRange, "Nothing to fill", "The disk has %d bytes; %d of them cannot be left free.", size.Bytes, leave))
		}
	}
	return diags
}

// Predict implements forecast.Predictor.
func (a *FillDisk) Predict(f *forecast.Forecast) hcl.Diagnostics {
	f.MayEnd([]int{a.Disk.Server})
	return f.Fill(a.Disk.Server, spec.DiskName(a.Disk.Disk), true, a.Disk.DiskRange)
}
