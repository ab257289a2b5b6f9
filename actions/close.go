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
	Plain:   `Close session {{.session}}{{with .within}}, within {{.}}{{end}}` + goesOnTemplate + resultTemplate,
	Waits:   `Waits for the server's reply, at most {{or .within "30 s"}}.`,
	Receipt: "the reply and its zxid.",
	Cases: []harness.Case{
		{Attribute: "wait", Value: "false", Waits: "waits until the request is sent.", Receipt: "the reply and its zxid, when it comes."},
	},
	Example: `close "app" {}`,
	New:     func() harness.Action { return &Close{} },
}

// Close implements the word close.
type Close struct {
	As          string        `hcl:"as,optional" doc:"Name of the result: later expressions read result.NAME."`
	Within      string        `hcl:"within,optional" doc:"How long it may take. Default: \"30s\"."`
	WithinRange hcl.Range     `hcl:"within,attr_value_range"`
	Wait        *bool         `hcl:"wait,optional" doc:"With false the run goes on as soon as the request is sent; the result is kept when it comes, and every outcome is accepted. Default: true."`
	WaitRange   hcl.Range     `hcl:"wait,attr_value_range"`
	MayFail     bool          `hcl:"may_fail,optional" doc:"Whether every outcome is accepted; result.NAME.outcome has it. The client is gone in any case. Default: false."`
	Target      sessionTarget `hcl:",remain"`
}

// Run implements harness.Action.
func (a *Close) Run(ctx context.Context, env *harness.Env) error {
	within := limitOr(a.Within, harness.OperationLimit)
	limit, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	s, err := env.Session(limit, a.Target.Name)
	if err != nil && a.MayFail {
		env.Keep(a.As, notSent(env, session.Request{Op: timeline.OpClose}, err))
		return nil
	}
	if err != nil {
		return err
	}
	p := s.Submit(limit, session.Request{Op: timeline.OpClose})
	// Until this client is gone, nobody can open another session of the name.
	free, err := env.Cluster.Sessions.Take(ctx, a.Target.Name)
	if err != nil {
		p.Wait(ctx) // records the end of the operation
		return err
	}
	if a.waits() || !p.Sent() {
		defer free()
		return a.judge(a.conclude(ctx, env, s, p.Wait(limit)))
	}
	env.Background(func(ctx context.Context) error {
		defer free()
		limit, cancel := context.WithTimeout(ctx, within)
		defer cancel()
		_, err := a.conclude(ctx, env, s, p.Wait(limit))
		return err
	})
	return nil
}

// waits reports whether the run goes on only after the reply. Before the run it reports false
// where that depends on values of the run.
func (a *Close) waits() bool { return a.WaitRange.Empty() || a.Wait != nil && *a.Wait }

// conclude ends the client, and keeps the result.
func (a *Close) conclude(ctx context.Context, env *harness.Env, s *session.Session, r session.Result) (session.Result, error) {
	err := s.Close(ctx)
	if r.Outcome == timeline.OK {
		env.Cluster.Receipt("session "+a.Target.Name, fmt.Sprintf("close session %q", a.Target.Name), fmt.Sprintf("server %d closed session %s at %s", r.Server, r.Session, r.Zxid))
	}
	env.Keep(a.As, r)
	return r, err
}

// judge demands an accepted outcome.
func (a *Close) judge(r session.Result, err error) error {
	if err == nil && r.Outcome != timeline.OK && !a.MayFail {
		return verdict.Inconclusive("session %q: %w", a.Target.Name, r.Err())
	}
	return err
}

// Validate implements harness.Validator.
func (a *Close) Validate(sc *spec.Scenario) hcl.Diagnostics {
	return append(a.Target.validate(sc), validLimit(a.Within, a.WithinRange)...)
}

// Result implements harness.Resulter.
func (a *Close) Result() map[string]cty.Value {
	if a.MayFail || !a.waits() {
		return nil
	}
	return values.Certain(timeline.Op{Name: timeline.OpClose}, timeline.OK)
}

// Predict implements forecast.Predictor.
func (a *Close) Predict(f *forecast.Forecast) hcl.Diagnostics {
	needs := forecast.Commit
	if !a.waits() {
		needs = forecast.Send
	}
	use := f.UseSession(a.Target.Name, needs, a.Target.NameRange)
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
