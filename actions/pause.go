package actions

import (
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/cluster"
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
		return &processFault{do: onEach((*cluster.Server).Pause), predict: predictFreeze(true), needs: []runtime.Capability{runtime.CanPause}}
	},
}
