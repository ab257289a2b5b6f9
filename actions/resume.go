package actions

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
)

var resume = harness.Kind[harness.Action]{
	Name:    "resume",
	Summary: "Lets paused servers go on.",
	Waits:   "Receipt: the state that the kernel or the engine reports.",
	Example: `resume { servers = [1, 2] }`,
	New: func() harness.Action {
		return &processFault{do: each((*harness.Server).Resume), foretell: foretellResume, needs: []harness.Capability{harness.CanPause}}
	},
}

func foretellResume(f *harness.Forecast, ids []int, at hcl.Range) hcl.Diagnostics {
	return f.Freeze(ids, false, at)
}
