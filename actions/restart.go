package actions

import (
	"context"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/spec"
)

var restart = harness.Kind[harness.Action]{
	Name:    "restart",
	Summary: "Stops servers with SIGTERM and starts them again.",
	Waits:   "Does not wait until they serve; await says what to wait for. Receipts: the exit of the old process, the new one.",
	Example: `restart { servers = [1, 2] }`,
	New:     func() harness.Action { return &processFault{do: stopAndStart} },
}

func stopAndStart(ctx context.Context, s *harness.Server) error {
	if err := s.Stop(ctx); err != nil {
		return err
	}
	return s.Start(ctx, spec.Change{})
}
