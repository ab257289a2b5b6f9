package actions

import (
	"context"

	"github.com/zkscenario/zkscenario/harness"
)

var pause = harness.Kind[harness.Action]{
	Name:    "pause",
	Summary: "Freezes servers: their connections stay, and nothing answers.",
	Waits:   "Receipt: the state that the kernel or the engine reports.",
	Example: `pause { servers = [1, 2] }`,
	New: func() harness.Action {
		return &processFault{do: pauseServer, needs: []harness.Capability{harness.CanPause}}
	},
}

func pauseServer(ctx context.Context, s *harness.Server) error { return s.Pause(ctx) }
