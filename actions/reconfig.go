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

var reconfig = harness.Kind[harness.Action]{
	Name:    "reconfig",
	Summary: "Changes the members of the ensemble while it runs (3.5.0 and later). The result's data is the new configuration.",
	Plain:   `Reconfigure the ensemble{{with .joining}}: {{.}} joins{{end}}{{with .leaving}}: {{.}} leaves{{end}}{{with .members}}: the members are {{.}}{{end}}{{with .version}} if its version is {{.}}{{end}}` + optionsTemplate,
	Waits:   waitsForReply,
	Receipt: receiptOfReply,
	Cases:   casesOfReply,
	Setup:   `auth "digest" { credentials = "super:secret" }`,
	Example: `reconfig { leaving = ["3"] }`,
	New:     func() harness.Action { return &Reconfig{} },
}

// Reconfig implements the word reconfig.
type Reconfig struct {
	Joining      []string       `hcl:"joining,optional" doc:"Servers that join or change, as lines of zoo.cfg: \"server.4=...\"."`
	Leaving      []string       `hcl:"leaving,optional" doc:"Ids of servers that leave."`
	Members      []string       `hcl:"members,optional" doc:"Instead of both: all servers from now on, as lines of zoo.cfg."`
	MembersRange hcl.Range      `hcl:"members,attr_value_range"`
	Version      *int64         `hcl:"version,optional" doc:"Version that the current configuration must have, in decimal digits. Default: any."`
	Options      requestOptions `hcl:",remain"`
	Range        hcl.Range      `hcl:",def_range"`
}

// Run implements harness.Action.
func (a *Reconfig) Run(ctx context.Context, env *harness.Env) error {
	return a.Options.send(ctx, env, session.Request{
		Op: timeline.OpReconfig, Joining: a.Joining, Leaving: a.Leaving, Members: a.Members, ConfigVersion: valueOr(a.Version, -1),
	})
}

// Validate implements harness.Validator.
func (a *Reconfig) Validate(sc *spec.Scenario) hcl.Diagnostics {
	diags := a.Options.validate(sc, a.Range)
	change := len(a.Joining)+len(a.Leaving) > 0
	switch {
	case change && a.Members != nil:
		diags = append(diags, spec.Errorf(a.MembersRange, "Contradictory change", "members lists the whole new ensemble; joining and leaving change the present one. Write one or the other."))
	case !change && len(a.Members) == 0:
		diags = append(diags, spec.Errorf(a.Range, "No change of members", "Write joining or leaving, for some servers, or members, for the whole new ensemble."))
	}
	return diags
}

// Result implements harness.Resulter.
func (a *Reconfig) Result() map[string]cty.Value {
	return a.Options.result(timeline.Op{Name: timeline.OpReconfig})
}

// Predict implements forecast.Predictor.
func (a *Reconfig) Predict(f *forecast.Forecast) hcl.Diagnostics {
	f.ListsDiffer()
	if diags := a.Options.since(f, "3.5.0", "reconfig", a.Range); diags.HasErrors() {
		return diags
	}
	return a.Options.predict(f, forecast.Commit, a.Range)
}
