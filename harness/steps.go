package harness

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// runSteps runs the steps in order until one cannot go on, or a guarantee broke in a way that
// ends the story; then only those which run whatever happened, but not after an interrupt. It
// returns the first reason for which a step could not go on. Once the story has ended, later
// ones are findings only.
func (r *run) runSteps(ctx context.Context) (reason error) {
	ended := false
	for _, step := range r.plan.Steps {
		switch {
		case ended && !step.Finally, step.Finally && ctx.Err() != nil:
			continue
		case ended:
			r.runAfterEnd(ctx, step)
			continue
		}
		r.step = step.Name
		goesOn, err := r.runStep(ctx, step)
		ended, reason = err != nil || !goesOn, err
	}
	return reason
}

// runAfterEnd runs a step after the end of the story. Its failure does not hide the reason
// for that.
func (r *run) runAfterEnd(ctx context.Context, step Step) {
	first := r.failed.Swap(nil)
	if _, err := r.runStep(ctx, step); err != nil {
		r.finding(&timeline.Finding{By: timeline.ByFinally}, sourceOf(r.failed.Load()), verdict.Undecided("%s", err))
	}
	r.failed.Store(first)
}

func (r *run) runStep(ctx context.Context, step Step) (goesOn bool, err error) {
	r.log.BeginStep(step.Name)
	sc := r.plan.Scenario
	goesOn, err = r.runWords(ctx, r.env.within(sc.Within(sc.Context, step.session)), step.Words)
	if err != nil {
		return false, fmt.Errorf("step %q: %w", step.Name, err)
	}
	return goesOn, nil
}

// runWords runs words in order. It returns false when a guarantee broke in a way that
// ends the scenario.
func (r *run) runWords(ctx context.Context, env *Env, words []Word) (goesOn bool, err error) {
	for _, w := range words {
		goesOn, err := r.runWord(ctx, env, w)
		if err != nil || !goesOn {
			return goesOn, err
		}
	}
	return true, nil
}

// runWord runs a word. It remembers the first one that fails: of words within words that
// is the innermost.
func (r *run) runWord(ctx context.Context, env *Env, w Word) (goesOn bool, err error) {
	goesOn, err = r.decodeAndRun(ctx, env, w)
	if err != nil {
		r.failed.CompareAndSwap(nil, &w.Range)
	}
	return goesOn, err
}

// decodeAndRun decodes a word with the values that are known now, and runs it.
func (r *run) decodeAndRun(ctx context.Context, env *Env, w Word) (goesOn bool, err error) {
	env.word, env.scope, env.asked = w, nil, map[int]bool{}
	if out, err := r.leavesOut(ctx, env, w); out || err != nil {
		return err == nil, err
	}
	target := w.make()
	if s, ok := target.(structure); ok {
		goesOn, err = s.play(ctx, r, env, w)
		if err != nil {
			err = fmt.Errorf("%s: %w", describeWord(w), err)
		}
		return goesOn, err
	}
	if diags := decodeBlock(w.block, env.evalContext(ctx), target, env.Scenario); diags.HasErrors() {
		return false, verdict.Inconclusive("%s: %w", describeWord(w), diags)
	}
	switch word := target.(type) {
	case Action:
		return r.runAction(ctx, env, w, word)
	case Assertion:
		return r.runAssertion(ctx, env, w, word)
	default:
		return false, fmt.Errorf("%s is neither an action nor an assertion", w.Name)
	}
}

// runAction runs an action. What others did to the servers meanwhile is an error of its own.
func (r *run) runAction(ctx context.Context, env *Env, w Word, a Action) (goesOn bool, err error) {
	if err = a.Run(ctx, env); err != nil {
		err = errors.Join(err, env.Cluster.Inspect(ctx))
	} else {
		err = env.Cluster.Trouble()
	}
	if err != nil {
		return false, fmt.Errorf("%s: %w", describeWord(w), err)
	}
	return true, nil
}

