package mutants

import (
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
		r := newRecord(simulator.Generate(seed))
		fresh := *r
		fresh.indeterminate = map[string]timeline.Zxid{}
		fresh.markUnknown()
		fresh.markExpired()
		for _, e := range r.events {
			if e.Kind == timeline.KindOp && world.IsAnswer(e) {
				answers++
				if fresh.known(e.Op.Path, e.Op.Zxid) {
					sure++
					assert.Assert(t, r.world.Answers(e), "seed %d, event %d: %+v %+v", seed, e.Seq, e.Op, e.Op.Stat)
				}
			}
			if e.Tree == nil {
				continue
			}
			for _, z := range e.Tree.Znodes {
				if node := r.world.Last(z.Path); fresh.known(z.Path, e.Tree.Zxid) {
					assert.Assert(t, node != nil, "seed %d: %s", seed, z.Path)
					assert.Assert(t, reflect.DeepEqual(node.Shown(z.Path), z), "seed %d: %+v %+v", seed, z, node)
				}
			}
		}
	}
	t.Logf("%d answers, %d of them sure", answers, sure)
	assert.Assert(t, sure > answers/2)
}
