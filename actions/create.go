package actions

import (
	"context"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/spec"
)

var create = harness.Kind[harness.Action]{
	Name:    "create",
	Summary: "Creates a znode that everybody may do everything with.",
	Label:   "path",
	Waits:   "Waits for the reply, at most 30 s.",
	Example: `create "/config" { data = "1" }`,
	New:     func() harness.Action { return &Create{} },
}

// Create is the word create.
type Create struct {
	Data      string    `hcl:"data,optional" doc:"Its data; empty when it is left out."`
	Mode      string    `hcl:"mode,optional" doc:"persistent (the default), ephemeral, persistent_sequential or ephemeral_sequential."`
	ModeRange hcl.Range `hcl:"mode,attr_value_range"`
	Operation operation `hcl:",remain"`
}

// Run implements harness.Action.
func (a *Create) Run(ctx context.Context, env *harness.Env) error {
	return a.Operation.do(ctx, env, session.Request{Op: session.OpCreate, Data: []byte(a.Data), Mode: session.CreateMode(a.Mode)})
}

// Validate implements harness.Validator.
func (a *Create) Validate(sc *spec.Scenario) hcl.Diagnostics {
	diags := a.Operation.validate(sc)
	if a.Mode != "" && !slices.Contains(session.Modes(), session.CreateMode(a.Mode)) {
		var known []string
		for _, m := range session.Modes() {
			known = append(known, string(m))
		}
		diags = append(diags, spec.Errorf(a.ModeRange, "No such mode", "There is no mode %q.%s", a.Mode, spec.DidYouMean(a.Mode, known)))
	}
	return diags
}
