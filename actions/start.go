package actions

import "github.com/zkscenario/zkscenario/harness"

var start = harness.Kind[harness.Action]{
	Name:    "start",
	Summary: "Starts servers on their data as it is.",
	Waits:   "Does not wait until they serve; await says what to wait for. Receipt: the process runs.",
	Example: `start { servers = [1, 2] }`,
	New:     func() harness.Action { return &processFault{do: (*harness.Server).Start} },
}
