package history_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/assertions/history/simulator"
	"github.com/zkscenario/zkscenario/assertions/history/simulator/mutants"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// porcupine searches for an order of operations that fits real time and a model, without
// zxids. ZooKeeper's updates are linearizable (a set with a version is a compare-and-set),
// and so are trees that are read after a sync. Its reads are not: they may be old, and
// porcupine would blame correct servers. So porcupine gets no reads, watches or ACLs, and
// judges each znode separately. Within that, it must agree with the checks.

// register is the state of one znode.
type register struct {
	exists  bool
	version int32
	digest  string
	owner   timeline.SessionID
}

// operation is one operation on a znode, with its outcome.
type operation struct {
	name          string // create, set, delete, close; exists and absent for observations
	version       int32  // that a set has made; for exists, -1 is any
	digest        string
	owner         timeline.SessionID
	indeterminate bool
}

// step returns the states that are possible after the operation; none if it is impossible.
func (o operation) step(s register) []any {
	next, possible := o.apply(s)
	switch {
	case o.indeterminate && possible && next != s:
		return []any{s, next}
	case o.indeterminate:
		return []any{s}
	case possible:
		return []any{next}
	}
	return nil
}

func (o operation) apply(s register) (register, bool) {
	switch o.name {
	case "create":
		return register{true, 0, o.digest, o.owner}, !s.exists
	case "set":
		next := register{true, s.version + 1, o.digest, s.owner}
		return next, s.exists && (o.indeterminate || next.version == o.version)
	case "delete":
		return register{}, s.exists
	case "close":
		if s.owner == o.owner {
			return register{}, true
		}
		return s, true
	case "exists":
		return s, s.exists && (o.version < 0 || o.version == s.version && o.digest == s.digest)
	default: // absent
		return s, !s.exists
	}
}

var znodeModel = porcupine.NondeterministicModel{
	Init: func() []any { return []any{register{}} },
	Step: func(state, input, _ any) []any { return input.(operation).step(state.(register)) },
}

// znodeOperations holds the operations of a history by znode, in porcupine's form.
type znodeOperations struct {
	byPath map[string][]porcupine.Operation
	owned  map[timeline.SessionID]map[string]bool
	// unnumbered are sequential creates of unknown outcome.
	unnumbered []unnumbered
}

// unnumbered is a sequential create without a reply, so that the number is not known.
type unnumbered struct {
	prefix string
	call   time.Duration
	create operation
}

// mayName reports whether the create can have given this path.
func (u unnumbered) mayName(name string) bool {
	number, ok := strings.CutPrefix(name, u.prefix)
	return ok && len(number) == 10 && strings.Trim(number, "0123456789") == ""
}

func (z *znodeOperations) add(name string, call, end time.Duration, o operation) {
	if o.indeterminate {
		end = math.MaxInt64
	}
	z.byPath[name] = append(z.byPath[name], porcupine.Operation{
		ClientId: len(z.byPath[name]), Input: o, Call: int64(call), Return: int64(end),
	})
}

func znodeOperationsOf(events []timeline.Event) *znodeOperations {
	z := &znodeOperations{byPath: map[string][]porcupine.Operation{}, owned: map[timeline.SessionID]map[string]bool{}}
	for _, e := range events {
		if e.Kind == timeline.KindOp && e.Op.Server != 0 {
			z.addOp(e)
		}
	}
	for name := range z.byPath {
		for _, u := range z.unnumbered {
			if u.mayName(name) {
				z.own(u.create.owner, name)
				z.add(name, u.call, 0, u.create)
			}
		}
	}
	z.addEnds(events)
	for _, e := range events {
		if e.Tree != nil {
			z.addTree(e)
		}
	}
	return z
}

// addOp adds an update, each part of a transaction separately.
func (z *znodeOperations) addOp(e timeline.Event) {
	op := e.Op
	parts := op.Parts
	if op.Name != "transaction" {
		parts = []timeline.Part{{Name: op.Name, Path: op.Path, Mode: op.Mode, Digest: op.Digest, Stat: op.Stat}}
	} else if e.Outcome == timeline.Refused {
		return
	}
	for _, p := range parts {
		switch p.Name {
		case "create", "set", "delete":
			z.addUpdate(e, p)
		}
	}
}

func (z *znodeOperations) addUpdate(e timeline.Event, p timeline.Part) {
	op := e.Op
	o := operation{name: p.Name, digest: p.Digest, indeterminate: e.Outcome == timeline.Unknown}
	if p.Stat != nil {
		o.version = p.Stat.Version
	}
	if strings.HasPrefix(p.Mode, "ephemeral") {
		o.owner = op.Session
	}
	if o.indeterminate && strings.HasSuffix(p.Mode, "sequential") {
		z.unnumbered = append(z.unnumbered, unnumbered{p.Path, op.Invoke, o})
		return
	}
	z.own(o.owner, p.Path)
	if e.Outcome == timeline.Refused {
		switch {
		case op.Code == "NodeExists" && !strings.HasSuffix(p.Mode, "sequential"), op.Code == "BadVersion", op.Code == "NotEmpty":
			o = operation{name: "exists", version: -1}
		case op.Code == "NoNode" && p.Name != "create": // for a create it is the parent that is absent
			o = operation{name: "absent"}
		default:
			return
		}
	}
	z.add(p.Path, op.Invoke, op.Return, o)
}

