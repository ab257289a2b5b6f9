package actions

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"sync"
	"time"

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

var fill = harness.Kind[harness.Action]{
	Name:    "fill",
	Summary: "Writes many times: creates children of a znode, or sets the znode until the last write has a given zxid.",
	Label:   "path",
	Plain:   `Fill {{.path}}{{with .children}} with {{.}} children{{end}}{{with .prefix}} called {{.}}0 and so on{{end}}{{with .until}} by sets until the last zxid is {{.}}{{end}}{{with .size}}, {{.}} each{{end}}{{with .sizes}}, of the sizes {{.}} in turn{{end}}{{with .in_flight}}, {{.}} in flight{{end}}{{with .session}}, as session {{.}}{{end}}{{with .within}}, within {{.}}{{end}}{{if is .wait "false"}}; the run goes on meanwhile{{end}}` + resultTemplate,
	Waits:   `Waits until every write is acknowledged, at most {{or .within "5 min"}}.`,
	Receipt: "the number of writes and the last zxid.",
	Cases: []harness.Case{
		{Attribute: "may_fail", Value: "true", Waits: `waits until every create has ended, at most {{or .within "5 min"}}.`, Receipt: "how many creates were acknowledged, refused and unknown, and the last zxid."},
		{Attribute: "wait", Value: "false", Waits: "waits until the first write is sent, if the session is connected.", Receipt: "how many writes were acknowledged, refused and unknown, and the last zxid, when all have ended."},
	},
	Setup: `create "/bulk" {}`,
	Example: `fill "/bulk" {
  children = 100
  size     = "10kB"
}`,
	New: func() harness.Action { return &Fill{} },
}

// Fill implements the word fill.
type Fill struct {
	Children     int       `hcl:"children,optional" doc:"Number of children to create."`
	Prefix       string    `hcl:"prefix,optional" doc:"Prefix of their names, before the number. Default: \"n\"."`
	Until        string    `hcl:"until,optional" doc:"Zxid of the last set. Nothing else may write meanwhile."`
	UntilRange   hcl.Range `hcl:"until,attr_value_range"`
	InFlight     int       `hcl:"in_flight,optional" doc:"Maximum number of writes in flight. Default: 64."`
	As           string    `hcl:"as,optional" doc:"Name of the result: operations, errors and latency of the writes."`
	Session      string    `hcl:"session,optional" doc:"Session to use. Default: that of the step, or the scenario's only one."`
	SessionRange hcl.Range `hcl:"session,attr_value_range"`
	Within       string    `hcl:"within,optional" doc:"How long it may take. Default: \"5m\"."`
	WithinRange  hcl.Range `hcl:"within,attr_value_range"`
	Wait         *bool     `hcl:"wait,optional" doc:"With false the run goes on as soon as the first write is sent, or at once if the session is not connected; the result is kept when it comes, and every outcome is accepted. Default: true."`
	WaitRange    hcl.Range `hcl:"wait,attr_value_range"`
	MayFail      bool      `hcl:"may_fail,optional" doc:"With children: whether every outcome of each create is accepted. The fill then goes on, also over a new connection of the session, until all children were attempted, the session has expired or the time is over. Default: false, it ends with the first write that is not ok."`
	MayFailRange hcl.Range `hcl:"may_fail,attr_value_range"`
	Range        hcl.Range `hcl:",def_range"`

	Znode znodePath[writeSizes] `hcl:",remain"`
}

const defaultInFlight = 64

// fillLimit exceeds the duration of hundreds of thousands of writes by far.
const fillLimit = 5 * time.Minute

// connectionPoll separates two looks of a fill that is not waited for at its connection.
const connectionPoll = 20 * time.Millisecond

// Run implements harness.Action.
func (a *Fill) Run(ctx context.Context, env *harness.Env) error {
	s, err := env.Session(ctx, a.Session)
	if err != nil {
		return err
	}
	if a.waits() {
		return a.fill(ctx, env, s, func() {})
	}
	sent := make(chan struct{})
	env.Background(func(ctx context.Context) error {
		first := sync.OnceFunc(func() { close(sent) })
		defer first()
		return a.fill(ctx, env, s, first)
	})
	for s.State() == session.Connected { // or it may take long
		select {
		case <-sent:
			return nil
		case <-ctx.Done():
			return verdict.Inconclusive("%w", context.Cause(ctx))
		case <-time.After(connectionPoll):
		}
	}
	return nil
}

// waits reports whether the run goes on only after the last write. Before the run it reports
// false where that depends on values of the run.
func (a *Fill) waits() bool { return a.WaitRange.Empty() || a.Wait != nil && *a.Wait }

