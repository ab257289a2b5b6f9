package actions

import (
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/cluster"
)

var pause = harness.Kind[harness.Action]{
	Name:    "pause",
	Summary: "Freezes servers: connections stay open, and nothing answers.",
	Plain:   `Freeze {{servers .server .servers}}`,
	Waits:   "Waits until the process is frozen.",
	Receipt: "the process state, as the kernel or the container engine reports it.",
	Example: `pause { servers = [1, 2] }`,
	New:     func() harness.Action { return &freeze{do: (*cluster.Server).Pause, frozen: true} },
}
