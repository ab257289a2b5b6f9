package history_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/assertions/history/simulator"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// porcupine looks for an order of operations that fits to real time and to a model,
// and knows nothing of zxids. ZooKeeper's updates are linearizable, a set with a
// version being a compare-and-set, and so are trees that are read behind a sync.
// Its reads are not: they may be old, and porcupine would blame correct servers. So
// it sees no look, no watch, no ACL, and of an order no more than what concerns one
// znode, for it is asked about each znode by itself. What it does see, it must see
// as the checks do.

// register is one znode as far as updates need it.
type register struct {
	there   bool
	version int32
	digest  string
	owner   timeline.SessionID
}

// act is one operation on a znode, with its end.
type act struct {
	name    string // create, set, delete, close; there and absent for what is only found out
	version int32  // that a set has made; of there, -1 is any
	digest  string
	owner   timeline.SessionID
	maybe   bool // nobody knows whether it happened
}

// step is the states that there can be behind an operation; none if it cannot be.
func (a act) step(s register) []any {
	next, possible := a.do(s)
	switch {
	case a.maybe && possible && next != s:
		return []any{s, next}
	case a.maybe:
		return []any{s}
	case possible:
		return []any{next}
	}
	return nil
}

func (a act) do(s register) (register, bool) {
	switch a.name {
	case "create":
		return register{true, 0, a.digest, a.owner}, !s.there
	case "set":
		next := register{true, s.version + 1, a.digest, s.owner}
		return next, s.there && (a.maybe || next.version == a.version)
	case "delete":
		return register{}, s.there
	case "close":
		if s.owner == a.owner {
			return register{}, true
		}
		return s, true
	case "there":
		return s, s.there && (a.version < 0 || a.version == s.version && a.digest == s.digest)
	default: // absent
		return s, !s.there
	}
}

var znodeModel = porcupine.NondeterministicModel{
	Init: func() []any { return []any{register{}} },
	Step: func(state, input, _ any) []any { return input.(act).step(state.(register)) },
}

// acts are the operations of a history by znode, as porcupine takes them.
type acts struct {
	byPath map[string][]porcupine.Operation
	owned  map[timeline.SessionID]map[string]bool
	// untold are sequential creates of which nobody knows the end, nor the number.
	untold []untold
}

// untold is a create of one of the znodes whose paths begin like this.
type untold struct {
	prefix string
	call   time.Duration
	create act
}

// may tells whether it can have made this znode.
func (u untold) may(name string) bool {
	number, ok := strings.CutPrefix(name, u.prefix)
	return ok && len(number) == 10 && strings.Trim(number, "0123456789") == ""
}

func (a *acts) add(name string, call, end time.Duration, what act) {
	if what.maybe {
		end = math.MaxInt64
	}
	a.byPath[name] = append(a.byPath[name], porcupine.Operation{
		ClientId: len(a.byPath[name]), Input: what, Call: int64(call), Return: int64(end),
	})
}

func actsOf(events []timeline.Event) *acts {
	a := &acts{byPath: map[string][]porcupine.Operation{}, owned: map[timeline.SessionID]map[string]bool{}}
	for _, e := range events {
		if e.Kind == timeline.KindOp && e.Op.Server != 0 {
			a.addOp(e)
		}
	}
	for name := range a.byPath {
		for _, u := range a.untold {
			if u.may(name) {
				a.own(u.create.owner, name)
				a.add(name, u.call, 0, u.create)
			}
		}
	}
	a.addEnds(events)
	for _, e := range events {
		if e.Tree != nil {
			a.addTree(e)
		}
	}
	return a
}

// addOp takes an update apart.
func (a *acts) addOp(e timeline.Event) {
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
			a.addUpdate(e, p)
		}
	}
}

func (a *acts) addUpdate(e timeline.Event, p timeline.Part) {
	op := e.Op
	what := act{name: p.Name, digest: p.Digest, maybe: e.Outcome == timeline.Unknown}
	if p.Stat != nil {
		what.version = p.Stat.Version
	}
	if strings.HasPrefix(p.Mode, "ephemeral") {
		what.owner = op.Session
	}
	if what.maybe && strings.HasSuffix(p.Mode, "sequential") {
		a.untold = append(a.untold, untold{p.Path, op.Invoke, what})
		return
	}
	a.own(what.owner, p.Path)
	if e.Outcome == timeline.Refused {
		switch {
		case op.Code == "NodeExists" && !strings.HasSuffix(p.Mode, "sequential"), op.Code == "BadVersion", op.Code == "NotEmpty":
			what = act{name: "there", version: -1}
		case op.Code == "NoNode" && p.Name != "create": // of a create it is the parent
			what = act{name: "absent"}
		default:
			return
		}
	}
	a.add(p.Path, op.Invoke, op.Return, what)
}

