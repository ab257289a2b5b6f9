package actions

import (
	"context"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/cluster"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/spec"
)

var wipe = harness.Kind[harness.Action]{
	Name:    "wipe",
	Summary: "Removes everything that ZooKeeper has written on the disks of servers that are down: snapshots, logs, epochs. myid stays.",
	Plain:   `Wipe {{servers .server .servers}}{{with .disk}}: only the {{.}} disk{{end}}`,
	Waits:   "Waits until the files are removed.",
	Receipt: "the folder as it is listed afterwards, empty.",
	Setup:   `kill { server = 1 }`,
	Example: `wipe { server = 1 }`,
	New:     func() harness.Action { return &Wipe{} },
}

// Wipe implements the word wipe.
type Wipe struct {
	Disk      string        `hcl:"disk,optional" doc:"\"data\" (snapshots and epochs) or \"log\" (transaction logs). Default: both."`
	DiskRange hcl.Range     `hcl:"disk,attr_value_range"`
	Targets   serverTargets `hcl:",remain"`
}

// Run implements harness.Action.
func (a *Wipe) Run(ctx context.Context, env *harness.Env) error {
	disks := spec.DiskNames()
	if a.Disk != "" {
		disks = []spec.DiskName{spec.DiskName(a.Disk)}
	}
	return env.Cluster.Each(a.Targets.ids(), func(s *cluster.Server) error { return s.Wipe(ctx, disks) })
}

// Validate implements harness.Validator.
func (a *Wipe) Validate(sc *spec.Scenario) hcl.Diagnostics {
	return append(a.Targets.validate(sc), validDisk(a.Disk, a.DiskRange)...)
}

// Predict implements forecast.Predictor.
func (a *Wipe) Predict(f *forecast.Forecast) hcl.Diagnostics {
	if !a.Targets.known(f.Scenario) {
		return nil
	}
	return f.MustBeDown(a.Targets.ids(), a.Targets.at())
}
