package actions

import (
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/cluster"
)

var stop = harness.Kind[harness.Action]{
	Name:    "stop",
	Summary: "Stops servers with SIGTERM.",
	Plain:   `Stop {{servers .server .servers}} with SIGTERM` + mayBeDownTemplate,
	Waits:   "Waits until the process has exited.",
	Receipt: "its exit.",
	Cases:   casesOfDown,
	Example: `stop { servers = [1, 2] }`,
	New:     func() harness.Action { return &serverEnd{do: (*cluster.Server).Stop, heeds: true} },
}
