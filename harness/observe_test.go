package harness

import (
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

func TestObserverDoesNotBlockTheRun(t *testing.T) {
	release := make(chan struct{})
	var received []int
	o := newObserver(func(e timeline.Event) {
		<-release
		received = append(received, e.Seq)
	})
	for i := range 100 {
		o.add(timeline.Event{Seq: i}) // would hang if it waited for the receiver
	}
	close(release)
	o.close()
	assert.Equal(t, len(received), 100)
	for i, seq := range received {
		assert.Equal(t, seq, i, "events are not in order")
	}
}
