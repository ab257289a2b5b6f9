package local

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

// followPoll is how late a line may be read.
const followPoll = 10 * time.Millisecond

// follower reads a file that a process still writes.
type follower struct {
	ctx    context.Context // of the whole reading, as io.Reader has none
	file   *os.File
	done   <-chan struct{} // closed when nothing will be written any more
	ticker *time.Ticker

	closing sync.Once
	closed  chan struct{}
}

func follow(ctx context.Context, name string, done <-chan struct{}) (*follower, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("open log: %w", err)
	}
	return &follower{
		ctx: ctx, file: file, done: done,
		ticker: time.NewTicker(followPoll), closed: make(chan struct{}),
	}, nil
}

// Read implements io.Reader. It ends when the process is gone and all is read.
func (f *follower) Read(b []byte) (int, error) {
	for {
		over := f.over() // asked before the file is read, so that the last lines are not missed
		n, err := f.file.Read(b)
		if n > 0 || (err != nil && !errors.Is(err, io.EOF)) {
			return n, err
		}
		if over || len(b) == 0 {
			return 0, err
		}
		select {
		case <-f.ticker.C:
		case <-f.done:
		case <-f.closed:
			return 0, os.ErrClosed
		case <-f.ctx.Done():
			return 0, context.Cause(f.ctx)
		}
	}
}

func (f *follower) over() bool {
	select {
	case <-f.done:
		return true
	default:
		return false
	}
}

// Close implements io.Closer.
func (f *follower) Close() error {
	err := os.ErrClosed
	f.closing.Do(func() {
		close(f.closed)
		f.ticker.Stop()
		err = f.file.Close()
	})
	return err
}
