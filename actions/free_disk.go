package actions

import (
	"context"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
)

var freeDisk = harness.Kind[harness.Action]{
	Name:    "free_disk",
	Summary: "Frees the space and the inodes that fill_disk has taken.",
	Plain:   `Free the space taken on the {{.disk}} disk of {{servers .server}}`,
	Waits:   "Waits until the files are removed.",
	Receipt: "the free bytes and inodes that the kernel reports before and after.",
	Setup: `fill_disk {
  server = 1
  disk   = "log"
}`,
	Example: `free_disk {
  server = 1
  disk   = "log"
}`,
	New: func() harness.Action { return &FreeDisk{} },
}

// FreeDisk implements the word free_disk.
type FreeDisk struct {
	Disk sizedDisk `hcl:",remain"`
}

// Run implements harness.Action.
func (a *FreeDisk) Run(ctx context.Context, env *harness.Env) error {
	s, err := env.Cluster.Server(a.Disk.Server)
	if err != nil {
		return err
	}
	return s.FreeDisk(ctx, spec.DiskName(a.Disk.Disk))
}

// Needs implements harness.Needer.
func (a *FreeDisk) Needs() []runtime.Capability { return a.Disk.needs() }

// Validate implements harness.Validator.
func (a *FreeDisk) Validate(sc *spec.Scenario) hcl.Diagnostics { return a.Disk.validate(sc) }

// Predict implements forecast.Predictor.
func (a *FreeDisk) Predict(f *forecast.Forecast) hcl.Diagnostics {
	return f.Fill(a.Disk.Server, spec.DiskName(a.Disk.Disk), false, a.Disk.DiskRange)
}
