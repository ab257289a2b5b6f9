package actions

import (
	"context"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

var create = harness.Kind[harness.Action]{
	Name:    "create",
	Summary: "Creates a znode. Without acl, everybody has all permissions on it.",
	Label:   "path",
	Plain:   `Create {{.path}}{{with .child}} (its child {{.}}){{end}}{{with .mode}}, {{.}},{{end}}{{with .ttl}} with a TTL of {{.}}{{end}}{{with .data}} with the data {{quoted .}}{{end}}{{with .size}} with {{.}} of data{{end}}{{with .acl}} with the ACL {{.}}{{end}}` + optionsTemplate,
	Waits:   waitsForReply,
	Receipt: receiptOfReply,
	Cases:   casesOfReply,
	Example: `create "/config" { data = "1" }`,
	New:     func() harness.Action { return &Create{} },
}

// Create implements the word create.
type Create struct {
	Creation znodeCreation[operation] `hcl:",remain"`
}

func (a *Create) operation() *operation { return &a.Creation.Data.Znode }

// Run implements harness.Action.
func (a *Create) Run(ctx context.Context, env *harness.Env) error {
	return sendOperation(ctx, env, a.operation(), a.Creation.request())
}

// Validate implements harness.Validator.
func (a *Create) Validate(sc *spec.Scenario) hcl.Diagnostics {
	o := a.operation()
	diags := append(o.Options.validate(sc, o.PathRange), o.validatePath(a.Creation.Mode.Sequential())...)
	return append(diags, a.Creation.validate()...)
}

// Result implements harness.Resulter.
func (a *Create) Result() map[string]cty.Value {
	return a.operation().Options.result(timeline.Op{Name: timeline.OpCreate})
}

// Predict implements forecast.Predictor.
func (a *Create) Predict(f *forecast.Forecast) hcl.Diagnostics {
	end := &a.operation().Options
	if diags := a.Creation.since(f, end); diags.HasErrors() {
		return diags
	}
	return end.predict(f, forecast.Commit, a.operation().PathRange)
}
