package actions

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/cluster"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/runtime"
)

var resume = harness.Kind[harness.Action]{
	Name:    "resume",
	Summary: "Resumes paused servers.",
	Plain:   `Resume {{servers .server .servers}}`,
	Waits:   "Waits until the process runs again.",
	Receipt: "the process state, as the kernel or the container engine reports it.",
	Setup:   `pause { servers = [1, 2] }`,
	Example: `resume { servers = [1, 2] }`,
	New: func() harness.Action {
		return &processFault{do: each((*cluster.Server).Resume), predict: predictResume, needs: []runtime.Capability{runtime.CanPause}}
	},
}

func predictResume(f *forecast.Forecast, ids []int, at hcl.Range) hcl.Diagnostics {
	return f.Freeze(ids, false, at)
}
