package actions

import (
	"context"

	"github.com/zkscenario/zkscenario/harness"
)

var resume = harness.Kind[harness.Action]{
	Name:    "resume",
	Summary: "Lets paused servers go on.",
	Waits:   "Receipt: the state that the kernel or the engine reports.",
	Example: `resume { servers = [1, 2] }`,
	New: func() harness.Action {
		return &processFault{do: resumeServer, needs: []harness.Capability{harness.CanPause}}
	},
}

func resumeServer(ctx context.Context, s *harness.Server) error { return s.Resume(ctx) }
