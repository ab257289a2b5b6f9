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
	Summary: "Freezes servers: their connections stay, and nothing answers.",
	Plain:   `Freeze[ {servers server}][ {servers servers}]`,
	Waits:   "Waits until the process is frozen.",
	Receipt: "the state that the kernel or the engine reports.",
	Example: `pause { servers = [1, 2] }`,
	New: func() harness.Action {
		return &processFault{do: each((*cluster.Server).Pause), predict: predictPause, needs: []runtime.Capability{runtime.CanPause}}
	},
}

func predictPause(f *forecast.Forecast, ids []int, at hcl.Range) hcl.Diagnostics {
	return f.Freeze(ids, true, at)
}
