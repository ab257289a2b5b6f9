package cluster

import (
	"context"
	"errors"
	"io"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/disk"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// slow implements a machine whose start blocks until end is closed, and then fails.
type slow struct {
	runtime.Machine
	begun, end chan struct{}
}

var errSlow = errors.New("the start failed")

func (m slow) Start(context.Context, runtime.Launch) (runtime.Process, error) {
	close(m.begun)
	<-m.end
	return nil, errSlow
}

// If two words changed a server at the same time, their effects could not be attributed.
func TestConcurrentWordOnAServerIsRefused(t *testing.T) {
	ctx := t.Context()
	m := slow{begun: make(chan struct{}), end: make(chan struct{})}
	s := &Server{ID: 1, machine: m, log: timeline.New(io.Discard), launch: func(spec.Server) runtime.Launch { return runtime.Launch{Files: map[string]string{}} }}
	c := New(s.log, &spec.Ensemble{})
	c.servers = []*Server{s}
	started := make(chan error)
	go func() { started <- c.Start(ctx, []int{1}, spec.Change{}) }()
	<-m.begun
	for word, do := range map[string]func() error{
		"start":     func() error { return c.Start(ctx, []int{1}, spec.Change{}) },
		"restart":   func() error { return c.Restart(ctx, []int{1}, spec.Change{}, false) },
		"kill":      func() error { return s.Kill(ctx, false) },
		"stop":      func() error { return s.Stop(ctx, false) },
		"pause":     func() error { return s.Pause(ctx) },
		"resume":    func() error { return s.Resume(ctx) },
		"wipe":      func() error { return s.Wipe(ctx, spec.DiskNames()) },
		"edit_file": func() error { return s.Edit(ctx, disk.FileEdit{}) },
		"power off": func() error { return c.PowerOff(ctx, []int{1}, false) },
		"power on":  func() error { return c.PowerOn(ctx, []int{1}, spec.Change{}) },
	} {
		err := do()
		assert.Assert(t, verdict.IsInconclusive(err))
		assert.Error(t, err, word+" server 1: another word is at work on it: start")
	}
	close(m.end)
	assert.ErrorIs(t, <-started, errSlow)
	assert.Error(t, s.Kill(ctx, false), "kill server 1: it does not run", "the server was not released")
}

// flooding is a process that is gone at once, and whose log takes a minute to read.
type flooding struct {
	runtime.Process
}

func (flooding) Kill(context.Context) error                  { return nil }
func (flooding) Interference(context.Context) error          { return nil }
func (flooding) Logs(context.Context) (io.ReadCloser, error) { return io.NopCloser(minute{}), nil }
func (flooding) Wait(ctx context.Context) (runtime.Exit, error) {
	return runtime.ExitBySignal(9), ctx.Err()
}

// minute is an empty log whose end comes after a minute.
type minute struct{}

func (minute) Read([]byte) (int, error) {
	time.Sleep(time.Minute)
	return 0, io.EOF
}

// The limit is for the process: a server that logged megabytes is not still there.
func TestLogMayTakeLongerThanTheEndOfItsProcess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &Server{ID: 1, log: timeline.New(io.Discard), over: new(atomic.Bool)}
		s.life = newLife(s, flooding{}, 1)
		go s.life.watch(t.Context())
		assert.NilError(t, s.Kill(t.Context(), false))
	})
}
