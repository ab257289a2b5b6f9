package simulator

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

const seeds = 300

// Reads and trees show the state that the acknowledged updates make, unless an update of
// unknown outcome can have changed it.
func TestReplayOfTheUpdatesGivesTheAnswers(t *testing.T) {
	answers, sure := 0, 0
	for seed := range uint64(seeds) {
		r := newRecord(Generate(seed))
		fresh := *r
		fresh.indeterminate = map[string]timeline.Zxid{}
		fresh.markUnknown()
		fresh.markExpired()
		for _, e := range r.events {
			if e.Kind == timeline.KindOp && r.isAnswer(e) {
				answers++
				if fresh.known(e.Op.Path, e.Op.Zxid) {
					sure++
					assert.Assert(t, r.agrees(e), "seed %d, event %d: %+v %+v", seed, e.Seq, e.Op, e.Op.Stat)
				}
			}
			if e.Tree == nil {
				continue
			}
			for _, z := range e.Tree.Znodes {
				if node := r.world.last(z.Path); fresh.known(z.Path, e.Tree.Zxid) {
					assert.Assert(t, node != nil, "seed %d: %s", seed, z.Path)
					assert.Assert(t, reflect.DeepEqual(node.shown(z.Path), z), "seed %d: %+v %+v", seed, z, node)
				}
			}
		}
	}
	t.Logf("%d answers, %d of them sure", answers, sure)
	assert.Assert(t, sure > answers/2)
}

// Every answer of the simulator comes from its world.
func TestAnswersComeFromTheWorld(t *testing.T) {
	for seed := range uint64(seeds) {
		rng := rand.New(rand.NewPCG(seed, seed2))
		s := generate(shapeOf(rng), rng)
		r := &record{world: s.world}
		for _, e := range s.events {
			if e.Kind == timeline.KindOp && r.isAnswer(e) {
				assert.Assert(t, r.agrees(e), "seed %d, event %d: %+v", seed, e.Seq, e.Op)
			}
		}
	}
}

func TestSameSeedSameHistory(t *testing.T) {
	for seed := range uint64(20) {
		assert.DeepEqual(t, Generate(seed), Generate(seed))
	}
}

// A generated history is a timeline as runs write them.
func TestGeneratedHistoriesCanBeWrittenAndRead(t *testing.T) {
	for seed := range uint64(20) {
		var text bytes.Buffer
		out := json.NewEncoder(&text)
		events := Generate(seed)
		for _, e := range events {
			assert.NilError(t, out.Encode(e))
		}
		got, err := timeline.Read(&text)
		assert.NilError(t, err)
		assert.Equal(t, len(got), len(events))
		for i := range got {
			assert.DeepEqual(t, got[i], events[i])
		}
	}
}
