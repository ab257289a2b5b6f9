package fake

import (
	"net"
	"sync"
)

// outbox sends what a server has to say to a client, in the order in which it
// was said: events and replies alike. Whoever says it need not wait.
type outbox struct {
	conn net.Conn
	done chan struct{} // closed when nothing will be sent any more

	mu    sync.Mutex
	more  sync.Cond
	text  []byte
	ended bool
}

func newOutbox(conn net.Conn) *outbox {
	o := &outbox{conn: conn, done: make(chan struct{})}
	o.more.L = &o.mu
	return o
}

func (o *outbox) send(w *writer) { o.say(string(w.frame())) }

func (o *outbox) say(text string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.text = append(o.text, text...)
	o.more.Signal()
}

// end closes the connection as soon as all is sent.
func (o *outbox) end() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.ended = true
	o.more.Signal()
}

// finish ends it and waits until it has.
func (o *outbox) finish() {
	o.end()
	<-o.done
}

func (o *outbox) run() {
	defer close(o.done)
	defer func() { _ = o.conn.Close() }()
	for {
		text, ok := o.take()
		if !ok {
			return
		}
		if _, err := o.conn.Write(text); err != nil {
			return // the client has gone
		}
	}
}

func (o *outbox) take() ([]byte, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for len(o.text) == 0 && !o.ended {
		o.more.Wait()
	}
	text := o.text
	o.text = nil
	return text, len(text) > 0
}
