package history_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/assertions/history"
	"github.com/zkscenario/zkscenario/assertions/history/simulator"
	"github.com/zkscenario/zkscenario/assertions/history/simulator/mutants"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// The numbers of a usual run. With ZKSCENARIO_SEEDS=N the tests judge N generated
// histories instead, and proportionally more mutants.
const (
	usualSeeds     = 3000
	shortSeeds     = 300 // with -short
	mutantsPerKind = 40
	longOnes       = 60 // one in so many histories is long
)

// seeds returns how many histories to generate.
func seeds(t *testing.T) uint64 {
	t.Helper()
	if text := os.Getenv("ZKSCENARIO_SEEDS"); text != "" {
		n, err := strconv.ParseUint(text, 10, 32)
		assert.NilError(t, err, "ZKSCENARIO_SEEDS")
		return n
	}
	if testing.Short() {
		return shortSeeds
	}
	return usualSeeds
}

// judge returns the broken guarantees, sorted, and all verdicts.
func judge(events []timeline.Event) ([]string, map[string]history.Verdict) {
	var broken []string
	verdicts := history.All().Judge(events)
	for guarantee, v := range verdicts {
		if v.Outcome == timeline.Broken {
			broken = append(broken, guarantee)
		}
	}
	slices.Sort(broken)
	return broken, verdicts
}

// No check reports a violation in a correct history, or has no answer if the history has
// all that the check needs.
func TestNoFalseAlarmInGeneratedHistories(t *testing.T) {
	n := seeds(t)
	held := map[string]int{}
	for seed := range n {
		events := simulator.Generate(seed)
		_, verdicts := judge(events)
		for guarantee, v := range verdicts {
			switch {
			case v.Outcome == timeline.OK:
				held[guarantee]++
			case v.Outcome == timeline.Broken:
				t.Errorf("seed %d (%s): %s is broken, but the history is correct: %s\n%s", seed, events[0].Run.Summary, guarantee, v.Why, keep(t, events, "seed %d", seed))
			case testable(t, mutants.NewHistory(events), guarantee):
				t.Errorf("seed %d: %s has no answer, but the history has all it needs: %s", seed, guarantee, v.Why)
			}
		}
		if t.Failed() && seed > n/2 {
			t.Fatal("stopped after the first failures")
		}
	}
	for seed := range n / longOnes {
		_, verdicts := judge(simulator.GenerateLong(seed))
		for guarantee, v := range verdicts {
			assert.Check(t, v.Outcome != timeline.Broken, "long history %d: %s is broken, but the history is correct: %s", seed, guarantee, v.Why)
		}
	}
	for _, k := range history.All().List() {
		t.Logf("%-24s held in %5d of %d histories", k.Name, held[k.Name], n)
	}
}

// uncaught lists the ends of the names of kinds that their checks do not catch, or not always.
// An entry that is not needed any more fails the test.
var uncaught []string

// isUncaught reports whether no check is known to catch a kind: there is none, or it is
// listed.
func isUncaught(k mutants.Kind) bool {
	return !slices.ContainsFunc(history.All().List(), func(c history.Check) bool { return c.Name == k.Guarantee }) ||
		slices.ContainsFunc(uncaught, func(end string) bool { return strings.HasSuffix(k.Name, end) })
}

// Each mutant violates one guarantee and is caught by its check, and by no other.
func TestEachMutantIsCaughtByTheRightCheck(t *testing.T) {
	kinds := mutants.Kinds()
	table := newTable(kinds)
	most := int(seeds(t) * mutantsPerKind / usualSeeds)
	for _, name := range recorded(t) {
		h := mutants.NewHistory(readTimeline(t, name))
		for _, k := range kinds {
			table.try(t, k, h, name, 1, 3)
		}
	}
	for seed := range seeds(t) {
		h := mutants.NewHistory(simulator.Generate(seed))
		for _, k := range kinds {
			if table.rows[k.Name].mutants < most {
				table.try(t, k, h, fmt.Sprintf("seed %d", seed), seed, 1)
			}
		}
	}
	for seed := range seeds(t) { // some kinds need elections, or ACLs
		h := mutants.NewHistory(simulator.Generate(seed, simulator.ACLs, simulator.Clocks))
		for _, k := range kinds {
			if table.rows[k.Name].mutants < most/10 {
				table.try(t, k, h, fmt.Sprintf("seed %d with ACLs and clocks", seed), seed, 1)
			}
		}
	}
	t.Log(table)
	for _, k := range kinds {
		r := table.rows[k.Name]
		assert.Check(t, r.mutants > 0 || seeds(t) < usualSeeds, "no history has a place for the kind %q", k.Name)
		assert.Check(t, !isUncaught(k) || r.caught < r.mutants || r.mutants == 0, "the kind %q is caught: remove it from the list", k.Name)
	}
}