func (a *acts) own(session timeline.SessionID, name string) {
	if session == 0 {
		return
	}
	if a.owned[session] == nil {
		a.owned[session] = map[string]bool{}
	}
	a.owned[session][name] = true
}

// addEnds lets the ephemeral znodes of sessions go, with the close or some time
// behind the session's last reply.
func (a *acts) addEnds(events []timeline.Event) {
	last := map[timeline.SessionID]time.Duration{}
	closed := map[timeline.SessionID]bool{}
	for _, e := range events {
		switch {
		case e.Kind == timeline.KindOp && e.Op.Name == "close" && e.Op.Server != 0:
			if e.Outcome == timeline.OK {
				closed[e.Op.Session] = true
			}
			a.addEnd(e.Op.Session, e.Op.Invoke, e.Op.Return, e.Outcome != timeline.OK)
		case e.Kind == timeline.KindOp && e.Outcome == timeline.OK:
			last[e.Op.Session] = max(last[e.Op.Session], e.Op.Return)
		case e.Server != nil && e.Server.Change == timeline.Expired && !closed[e.Server.SessionID]:
			closed[e.Server.SessionID] = true
			a.addEnd(e.Server.SessionID, last[e.Server.SessionID], math.MaxInt64, false)
		}
	}
}

func (a *acts) addEnd(session timeline.SessionID, from, to time.Duration, maybe bool) {
	for name := range a.owned[session] {
		a.add(name, from, to, act{name: "close", owner: session, maybe: maybe})
	}
}

// addTree reads all znodes of a tree, and that the others are not there.
func (a *acts) addTree(e timeline.Event) {
	found := map[string]timeline.Znode{}
	for _, z := range e.Tree.Znodes {
		found[z.Path] = z
	}
	for name := range a.byPath {
		what := act{name: "absent"}
		if z, ok := found[name]; ok {
			what = act{name: "there", version: z.Stat.Version, digest: z.Digest}
			if !isDigest(z.Digest) {
				what.version = -1
			}
		}
		a.add(name, e.At, e.At, what)
	}
}

// isDigest tells data that was read from the reason why it was not.
func isDigest(text string) bool {
	return len(text) == len(timeline.Digest(nil)) && !strings.Contains(text, " ")
}

// nonlinearizable is the first znode whose updates have no order, or "".
func nonlinearizable(events []timeline.Event) string {
	model := znodeModel.ToModel()
	for name, operations := range actsOf(events).byPath {
		if !porcupine.CheckOperations(model, operations) {
			return name
		}
	}
	return ""
}

func TestUpdatesOfCorrectHistoriesAreLinearizable(t *testing.T) {
	for seed := range seeds(t) / 3 {
		name := nonlinearizable(simulator.Generate(seed))
		assert.Equal(t, name, "", "seed %d", seed)
	}
	for _, file := range recorded(t) {
		assert.Equal(t, nonlinearizable(readTimeline(t, file)), "", file)
	}
}

// porcupine and the checks agree on mutants in which updates of one znode have
// another order, or other ends. Now and then an update that was on its way together
// with others could have come before them, for somebody who knows no zxids.
func TestPorcupineAgreesOnMutantsOfUpdates(t *testing.T) {
	most := int(seeds(t) * mutantsPerKind / usualSeeds)
	mutants := map[string]int{}
	tried, unseen := 0, 0
	for seed := range seeds(t) {
		var h *simulator.History
		for _, k := range simulator.Kinds() {
			if !k.Updates || mutants[k.Name] >= most {
				continue
			}
			if h == nil {
				h = simulator.NewHistory(simulator.Generate(seed))
			}
			mutant, ok := h.Mutate(k, seed)
			if !ok {
				continue
			}
			mutants[k.Name]++
			broken, _ := judge(mutant)
			tried++
			if nonlinearizable(mutant) == "" {
				unseen++
				t.Logf("seed %d, mutated by %q breaks %v, and porcupine sees nothing", seed, k.Name, broken)
			}
			assert.Check(t, len(broken) > 0, "seed %d, mutated by %q is not linearizable, and no check sees it", seed, k.Name)
		}
	}
	t.Log(mutants)
	assert.Check(t, unseen <= tried/1000, "porcupine sees nothing in %d of %d mutants", unseen, tried)
	assert.Assert(t, len(mutants) > 5)
}
