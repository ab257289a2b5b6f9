package actions

import (
	"context"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/spec"
)

var deleteZnode = harness.Kind[harness.Action]{
	Name:    "delete",
	Summary: "Deletes a znode.",
	Label:   "path",
	Waits:   "Waits for the reply, at most 30 s.",
	Example: `delete "/config" {}`,
	New:     func() harness.Action { return &Delete{} },
}

// Delete is the word delete.
type Delete struct {
	Version   *int32    `hcl:"version,optional" doc:"Version that the znode must have; any when it is left out."`
	Operation operation `hcl:",remain"`
}

// Run implements harness.Action.
func (a *Delete) Run(ctx context.Context, env *harness.Env) error {
	return a.Operation.do(ctx, env, session.Request{Op: session.OpDelete, Version: anyOr(a.Version)})
}

// Validate implements harness.Validator.
func (a *Delete) Validate(sc *spec.Scenario) hcl.Diagnostics {
	return a.Operation.validate(sc)
}
