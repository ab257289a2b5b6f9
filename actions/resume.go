package actions

import (
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/cluster"
)

var resume = harness.Kind[harness.Action]{
	Name:    "resume",
	Summary: "Resumes paused servers.",
	Plain:   `Resume {{servers .server .servers}}`,
	Waits:   "Waits until the process runs again.",
	Receipt: "the process state, as the kernel or the container engine reports it.",
	Setup:   `pause { servers = [1, 2] }`,
	Example: `resume { servers = [1, 2] }`,
	New:     func() harness.Action { return &freeze{do: (*cluster.Server).Resume} },
}
