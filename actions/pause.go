package actions

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/cluster"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/runtime"
)

var pause = harness.Kind[harness.Action]{
	Name:    "pause",
	Summary: "Freezes servers: connections stay open, and nothing answers.",
	Plain:   `Freeze {{servers .server .servers}}`,
	Waits:   "Waits until the process is frozen.",
	Receipt: "the process state, as the kernel or the container engine reports it.",
	Example: `pause { servers = [1, 2] }`,
	New: func() harness.Action {
		return &processFault{do: each((*cluster.Server).Pause), predict: predictPause, needs: []runtime.Capability{runtime.CanPause}}
	},
}

func predictPause(f *forecast.Forecast, ids []int, at hcl.Range) hcl.Diagnostics {
	return f.Freeze(ids, true, at)
}