func (z *znodeOperations) own(session timeline.SessionID, name string) {
	if session == 0 {
		return
	}
	if z.owned[session] == nil {
		z.owned[session] = map[string]bool{}
	}
	z.owned[session][name] = true
}

// addEnds deletes the ephemeral znodes of sessions, with the close or some time after the
// last reply of the session.
func (z *znodeOperations) addEnds(events []timeline.Event) {
	last := map[timeline.SessionID]time.Duration{}
	closed := map[timeline.SessionID]bool{}
	for _, e := range events {
		switch {
		case e.Kind == timeline.KindOp && e.Op.Name == "close" && e.Op.Server != 0:
			if e.Outcome == timeline.OK {
				closed[e.Op.Session] = true
			}
			z.addEnd(e.Op.Session, e.Op.Invoke, e.Op.Return, e.Outcome != timeline.OK)
		case e.Kind == timeline.KindOp && e.Outcome == timeline.OK:
			last[e.Op.Session] = max(last[e.Op.Session], e.Op.Return)
		case e.Server != nil && e.Server.Change == timeline.Expired && !closed[e.Server.SessionID]:
			closed[e.Server.SessionID] = true
			z.addEnd(e.Server.SessionID, last[e.Server.SessionID], math.MaxInt64, false)
		}
	}
}

func (z *znodeOperations) addEnd(session timeline.SessionID, from, to time.Duration, indeterminate bool) {
	for name := range z.owned[session] {
		z.add(name, from, to, operation{name: "close", owner: session, indeterminate: indeterminate})
	}
}

// addTree adds an observation of each znode of a tree, and of the absence of all others.
func (z *znodeOperations) addTree(e timeline.Event) {
	found := map[string]timeline.Znode{}
	for _, node := range e.Tree.Znodes {
		found[node.Path] = node
	}
	for name := range z.byPath {
		o := operation{name: "absent"}
		if node, ok := found[name]; ok {
			o = operation{name: "exists", version: node.Stat.Version, digest: node.Digest}
			if !isDigest(node.Digest) {
				o.version = -1
			}
		}
		z.add(name, e.At, e.At, o)
	}
}

// isDigest reports whether a digest is one of data, and not the reason why they were not
// read.
func isDigest(text string) bool {
	return len(text) == len(timeline.Digest(nil)) && !strings.Contains(text, " ")
}

// nonlinearizable returns a znode whose updates have no order, or "".
func nonlinearizable(events []timeline.Event) string {
	model := znodeModel.ToModel()
	for name, operations := range znodeOperationsOf(events).byPath {
		if !porcupine.CheckOperations(model, operations) {
			return name
		}
	}
	return ""
}

func TestUpdatesOfCorrectHistoriesAreLinearizable(t *testing.T) {
	for seed := range seeds(t) / 3 {
		name := nonlinearizable(simulator.Generate(seed, simulator.Clocks, simulator.DoubleLogs, simulator.Stragglers, simulator.XidsAnew))
		assert.Equal(t, name, "", "seed %d", seed)
	}
	for _, file := range recorded(t) {
		assert.Equal(t, nonlinearizable(readTimeline(t, file)), "", file)
	}
}

// porcupine and the checks agree on mutants in which updates of one znode have another
// order, or other outcomes. Now and then an update in flight together with others could,
// without zxids, have come before them.
func TestPorcupineAgreesOnMutantsOfUpdates(t *testing.T) {
	most := int(seeds(t) * mutantsPerKind / usualSeeds)
	perKind := map[string]int{}
	tried, unseen := 0, 0
	for seed := range seeds(t) {
		var h *mutants.History
		for _, k := range mutants.Kinds() {
			if !k.Updates || perKind[k.Name] >= most {
				continue
			}
			if h == nil {
				h = mutants.NewHistory(simulator.Generate(seed))
			}
			mutant, ok := h.Mutate(k, seed)
			if !ok {
				continue
			}
			perKind[k.Name]++
			broken, _ := judge(mutant)
			tried++
			if nonlinearizable(mutant) == "" {
				unseen++
				t.Logf("seed %d, mutated by %q breaks %v, and porcupine finds nothing", seed, k.Name, broken)
			}
			assert.Check(t, len(broken) > 0 || isUncaught(k), "seed %d, mutated by %q is not linearizable, and no check finds it", seed, k.Name)
		}
	}
	t.Log(perKind)
	assert.Check(t, unseen <= tried/1000, "porcupine finds nothing in %d of %d mutants", unseen, tried)
	assert.Assert(t, len(perKind) > 5)
}
