package actions

import "github.com/zkscenario/zkscenario/harness"

var resume = harness.Kind[harness.Action]{
	Name:    "resume",
	Summary: "Lets paused servers go on.",
	Waits:   "Receipt: the state that the kernel or the engine reports.",
	Example: `resume { servers = [1, 2] }`,
	New: func() harness.Action {
		return &processFault{do: (*harness.Server).Resume, needs: []harness.Capability{harness.CanPause}}
	},
}
