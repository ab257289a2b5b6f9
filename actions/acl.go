package actions

import (
	"context"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

var acl = harness.Kind[harness.Action]{
	Name:    "acl",
	Summary: "Reads or sets the ACL of a znode.",
	Label:   "path",
	Plain:   `{{with .set}}Set the ACL of {{$.path}} to {{.}}{{else}}Read the ACL of {{$.path}}{{end}}{{with .child}} (its child {{.}}){{end}}{{with .version}} if its version is {{.}}{{end}}` + optionsTemplate,
	Waits:   waitsForReply,
	Receipt: receiptOfReply,
	Cases:   casesOfReply,
	Setup:   `create "/config" {}`,
	Example: `acl "/config" { set = ["world:anyone:r", "ip:10.9.1.1:cdrwa"] }`,
	New:     func() harness.Action { return &ACL{} },
}

// ACL implements the word acl.
type ACL struct {
	Set          []string  `hcl:"set,optional" doc:"New ACL: entries SCHEME:ID:PERMISSIONS. Default: the ACL is only read."`
	SetRange     hcl.Range `hcl:"set,attr_value_range"`
	Version      *int32    `hcl:"version,optional" doc:"With set: version that the ACL must have (aversion). Default: any."`
	VersionRange hcl.Range `hcl:"version,attr_value_range"`
	Operation    operation `hcl:",remain"`
}

// Run implements harness.Action.
func (a *ACL) Run(ctx context.Context, env *harness.Env) error {
	r := session.Request{Op: timeline.OpACL}
	if a.Set != nil {
		r = session.Request{Op: timeline.OpSetACL, ACL: a.Set, Version: valueOr(a.Version, session.AnyVersion)}
	}
	return sendOperation(ctx, env, &a.Operation, r)
}

// Validate implements harness.Validator.
func (a *ACL) Validate(sc *spec.Scenario) hcl.Diagnostics {
	diags := append(validOperation(sc, &a.Operation), validACL(a.Set, a.SetRange)...)
	if a.Version != nil && a.SetRange.Empty() {
		diags = append(diags, spec.Errorf(a.VersionRange, "Nothing to set", "version requires set; an ACL is read in any version."))
	}
	return diags
}

// Result implements harness.Resulter.
func (a *ACL) Result() map[string]cty.Value {
	op := timeline.OpACL
	if !a.SetRange.Empty() {
		op = timeline.OpSetACL
	}
	return a.Operation.Options.result(timeline.Op{Name: op})
}

// Predict implements forecast.Predictor.
func (a *ACL) Predict(f *forecast.Forecast) hcl.Diagnostics {
	needs := forecast.Ask
	if !a.SetRange.Empty() {
		needs = forecast.Commit
	}
	return a.Operation.Options.predict(f, needs, a.Operation.PathRange)
}
