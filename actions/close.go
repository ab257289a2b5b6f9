package actions

import (
	"context"
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/values"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

var closeSession = harness.Kind[harness.Action]{
	Name:    "close",
	Summary: "Closes a session: the ensemble deletes its ephemeral znodes at once. connect opens a new session.",
	Label:   "session",
	Plain:   `Close session {{.session}}{{with .within}}, within {{.}}{{end}}` + resultTemplate,
	Waits:   `Waits for the server's reply, at most {{or .within "30 s"}}.`,
	Receipt: "the reply and its zxid.",
	Example: `close "app" {}`,
	New:     func() harness.Action { return &Close{} },
}

// Close implements the word close.
type Close struct {
	As          string        `hcl:"as,optional" doc:"Name of the result: later expressions read result.NAME."`
	Within      string        `hcl:"within,optional" doc:"How long it may take. Default: \"30s\"."`
	WithinRange hcl.Range     `hcl:"within,attr_value_range"`
	MayFail     bool          `hcl:"may_fail,optional" doc:"Whether every outcome is accepted; result.NAME.outcome has it. The client is gone in any case. Default: false."`
	Target      sessionTarget `hcl:",remain"`
}

// Run implements harness.Action.
func (a *Close) Run(ctx context.Context, env *harness.Env) error {
	limit, cancel := context.WithTimeout(ctx, limitOr(a.Within, harness.OperationLimit))
	defer cancel()
	s, err := env.Session(limit, a.Target.Name)
	if err != nil && a.MayFail {
		env.Keep(a.As, notSent(env, session.Request{Op: timeline.OpClose}, err))
		return nil
	}
	if err != nil {
		return err
	}
	r := s.Do(limit, session.Request{Op: timeline.OpClose})
	env.Keep(a.As, r)
	if err := s.Close(ctx); err != nil {
		return err
	}
	switch {
	case r.Outcome == timeline.OK:
		env.Cluster.Receipt("session "+a.Target.Name, fmt.Sprintf("close session %q", a.Target.Name), fmt.Sprintf("server %d closed session %s at %s", r.Server, r.Session, r.Zxid))
	case !a.MayFail:
		return verdict.Inconclusive("session %q: %w", a.Target.Name, r.Err())
	}
	return nil
}

// Validate implements harness.Validator.
func (a *Close) Validate(sc *spec.Scenario) hcl.Diagnostics {
	return append(a.Target.validate(sc), validLimit(a.Within, a.WithinRange)...)
}

// Result implements harness.Resulter.
func (a *Close) Result() map[string]cty.Value {
	if a.MayFail {
		return nil
	}
	return values.Certain(timeline.Op{Name: timeline.OpClose}, timeline.OK)
}

// Predict implements forecast.Predictor.
func (a *Close) Predict(f *forecast.Forecast) hcl.Diagnostics {
	use := f.UseSession(a.Target.Name, forecast.Commit, a.Target.NameRange)
	end := f.EndSession(a.Target.Name, a.Target.NameRange)
	switch {
	case a.MayFail:
		return nil
	case end.HasErrors():
		return end
	default:
		return use
	}
}
