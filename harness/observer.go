package harness

import (
	"sync"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// observer passes events to a receiver that may be slow, such as a terminal that a pager
// blocks. The run must not wait for it, since clients would lose their sessions.
type observer struct {
	receive func(timeline.Event)
	done    chan struct{}

	mu     sync.Mutex
	more   *sync.Cond
	queue  []timeline.Event
	closed bool
}

func newObserver(receive func(timeline.Event)) *observer {
	o := &observer{receive: receive, done: make(chan struct{})}
	o.more = sync.NewCond(&o.mu)
	go o.pass()
	return o
}

// add queues an event. It never blocks.
func (o *observer) add(e timeline.Event) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.queue = append(o.queue, e)
	o.more.Signal()
}

// close waits until the receiver has received all events.
func (o *observer) close() {
	o.mu.Lock()
	o.closed = true
	o.more.Signal()
	o.mu.Unlock()
	<-o.done
}

// pass calls the receiver with each event, until the observer is closed.
func (o *observer) pass() {
	defer close(o.done)
	for {
		o.mu.Lock()
		for len(o.queue) == 0 && !o.closed {
			o.more.Wait()
		}
		events := o.queue
		o.queue = nil
		o.mu.Unlock()
		if len(events) == 0 {
			return
		}
		for _, e := range events {
			o.receive(e)
		}
	}
}
