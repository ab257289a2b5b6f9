package simulator

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/assertions/history/simulator/world"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

const seeds = 300

// Every answer of the simulator comes from its world.
func TestAnswersComeFromTheWorld(t *testing.T) {
	for seed := range uint64(seeds) {
		rng := rand.New(rand.NewPCG(seed, seed2))
		s := generate(shapeOf(rng), rng)
		for _, e := range s.events {
			if e.Kind == timeline.KindOp && world.IsAnswer(e) {
				assert.Assert(t, s.world.Answers(e), "seed %d, event %d: %+v", seed, e.Seq, e.Op)
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
