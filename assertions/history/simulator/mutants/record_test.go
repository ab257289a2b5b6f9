package mutants

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/assertions/history/simulator"
	"github.com/zkscenario/zkscenario/assertions/history/simulator/world"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Reads and trees show the state that the acknowledged updates make, unless an update of
// unknown outcome can have changed it.
func TestReplayOfTheUpdatesGivesTheAnswers(t *testing.T) {
	answers, sure := 0, 0
	for seed := range uint64(300) {
		all, known := compareAnswers(t, simulator.Generate(seed, simulator.Draw(seed)...), "seed %d", seed)
		answers, sure = answers+all, sure+known
	}
	t.Logf("%d answers, %d of them sure", answers, sure)
	assert.Assert(t, sure > answers/2)
}

// The same holds of real servers: the model of the znodes is right in every field.
func TestReplayOfTheUpdatesGivesTheAnswersOfRealServers(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "testdata", "recorded", "*.jsonl"))
	assert.NilError(t, err)
	answers, sure := 0, 0
	for _, name := range files {
		file, err := os.Open(name)
		assert.NilError(t, err)
		events, err := timeline.Read(file)
		assert.NilError(t, err)
		assert.NilError(t, file.Close())
		all, known := compareAnswers(t, events, "%s", name)
		answers, sure = answers+all, sure+known
	}
	t.Logf("%d answers, %d of them sure", answers, sure)
	assert.Assert(t, sure > answers/2)
}

// compareAnswers returns how many answers there are, and how many had to be as they are.
func compareAnswers(t *testing.T, events []timeline.Event, where string, args ...any) (answers, sure int) {
	t.Helper()
	r := newRecord(events)
	if r.tampered {
		return 0, 0
	}
	fresh := *r
	fresh.indeterminate = map[string]timeline.Zxid{}
	fresh.markUnknown()
	fresh.markExpired()
	fresh.markUnreadable()
	for _, e := range r.events {
		if e.Kind == timeline.KindOp && world.IsAnswer(e) {
			answers++
			if fresh.known(e.Op.Path, e.Op.Zxid) {
				sure++
				assert.Assert(t, r.world.Answers(e), append([]any{where + ", event %d: %+v %+v"}, append(args, e.Seq, e.Op, e.Op.Stat)...)...)
			}
		}
		if e.Tree != nil {
			compareTree(t, &fresh, e.Tree)
		}
	}
	return answers, sure
}

func compareTree(t *testing.T, fresh *record, tree *timeline.Tree) {
	t.Helper()
	for _, z := range tree.Znodes {
		if z.Path == world.ConfigPath || !fresh.known(z.Path, tree.Zxid) {
			continue // each server makes that znode itself
		}
		node := fresh.world.Last(z.Path)
		assert.Assert(t, node != nil, z.Path)
		assert.Assert(t, reflect.DeepEqual(node.Shown(z.Path), z), "%+v %+v", z, node)
	}
}
