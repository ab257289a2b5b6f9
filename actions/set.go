package actions

import (
	"context"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/spec"
)

var set = harness.Kind[harness.Action]{
	Name:    "set",
	Summary: "Writes the data of a znode.",
	Label:   "path",
	Waits:   "Waits for the reply, at most 30 s.",
	Example: `set "/config" { data = "2" }`,
	New:     func() harness.Action { return &Set{} },
}

// Set is the word set.
type Set struct {
	Data      string    `hcl:"data,optional" doc:"What to write; empty when it is left out."`
	Version   *int32    `hcl:"version,optional" doc:"Version that the znode must have; any when it is left out."`
	Operation operation `hcl:",remain"`
}

// Run implements harness.Action.
func (a *Set) Run(ctx context.Context, env *harness.Env) error {
	return a.Operation.do(ctx, env, session.Request{Op: session.OpSet, Data: []byte(a.Data), Version: anyOr(a.Version)})
}

// Validate implements harness.Validator.
func (a *Set) Validate(sc *spec.Scenario) hcl.Diagnostics {
	return a.Operation.validate(sc)
}

func anyOr(version *int32) int32 {
	if version == nil {
		return session.AnyVersion
	}
	return *version
}
