package actions

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// What all client operations wait for, and what is the receipt of it.
const (
	waitsForReply  = `Waits for the reply, at most {{or .within "30 s"}}.`
	receiptOfReply = "the reply, with its zxid, in the timeline; without one the run is inconclusive."
)

// casesOfReply are the waits and receipts of operations that may end otherwise.
var casesOfReply = []harness.Case{
	{Attribute: "fails_with", Receipt: "the refusal, in the timeline; any other outcome makes the run inconclusive."},
	{Attribute: "may_fail", Value: "true", Receipt: "the reply, in the timeline; without one, that the outcome is unknown."},
	{Attribute: "wait", Value: "false", Waits: "waits until the request is sent.", Receipt: "the reply, in the timeline when it comes; without one, that the outcome is unknown."},
}

// plainEnd describes which session sends an operation, and how it may end.
const plainEnd = `{{with .session}} as session {{.}}{{end}}{{with .within}}, within {{.}}{{end}}{{if is .wait "false"}}; the run goes on before the reply{{end}}{{with .fails_with}}; the expected error is {{.}}{{end}}` + plainResult

// plainResult describes what is kept of the outcome.
const plainResult = `{{if is .may_fail "true"}}; every outcome is accepted{{end}}{{with .as}}; the result is called {{.}}{{end}}`