// fill writes, keeps the result and demands an accepted outcome. It calls sent when the first
// write was sent.
func (a *Fill) fill(ctx context.Context, env *harness.Env, s *session.Session, sent func()) error {
	ctx, cancel := context.WithTimeout(ctx, limitOr(a.Within, fillLimit))
	defer cancel()
	var sum session.Summary
	err := a.write(ctx, env, s, sent, &sum)
	env.KeepSummary(a.As, sum)
	switch {
	case err != nil && !a.MayFail && a.waits():
		return verdict.Inconclusive("after %d writes: %w", sum.OK, err)
	case err != nil:
		env.Cluster.Note("fill %s ended early, which is accepted: %s", a.Znode.path(), err)
	}
	env.Cluster.Receipt("session "+s.Name(), "fill "+a.Znode.path(), fmt.Sprintf("%s; the last one at %s", &sum, sum.Newest))
	return nil
}

func (a *Fill) write(ctx context.Context, env *harness.Env, s *session.Session, sent func(), sum *session.Summary) error {
	sizes, err := a.Znode.Options.list()
	if err != nil {
		return err
	}
	data := payloads(sizes)
	done := func(r session.Result) { sent(); sum.Add(r) }
	inFlight := cmp.Or(a.InFlight, defaultInFlight)
	if a.Until != "" {
		target, err := timeline.ParseZxid(a.Until)
		if err != nil {
			return err
		}
		survey := env.Cluster.Survey(ctx)
		return s.WriteUntil(ctx, survey[survey.Leader()].Zxid, target, inFlight, func(i int) session.Request {
			if i > 0 {
				sent()
			}
			return session.Request{Op: timeline.OpSet, Path: a.Znode.path(), Data: data[i%len(data)], Version: session.AnyVersion}
		}, done)
	}
	return s.Pipeline(ctx, session.Flow{InFlight: inFlight}, func(i int) (session.Request, bool) {
		if i > 0 {
			sent()
		}
		if a.MayFail {
			awaitClient(ctx, s)
		}
		return session.Request{Op: timeline.OpCreate, Path: a.child(i), Data: data[i%len(data)]}, i < a.Children
	}, func(_ int, r session.Result) error {
		done(r)
		if a.MayFail && r.Code != timeline.CodeSessionExpired { // the client does not open another session by itself
			return nil
		}
		return r.Err()
	})
}

// awaitClient waits while the client stays disconnected on purpose: what it is asked then, it
// does not send.
func awaitClient(ctx context.Context, s *session.Session) {
	verdict.Wait(ctx, fillLimit, func(context.Context) verdict.Verdict {
		if state := s.State(); state != session.Away {
			return verdict.Holds("session %s is %s", s.Name(), state)
		}
		return verdict.Undecided("session %s is %s", s.Name(), session.Away)
	})
}

func (a *Fill) child(i int) string {
	return path.Join(a.Znode.path(), fmt.Sprintf("%s%04d", cmp.Or(a.Prefix, "n"), i))
}

// payloads returns data of each size, made once: thousands of writes may share it.
func payloads(sizes []int) [][]byte {
	data := make([][]byte, len(sizes))
	for i, size := range sizes {
		data[i] = payload(size)
	}
	return data
}

// Validate implements harness.Validator.
func (a *Fill) Validate(sc *spec.Scenario) hcl.Diagnostics {
	diags := append(validSession(sc, a.Session, a.SessionRange, a.Znode.PathRange), a.Znode.validatePath(false)...)
	diags = append(diags, validLimit(a.Within, a.WithinRange)...)
	if (a.Children > 0) == (a.Until != "") || a.Children < 0 || a.InFlight < 0 {
		diags = append(diags, spec.Errorf(a.Range, "Invalid choice of writes", "Write either children = NUMBER, to create children, or until = zxid(...), to set the znode until then; numbers are positive."))
	}
	if a.Until != "" {
		if _, err := timeline.ParseZxid(a.Until); err != nil {
			diags = append(diags, spec.Errorf(a.UntilRange, "Invalid zxid", "%s.", err))
		}
	}
	if a.Until != "" && a.MayFail {
		diags = append(diags, spec.Errorf(a.MayFailRange, "Contradictory outcomes", "With until the last write has a given zxid, so each of them must succeed; may_fail is for children."))
	}
	return append(diags, a.Znode.Options.validate()...)
}

// Result implements harness.Resulter.
func (a *Fill) Result() map[string]cty.Value { return values.CertainSummary(!a.MayFail && a.waits()) }

// Predict implements forecast.Predictor.
func (a *Fill) Predict(f *forecast.Forecast) hcl.Diagnostics {
	needs := forecast.Commit
	switch {
	case !a.MayFailRange.Empty():
		return nil
	case !a.waits():
		needs = forecast.Send
	}
	return predictSession(f, a.Session, a.SessionRange, needs, a.Znode.PathRange)
}
