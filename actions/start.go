package actions

import (
	"context"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/spec"
)

var start = harness.Kind[harness.Action]{
	Name:    "start",
	Summary: "Starts servers on their data as it is.",
	Waits:   "Does not wait until they serve; await says what to wait for. Receipt: the process runs.",
	Example: `start { servers = [1, 2] }`,
	New:     func() harness.Action { return &processFault{do: startServer} },
}

func startServer(ctx context.Context, s *harness.Server) error { return s.Start(ctx, spec.Change{}) }
