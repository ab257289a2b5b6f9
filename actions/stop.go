package actions

import (
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/cluster"
	"github.com/zkscenario/zkscenario/harness/forecast"
)

var stop = harness.Kind[harness.Action]{
	Name:    "stop",
	Summary: "Stops servers with SIGTERM.",
	Plain:   `Stop {{servers .server .servers}} with SIGTERM`,
	Waits:   "Waits until the process has exited.",
	Receipt: "its exit.",
	Example: `stop { servers = [1, 2] }`,
	New: func() harness.Action {
		return &processFault{do: onEach((*cluster.Server).Stop), predict: (*forecast.Forecast).Stop}
	},
}
