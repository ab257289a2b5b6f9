package actions

import (
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/cluster"
)

var kill = harness.Kind[harness.Action]{
	Name:    "kill",
	Summary: "Kills servers with SIGKILL. Their machines stay and refuse connections.",
	Plain:   `Kill {{servers .server .servers}} with SIGKILL` + mayBeDownTemplate,
	Waits:   "Waits until the process has exited.",
	Receipt: "its exit by that signal.",
	Cases:   casesOfDown,
	Example: `kill { servers = [1, 2] }`,
	New:     func() harness.Action { return &serverEnd{do: (*cluster.Server).Kill} },
}
