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
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// The numbers of a usual run. ZKSCENARIO_SEEDS=N judges that many generated
// histories instead, and proportionally more mutants.
const (
	usualSeeds     = 3000
	shortSeeds     = 300 // with -short
	mutantsPerKind = 40
	longOnes       = 60 // one in so many histories is long
)

// seeds is how many histories to generate.
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

// judge is the broken guarantees, sorted, and all that the checks say.
func judge(events []timeline.Event) ([]string, map[string]history.Verdict) {
	var broken []string
	verdicts := map[string]history.Verdict{}
	for guarantee, v := range history.All().Judge(events) {
		verdicts[guarantee] = v
		if v.Outcome == timeline.Broken {
			broken = append(broken, guarantee)
		}
	}
	slices.Sort(broken)
	return broken, verdicts
}

// No check may see something wrong in a history in which nothing is, nor have no
// answer where the history has all that the question needs.
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
				t.Errorf("seed %d: %s is broken, but the history is correct: %s\n%s", seed, guarantee, v.Why, keep(t, events, "seed %d", seed))
			case simulator.NewHistory(events).Tells(guarantee):
				t.Errorf("seed %d: %s has no answer, but the history has all it needs: %s", seed, guarantee, v.Why)
			}
		}
		if t.Failed() && seed > n/2 {
			t.Fatal("and so on")
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

// Each mutant breaks one promise, which must be caught by its check, and by no other.
func TestEachMutantIsCaughtByTheRightCheck(t *testing.T) {
	kinds := simulator.Kinds()
	table := newTable(kinds)
	most := int(seeds(t) * mutantsPerKind / usualSeeds)
	for _, name := range recorded(t) {
		h := simulator.NewHistory(readTimeline(t, name))
		for _, k := range kinds {
			table.try(t, k, h, name, 1, 3)
		}
	}
	for seed := range seeds(t) {
		h := simulator.NewHistory(simulator.Generate(seed))
		for _, k := range kinds {
			if table.rows[k.Name].mutants < most {
				table.try(t, k, h, fmt.Sprintf("seed %d", seed), seed, 1)
			}
		}
	}
	t.Log(table)
	for _, k := range kinds {
		assert.Check(t, table.rows[k.Name].mutants > 0, "no history has a place for the kind %q", k.Name)
	}
}

// table counts mutants.
type table struct {
	kinds []simulator.Kind
	rows  map[string]*row
}

type row struct{ mutants, recorded, caught int }

func newTable(kinds []simulator.Kind) *table {
	table := &table{kinds: kinds, rows: map[string]*row{}}
	for _, k := range kinds {
		table.rows[k.Name] = &row{}
	}
	return table
}

// try breaks a history in one way, at different places.
func (table *table) try(t *testing.T, k simulator.Kind, h *simulator.History, where string, seed uint64, times uint64) {
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
		if row.mutants-row.caught > 3 {
			continue // enough examples of this kind
		}
		t.Errorf("%s, mutated by %q with seed %d, must break %s and breaks [%s]%s\n%s",
			where, k.Name, seed+n, k.Guarantee, strings.Join(broken, ", "), reasons(broken, verdicts, k.Guarantee),
			keep(t, mutant, "%s, %s, %d", filepath.Base(where), k.Name, seed+n))
	}
}

// keep writes a history to a file that zkscenario check can judge, and that go test
// leaves behind with -artifacts.
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

// reasons is what the checks say that are wrong, or right.
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
	var all row
	fmt.Fprintf(&text, "\n%-66s %-24s %8s %9s %7s\n", "kind", "guarantee", "mutants", "recorded", "caught")
	for _, k := range table.kinds {
		r := table.rows[k.Name]
		fmt.Fprintf(&text, "%-66s %-24s %8d %9d %7d\n", k.Name, k.Guarantee, r.mutants, r.recorded, r.caught)
		all.mutants, all.recorded, all.caught = all.mutants+r.mutants, all.recorded+r.recorded, all.caught+r.caught
	}
	fmt.Fprintf(&text, "%-66s %-24s %8d %9d %7d\n", fmt.Sprintf("%d kinds", len(table.kinds)), "", all.mutants, all.recorded, all.caught)
	return text.String()
}