// testable reports whether a history must have an answer of a check.
func testable(t *testing.T, h *mutants.History, guarantee string) bool {
	t.Helper()
	ok, err := h.Testable(guarantee)
	assert.NilError(t, err)
	return ok
}

// Each check has kinds of mutants, so that a new one cannot be forgotten.
func TestEachCheckHasMutants(t *testing.T) {
	kinds := map[string]int{}
	for _, k := range mutants.Kinds() {
		kinds[k.Guarantee]++
	}
	for _, c := range history.All().List() {
		assert.Check(t, kinds[c.Name] > 0, "no kind of mutant violates %s", c.Name)
	}
}

// table counts mutants by kind.
type table struct {
	kinds []mutants.Kind
	rows  map[string]*row
}

type row struct{ mutants, recorded, caught int }

func newTable(kinds []mutants.Kind) *table {
	table := &table{kinds: kinds, rows: map[string]*row{}}
	for _, k := range kinds {
		table.rows[k.Name] = &row{}
	}
	return table
}

// try mutates a history in one way, at different places.
func (table *table) try(t *testing.T, k mutants.Kind, h *mutants.History, where string, seed uint64, times uint64) {
	t.Helper()
	row := table.rows[k.Name]
	for n := range times {
		mutant, ok := h.Mutate(k, seed+n)
		if !ok {
			return
		}
		row.mutants++
		if times > 1 {
			row.recorded++
		}
		broken, verdicts := judge(mutant)
		if len(broken) == 1 && broken[0] == k.Guarantee {
			row.caught++
			continue
		}
		if len(broken) == 0 && isUncaught(k) {
			continue
		}
		if wrong, _ := judge(h.Events()); len(wrong) > 0 {
			row.mutants-- // without the mutation there is a false alarm already
			return
		}
		if row.mutants-row.caught > 3 {
			continue // enough examples of this kind
		}
		t.Errorf("%s, mutated by %q with seed %d, must violate %s and violates [%s]%s\n%s",
			where, k.Name, seed+n, k.Guarantee, strings.Join(broken, ", "), reasons(broken, verdicts, k.Guarantee),
			keep(t, mutant, "%s, %s, %d", filepath.Base(where), k.Name, seed+n))
	}
}

// keep writes a history to a file that zkscenario check can judge, and that go test keeps
// with -artifacts.
func keep(t *testing.T, events []timeline.Event, name string, args ...any) string {
	t.Helper()
	file := filepath.Join(t.ArtifactDir(), fmt.Sprintf(name, args...)+".jsonl")
	var text bytes.Buffer
	out := json.NewEncoder(&text)
	for _, e := range events {
		assert.NilError(t, out.Encode(e))
	}
	assert.NilError(t, os.WriteFile(file, text.Bytes(), 0o600))
	return file
}

// reasons formats the answers of the checks that are broken, and of the right one.
func reasons(broken []string, verdicts map[string]history.Verdict, right string) string {
	var text strings.Builder
	if !slices.Contains(broken, right) {
		broken = append(broken, right)
	}
	for _, guarantee := range broken {
		if v, ok := verdicts[guarantee]; ok {
			fmt.Fprintf(&text, "\n\t%s: %s", guarantee, v.Why)
		}
	}
	return text.String()
}

func (table *table) String() string {
	var text strings.Builder
	var total row
	fmt.Fprintf(&text, "\n%-66s %-24s %8s %9s %7s\n", "kind", "guarantee", "mutants", "recorded", "caught")
	for _, k := range table.kinds {
		r := table.rows[k.Name]
		fmt.Fprintf(&text, "%-66s %-24s %8d %9d %7d\n", k.Name, k.Guarantee, r.mutants, r.recorded, r.caught)
		total.mutants, total.recorded, total.caught = total.mutants+r.mutants, total.recorded+r.recorded, total.caught+r.caught
	}
	fmt.Fprintf(&text, "%-66s %-24s %8d %9d %7d\n", fmt.Sprintf("%d kinds", len(table.kinds)), "", total.mutants, total.recorded, total.caught)
	return text.String()
}
