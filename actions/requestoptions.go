package actions

import (
	"context"
	"slices"

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

// Waits and Receipt of all client operations.
const (
	waitsForReply  = `Waits for the reply, at most {{or .within "30 s"}}.`
	receiptOfReply = "the reply, with its zxid, in the timeline; without one the run is inconclusive."
)

// casesOfReply lists the Waits and Receipts of operations that may have other outcomes.
var casesOfReply = []harness.Case{
	{Attribute: "fails_with", Receipt: "the refusal, in the timeline; any other outcome makes the run inconclusive."},
	{Attribute: "may_fail", Value: "true", Receipt: "the reply, in the timeline; without one, that the outcome is unknown."},
	{Attribute: "wait", Value: "false", Waits: "waits until the request is sent.", Receipt: "the reply, in the timeline when it comes; without one, that the outcome is unknown."},
}

// optionsTemplate describes requestOptions, at the end of a Plain.
const optionsTemplate = `{{with .session}} as session {{.}}{{end}}{{with .within}}, within {{.}}{{end}}` + goesOnTemplate + `{{with .fails_with}}; the expected error is {{.}}{{end}}` + resultTemplate

// goesOnTemplate describes wait.
const goesOnTemplate = `{{if is .wait "false"}}; the run goes on before the reply{{end}}`

// resultTemplate describes may_fail and as, at the end of a Plain.
const resultTemplate = `{{if is .may_fail "true"}}; every outcome is accepted{{end}}` + asTemplate

// asTemplate describes as.
const asTemplate = `{{with .as}}; the result is called {{.}}{{end}}`

// requestOptions holds the attributes that all client operations share: the session that sends
// the request, and the accepted outcomes.
type requestOptions struct {
	Session        string    `hcl:"session,optional" doc:"Session to use. Default: that of the step, or the scenario's only one." group:"Operations"`
	SessionRange   hcl.Range `hcl:"session,attr_value_range"`
	As             string    `hcl:"as,optional" doc:"Name of the result: later expressions read result.NAME." group:"Operations"`
	FailsWith      string    `hcl:"fails_with,optional" doc:"Expected error code of ZooKeeper, such as NodeExists. Default: none, success is expected." group:"Operations"`
	FailsWithRange hcl.Range `hcl:"fails_with,attr_value_range"`
	Within         string    `hcl:"within,optional" doc:"How long it may take; what has not ended by then is unknown, with the code Timeout. Default: \"30s\"." group:"Operations"`
	WithinRange    hcl.Range `hcl:"within,attr_value_range"`
	Wait           *bool     `hcl:"wait,optional" doc:"With false the run goes on as soon as the request is sent; the result is kept when it comes, and every outcome is accepted. Default: true." group:"Operations"`
	WaitRange      hcl.Range `hcl:"wait,attr_value_range"`
	MayFail        bool      `hcl:"may_fail,optional" doc:"Whether every outcome is accepted; result.NAME.outcome has it. Default: false." group:"Operations"`
	MayFailRange   hcl.Range `hcl:"may_fail,attr_value_range"`
}

// send sends the request and demands an accepted outcome. Any other outcome is not a violation:
// the run did not get into the state that the scenario is about.
func (o *requestOptions) send(ctx context.Context, env *harness.Env, r session.Request) error {
	limit := limitOr(o.Within, harness.OperationLimit)
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	s, err := env.Session(ctx, o.Session)
	switch {
	case err != nil && o.MayFail:
		env.Keep(o.As, notSent(env, r, err))
		return nil
	case err != nil:
		return err
	}
	p := s.Submit(ctx, r)
	if p.Sent() && !o.waits() {
		env.Background(func(ctx context.Context) error {
			ctx, cancel := context.WithTimeout(ctx, limit)
			defer cancel()
			env.Keep(o.As, p.Wait(ctx))
			return nil
		})
		return nil
	}
	result := p.Wait(ctx)
	env.Keep(o.As, result)
	return o.judge(result)
}

// notSent returns the result of an operation whose session could not be opened.
func notSent(env *harness.Env, r session.Request, err error) session.Result {
	now := env.Log.Now()
	return session.Result{
		Op: timeline.Op{Name: r.Op, Path: r.Path, Code: timeline.CodeNotSent, Invoke: now, Return: now}, Outcome: timeline.Refused, Why: err.Error(),
	}
}

func (o *requestOptions) waits() bool { return o.Wait == nil || *o.Wait }

func (o *requestOptions) judge(r session.Result) error {
	switch {
	case o.MayFail:
		return nil
	case o.FailsWith == "" && r.Outcome == timeline.OK:
		return nil
	case o.FailsWith == "":
		return verdict.Inconclusive("the operation did not succeed: %w", r.Err())
	case r.Outcome == timeline.Refused && r.Code == o.FailsWith:
		return nil
	case r.Outcome == timeline.OK:
		return verdict.Inconclusive("the operation succeeded; the expected error is %s", o.FailsWith)
	default:
		return verdict.Inconclusive("the operation did not fail with %s: %w", o.FailsWith, r.Err())
	}
}

// validate reports a session that the scenario does not declare and attributes that contradict
// each other. label is the range of the word's label.
func (o *requestOptions) validate(sc *spec.Scenario, label hcl.Range) hcl.Diagnostics {
	diags := append(validSession(sc, o.Session, o.SessionRange, label), validLimit(o.Within, o.WithinRange)...)
	if o.FailsWith == "" {
		return diags
	}
	if !slices.Contains(session.Refusals(), o.FailsWith) {
		diags = append(diags, spec.Errorf(o.FailsWithRange, "No such code", "%q is not a ZooKeeper error code.%s", o.FailsWith, spec.DidYouMean(o.FailsWith, session.Refusals())))
	}
	if o.MayFail {
		diags = append(diags, spec.Errorf(o.MayFailRange, "Contradictory outcomes", "may_fail accepts every outcome, fails_with only one; write only one of them."))
	}
	if !o.waits() {
		diags = append(diags, spec.Errorf(o.WaitRange, "Contradictory outcomes", "With wait = false the run goes on before the outcome is known, so fails_with cannot demand one; await the result and require its code."))
	}
	return diags
}

// predict reports a session that cannot do what the operation needs. It reports nothing if the
// outcome may be another than success.
func (o *requestOptions) predict(f *forecast.Forecast, needs forecast.Use, label hcl.Range) hcl.Diagnostics {
	if o.mayNotSucceed() {
		return nil
	}
	if !o.surelyWaits() {
		needs = forecast.Send
	}
	return predictSession(f, o.Session, o.SessionRange, needs, label)
}

// result returns what is certain of the result of an operation. op has its name, and the mode
// of a watch.
func (o *requestOptions) result(op timeline.Op) map[string]cty.Value {
	switch {
	case o.MayFail || !o.waits():
		return nil
	case o.FailsWith != "":
		op.Code = o.FailsWith
		return values.Certain(op, timeline.Refused)
	default:
		return values.Certain(op, timeline.OK)
	}
}

// mayNotSucceed reports whether the author accepts, or expects, another outcome than success.
func (o *requestOptions) mayNotSucceed() bool {
	return !o.MayFailRange.Empty() || !o.FailsWithRange.Empty()
}

// surelyWaits reports, before the run, whether the operation is known to wait: the value of
// wait may depend on the run.
func (o *requestOptions) surelyWaits() bool { return o.WaitRange.Empty() || o.Wait != nil && *o.Wait }

// since reports a request that ZooKeeper supports only from a release on, if all servers are
// older and the operation has to succeed.
func (o *requestOptions) since(f *forecast.Forecast, triple, what string, at hcl.Range) hcl.Diagnostics {
	release, before := f.Before(triple)
	if !before || o.mayNotSucceed() || !o.surelyWaits() {
		return nil
	}
	return hcl.Diagnostics{spec.Errorf(at, "Not supported by this release", "The servers run %s; ZooKeeper supports %s since %s. Write releases = \">= %s\" in the scenario, or fails_with = \"Unimplemented\" here.", release, what, triple, triple)}
}
