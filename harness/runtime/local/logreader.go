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

// logPoll is the interval at which the end of a log is read again.
const logPoll = 10 * time.Millisecond

// logReader reads a log that a process still writes.
type logReader struct {
	ctx    context.Context // bounds all reads, as io.Reader takes none
	file   *os.File
	done   <-chan struct{} // closed when the process has exited
	ticker *time.Ticker

	closing sync.Once
	closed  chan struct{}
}

func openLog(ctx context.Context, name string, done <-chan struct{}) (*logReader, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("open log: %w", err)
	}
	return &logReader{
		ctx: ctx, file: file, done: done,
		ticker: time.NewTicker(logPoll), closed: make(chan struct{}),
	}, nil
}

// Read implements io.Reader. It returns io.EOF at the end of a log whose process has
// exited.
func (r *logReader) Read(b []byte) (int, error) {
	for {
		over := r.over() // checked before the file is read, or the last lines could be missed
		n, err := r.file.Read(b)
		if n > 0 || (err != nil && !errors.Is(err, io.EOF)) {
			return n, err
		}
		if over || len(b) == 0 {
			return 0, err
		}
		select {
		case <-r.ticker.C:
		case <-r.done:
		case <-r.closed:
			return 0, os.ErrClosed
		case <-r.ctx.Done():
			return 0, context.Cause(r.ctx)
		}
	}
}

func (r *logReader) over() bool {
	select {
	case <-r.done:
		return true
	default:
		return false
	}
}

// Close implements io.Closer.
func (r *logReader) Close() error {
	err := os.ErrClosed
	r.closing.Do(func() {
		close(r.closed)
		r.ticker.Stop()
		err = r.file.Close()
	})
	return err
}