// ending is what all client operations share: who asks, and how it may end.
type ending struct {
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

// do sends the request and demands that it ends as the author wants. Any other
// end is no violation but a story that went another way.
func (e *ending) do(ctx context.Context, env *harness.Env, r session.Request) error {
	limit := limitOf(e.Within, harness.OperationLimit)
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	s, err := env.Session(ctx, e.Session)
	switch {
	case err != nil && e.MayFail:
		env.Keep(e.As, notOpened(r, err))
		return nil
	case err != nil:
		return err
	}
	p := s.Submit(ctx, r)
	if p.Sent() && !e.waits() {
		env.Background(func(ctx context.Context) error {
			ctx, cancel := context.WithTimeout(ctx, limit)
			defer cancel()
			env.Keep(e.As, p.Wait(ctx))
			return nil
		})
		return nil
	}
	result := p.Wait(ctx)
	env.Keep(e.As, result)
	return e.judge(result)
}

// notOpened is the end of an operation whose session could not be opened.
func notOpened(r session.Request, err error) session.Result {
	return session.Result{
		Op: timeline.Op{Name: r.Op, Path: r.Path, Code: timeline.CodeNotSent}, Outcome: timeline.Refused, Why: err.Error(),
	}
}

func (e *ending) waits() bool { return e.Wait == nil || *e.Wait }

func (e *ending) judge(r session.Result) error {
	switch {
	case e.MayFail:
		return nil
	case e.FailsWith == "" && r.Outcome == timeline.OK:
		return nil
	case e.FailsWith == "":
		return verdict.Inconclusive("the operation did not succeed: %w", r.Err())
	case r.Outcome == timeline.Refused && r.Code == e.FailsWith:
		return nil
	case r.Outcome == timeline.OK:
		return verdict.Inconclusive("the operation succeeded; it was to fail with %s", e.FailsWith)
	default:
		return verdict.Inconclusive("the operation was to fail with %s: %w", e.FailsWith, r.Err())
	}
}

// validate demands a session, and ends that do not contradict each other. at is
// where the word says what it is for.
func (e *ending) validate(sc *spec.Scenario, at hcl.Range) hcl.Diagnostics {
	diags := append(validSession(sc, e.Session, e.SessionRange, at), validLimit(e.Within, e.WithinRange)...)
	if e.FailsWith == "" {
		return diags
	}
	if !slices.Contains(session.Refusals(), e.FailsWith) {
		diags = append(diags, spec.Errorf(e.FailsWithRange, "No such code", "%q is not a ZooKeeper error code.%s", e.FailsWith, spec.DidYouMean(e.FailsWith, session.Refusals())))
	}
	if e.MayFail {
		diags = append(diags, spec.Errorf(e.MayFailRange, "Contradictory ends", "With may_fail any end is a good one, with fails_with only that refusal; say one of them."))
	}
	if !e.waits() {
		diags = append(diags, spec.Errorf(e.WaitRange, "Contradictory ends", "With wait = false the story does not see the end, so it cannot demand a refusal; await the result and require its code."))
	}
	return diags
}

// predict demands a session that can do what the operation needs, unless it is not
// known which, or another end is good.
func (e *ending) predict(f *forecast.Forecast, needs forecast.Use, at hcl.Range) hcl.Diagnostics {
	if e.endsOtherwise() || e.Session == "" && !e.SessionRange.Empty() {
		return nil
	}
	if !e.SessionRange.Empty() {
		at = e.SessionRange
	}
	if !e.surelyWaits() {
		needs = forecast.Send
	}
	return f.UseSession(e.Session, needs, at)
}

// endsOtherwise tells whether the author wants, or allows, that it does not succeed.
func (e *ending) endsOtherwise() bool { return !e.MayFailRange.Empty() || !e.FailsWithRange.Empty() }

// surelyWaits is waits, unless that depends on the run.
func (e *ending) surelyWaits() bool { return e.WaitRange.Empty() || e.Wait != nil && *e.Wait }

// since finds what all servers are too old for, unless any end is good.
func (e *ending) since(f *forecast.Forecast, triple, what string, at hcl.Range) hcl.Diagnostics {
	release, before := f.Before(triple)
	if !before || e.endsOtherwise() || !e.surelyWaits() {
		return nil
	}
	return hcl.Diagnostics{spec.Errorf(at, "Not supported by this release", "The servers run %s; ZooKeeper supports %s since %s. Write releases = \">= %s\" in the scenario, or fails_with = \"Unimplemented\" here.", release, what, triple, triple)}
}

// limitOf reads a limit that validLimit has seen.
func limitOf(text string, otherwise time.Duration) time.Duration {
	if text == "" {
		return otherwise
	}
	d, _ := time.ParseDuration(text)
	return d
}

func validLimit(text string, at hcl.Range) hcl.Diagnostics {
	if text == "" {
		return nil
	}
	if d, err := time.ParseDuration(text); err != nil || d <= 0 {
		return hcl.Diagnostics{spec.InvalidDuration(text, at)}
	}
	return nil
}

// place is the znode that an operation is for, and what else the operation says.
type place[T any] struct {
	Path       string    `hcl:"path,label"`
	PathRange  hcl.Range `hcl:"path,label_range"`
	Child      *string   `hcl:"child,optional" doc:"Name of a child of the znode, which is used instead. Unlike the label it may be an expression." group:"Znodes"`
	ChildRange hcl.Range `hcl:"child,attr_value_range"`
	Rest       T         `hcl:",remain"`
}

// operation is a client operation on a znode.
type operation = place[ending]

func (p *place[T]) path() string {
	if p.Child == nil {
		return p.Path
	}
	if p.Path == "/" {
		return "/" + *p.Child
	}
	return p.Path + "/" + *p.Child
}

// validatePath finds paths that no client would send.
func (p *place[T]) validatePath(sequential bool) hcl.Diagnostics {
	at := p.PathRange
	if p.Child != nil {
		at = p.ChildRange
	}
	return validPathAt(p.path(), sequential, at)
}

// do sends the request for the operation's znode.
func do(ctx context.Context, env *harness.Env, o *operation, r session.Request) error {
	r.Path = o.path()
	return o.Rest.do(ctx, env, r)
}

func validOperation(sc *spec.Scenario, o *operation) hcl.Diagnostics {
	return append(o.Rest.validate(sc, o.PathRange), o.validatePath(false)...)
}

// validZnode finds paths that no server would take.
func validZnode(path string, at hcl.Range) hcl.Diagnostics { return validPathAt(path, false, at) }

func validPathAt(path string, sequential bool, at hcl.Range) hcl.Diagnostics {
	if err := session.CheckPath(path, sequential); err != nil {
		return hcl.Diagnostics{spec.Errorf(at, "Invalid path", "%q is not the path of a znode: %s.", path, err)}
	}
	return nil
}

// validName finds a word that is none of those known.
func validName[T ~string](summary string, name T, known []T, at hcl.Range) hcl.Diagnostics {
	if name == "" || slices.Contains(known, name) {
		return nil
	}
	names := make([]string, len(known))
	for i, k := range known {
		names[i] = string(k)
	}
	return hcl.Diagnostics{spec.Errorf(at, summary, "%q is none; there are %s.%s", name, strings.Join(names, ", "), spec.DidYouMean(string(name), names))}
}

// validSession demands a session that is declared. at is where the name stands,
// label where the word's own label does.
func validSession(sc *spec.Scenario, name string, at, label hcl.Range) hcl.Diagnostics {
	if at.Empty() {
		at = label
	}
	if _, ok := sc.Session(name); ok {
		return nil
	}
	var names []string
	for _, s := range sc.Sessions {
		names = append(names, s.Name)
	}
	switch {
	case name != "":
		return hcl.Diagnostics{spec.Errorf(at, "No such session", "The scenario declares no session %q.%s", name, spec.DidYouMean(name, names))}
	case len(names) == 0:
		return hcl.Diagnostics{spec.Errorf(at, "No session", `This needs a client session; declare one in the scenario: session "app" {}.`)}
	default:
		return hcl.Diagnostics{spec.Errorf(at, "Which session?", "The scenario has several sessions; say session = NAME, one of %s.", strings.Join(names, ", "))}
	}
}
