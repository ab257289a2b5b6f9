package harness

import (
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

func TestObserverNeverHoldsUpTheRun(t *testing.T) {
	release := make(chan struct{})
	var seen []int
	o := newObserver(func(e timeline.Event) {
		<-release
		seen = append(seen, e.Seq)
	})
	for i := range 100 {
		o.add(timeline.Event{Seq: i}) // would hang if it waited
	}
	close(release)
	o.close()
	assert.Equal(t, len(seen), 100)
	for i, seq := range seen {
		assert.Equal(t, seq, i, "in order")
	}
}
