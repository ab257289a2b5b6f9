package fake

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"
)

// output keeps what a process prints for any number of readers.
type output struct {
	mu      sync.Mutex
	text    []byte
	ended   bool
	changed chan struct{} // closed and replaced with each line
}

func newOutput() *output { return &output{changed: make(chan struct{})} }

func (o *output) write(line string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.text = append(o.text, line...)
	o.wakeLocked()
}

func (o *output) end() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.ended = true
	o.wakeLocked()
}

func (o *output) wakeLocked() {
	close(o.changed)
	o.changed = make(chan struct{})
}

func (o *output) follow(ctx context.Context) io.ReadCloser {
	ctx, cancel := context.WithCancel(ctx)
	return &follower{o: o, done: ctx.Done(), cancel: cancel}
}

// follower reads an output from its start to its end.
type follower struct {
	o      *output
	done   <-chan struct{}
	cancel context.CancelFunc
	offset int
}

func (f *follower) Read(p []byte) (int, error) {
	for {
		f.o.mu.Lock()
		n, ended, changed := copy(p, f.o.text[f.offset:]), f.o.ended, f.o.changed
		f.o.mu.Unlock()
		f.offset += n
		switch {
		case n > 0:
			return n, nil
		case ended:
			return 0, io.EOF
		}
		select {
		case <-changed:
		case <-f.done:
			return 0, io.ErrClosedPipe
		}
	}
}

func (f *follower) Close() error {
	f.cancel()
	return nil
}

// print prints a line in the format of ZooKeeper 3.9 with its own logback.xml.
func (p *process) print(thread, class, format string, args ...any) {
	p.out.write(fmt.Sprintf("%s [myid:%d] - INFO  [%s:o.a.z.s.q.%s@1] - %s\n",
		time.Now().Format("2006-01-02 15:04:05,000"), p.m.id, thread, class, fmt.Sprintf(format, args...)))
}

// printPeer prints a line of the quorum peer's thread.
func (p *process) printPeer(class, format string, args ...any) {
	p.print(fmt.Sprintf("QuorumPeer[myid=%d](plain=%s)(secure=disabled)", p.m.id, p.m.addr), class, format, args...)
}
