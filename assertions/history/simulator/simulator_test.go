package simulator

import (
	"bytes"
	"encoding/json"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/assertions/history/simulator/world"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

const seeds = 300

// Every answer of the simulator comes from its world.
func TestAnswersComeFromTheWorld(t *testing.T) {
	for seed := range uint64(seeds) {
		s := simulate(seed, Draw(seed))
		if s.destroyed {
			continue // the world is not that of the answers any more
		}
		for _, e := range s.events {
			if e.Kind == timeline.KindOp && world.IsAnswer(e) {
				assert.Assert(t, s.world.Answers(e), "seed %d, event %d: %+v", seed, e.Seq, e.Op)
			}
		}
	}
}

func TestSameSeedSameHistory(t *testing.T) {
	for seed := range uint64(20) {
		assert.DeepEqual(t, Generate(seed, Draw(seed)...), Generate(seed, Draw(seed)...))
	}
}

// A generated history is a timeline as runs write them.
func TestGeneratedHistoriesCanBeWrittenAndRead(t *testing.T) {
	for seed := range uint64(20) {
		var text bytes.Buffer
		out := json.NewEncoder(&text)
		events := Generate(seed, Draw(seed)...)
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
