package actions

import (
	"context"

	"github.com/zkscenario/zkscenario/harness"
)

var kill = harness.Kind[harness.Action]{
	Name:    "kill",
	Summary: "Kills servers with SIGKILL. Their machines stay, and refuse connections.",
	Waits:   "Waits until the process is gone. Receipt: its exit by that signal.",
	Example: `kill { servers = [1, 2] }`,
	New:     func() harness.Action { return &processFault{do: killServer} },
}

func killServer(ctx context.Context, s *harness.Server) error { return s.Kill(ctx) }
