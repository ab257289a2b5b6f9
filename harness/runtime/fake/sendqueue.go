package fake

import (
	"net"
	"sync"

	"github.com/zkscenario/zkscenario/harness/runtime/fake/jute"
)

// sendQueue sends events and replies to a client in the order in which they were
// written. Writers do not wait.
type sendQueue struct {
	conn net.Conn
	done chan struct{} // closed when run has returned

	mu    sync.Mutex
	more  sync.Cond
	text  []byte
	ended bool
}

func newSendQueue(conn net.Conn) *sendQueue {
	q := &sendQueue{conn: conn, done: make(chan struct{})}
	q.more.L = &q.mu
	return q
}

func (q *sendQueue) send(w *jute.Writer) { q.write(string(w.Frame())) }

func (q *sendQueue) write(text string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.text = append(q.text, text...)
	q.more.Signal()
}

// end closes the connection when everything is sent.
func (q *sendQueue) end() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.ended = true
	q.more.Signal()
}

// finish ends the queue and waits for that.
func (q *sendQueue) finish() {
	q.end()
	<-q.done
}

func (q *sendQueue) run() {
	defer close(q.done)
	defer func() { _ = q.conn.Close() }()
	for {
		text, ok := q.take()
		if !ok {
			return
		}
		if _, err := q.conn.Write(text); err != nil {
			return // the client has gone
		}
	}
}

func (q *sendQueue) take() ([]byte, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.text) == 0 && !q.ended {
		q.more.Wait()
	}
	text := q.text
	q.text = nil
	return text, len(text) > 0
}