// runAssertion evaluates an assertion, records the finding, and decides whether the
// scenario goes on.
func (r *run) runAssertion(ctx context.Context, env *Env, w Word, a Assertion) (goesOn bool, err error) {
	v := evaluate(ctx, env, a)
	guarantee := ""
	if p, ok := a.(Promiser); ok {
		guarantee = p.Guarantee()
	}
	trouble := env.Cluster.Trouble()
	if v.Outcome != timeline.OK {
		trouble = env.Cluster.Inspect(ctx)
	}
	if v.Outcome != timeline.OK && (ctx.Err() != nil || trouble != nil) {
		v.Outcome = timeline.Unknown // it proves nothing about ZooKeeper
	}
	if v.Why != "" || guarantee != "" { // a fact records its own finding
		f := &timeline.Finding{By: w.Name, Guarantee: guarantee}
		if v.Outcome == timeline.Broken {
			env.Cluster.EndComplaints()
			f.Servers, f.Ops = v.Servers, env.operationsIn(w)
		}
		r.finding(f, sourceOf(&w.Range), v)
	}
	switch {
	case v.Outcome == timeline.OK:
		return true, nil
	case ctx.Err() != nil:
		return false, verdict.Inconclusive("%s: %w", describeWord(w), context.Cause(ctx))
	case trouble != nil:
		return false, fmt.Errorf("%s: %w", describeWord(w), trouble)
	case guarantee == "", v.Outcome == timeline.Unknown:
		return false, verdict.Inconclusive("%s: %s", describeWord(w), v.Why)
	}
	l, ok := a.(Lasting)
	return !ok || !l.EndsRun(), nil
}

// evaluate evaluates an assertion, once or until it holds. If the time limit passes before,
// the reason has what servers complained of meanwhile.
func evaluate(ctx context.Context, env *Env, a Assertion) verdict.Verdict {
	once := func(ctx context.Context) verdict.Verdict {
		defer func() { env.scope = nil }()
		v := a.Observe(ctx, env)
		v.Outcome = v.OutcomeOrUnknown()
		if len(v.Servers) == 0 {
			v.Servers = slices.Sorted(maps.Keys(env.asked))
		}
		return v
	}
	w, ok := a.(Waiter)
	if !ok || w.Within() <= 0 {
		return once(ctx)
	}
	began := time.Now()
	v := verdict.Wait(ctx, w.Within(), once)
	if v.Outcome != timeline.OK && !v.Final { // a final one has its reason
		v.Why += env.Cluster.Complaints(began, v.Servers)
	}
	return v
}

// finding records the verdict of an assertion, or of a check, which has no source.
func (r *run) finding(f *timeline.Finding, source string, v verdict.Verdict) {
	r.log.Append(timeline.Event{Kind: timeline.KindFinding, Actor: "harness", What: v.Why, Source: source, Outcome: v.OutcomeOrUnknown(), Finding: f})
}

// operationsIn returns the seqs of the operations and handshakes whose results the word
// refers to.
func (env *Env) operationsIn(w Word) []int {
	attributes, _ := w.block.Body.JustAttributes() // mistakes were found before
	var ops []timeline.Op
	env.mu.Lock()
	for _, a := range attributes {
		for _, ref := range a.Expr.Variables() {
			if op, ok := env.origins[resultIn(ref)]; ok {
				ops = append(ops, op)
			}
		}
	}
	env.mu.Unlock()
	var seqs []int
	events := env.Log.Events()
	for _, op := range ops {
		for i := len(events) - 1; i >= 0; i-- {
			if isOf(op, &events[i]) {
				seqs = append(seqs, events[i].Seq)
				break
			}
		}
	}
	slices.Sort(seqs)
	return slices.Compact(seqs)
}

// isOf reports whether an event is the end of an operation, or a handshake of the word that
// connects a session.
func isOf(op timeline.Op, e *timeline.Event) bool {
	switch {
	case e.Kind == timeline.KindOp:
		return op.Client == e.Op.Client && op.Request() == e.Op.Request() && op.Return == e.Op.Return
	case e.Handshake != nil:
		return op.Xid == 0 && op.Client == e.Handshake.Client && op.Invoke <= e.At && e.At <= op.Return
	}
	return false
}

// sourceOf returns the file and the line of a word, such as "lock.hcl:27", or "".
func sourceOf(at *hcl.Range) string {
	if at == nil {
		return ""
	}
	return fmt.Sprintf("%s:%d", at.Filename, at.Start.Line)
}
