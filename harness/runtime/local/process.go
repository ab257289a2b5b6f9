package local

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"

	"github.com/zkscenario/zkscenario/harness/runtime"
)

// surroundings holds what all processes on one machine share.
type surroundings struct {
	dir    string                   // working directory
	mark   string                   // environment variable; see markOf
	inside func(func() error) error // see machine
}

func (s surroundings) start(cmd *exec.Cmd) error {
	cmd.Dir = s.dir
	cmd.Env = append(cmd.Environ(), s.mark)
	setOwnGroup(cmd) // an interrupt at the terminal must not reach it
	if s.inside == nil {
		return cmd.Start()
	}
	return s.inside(cmd.Start)
}

// command describes a JVM to start.
type command struct {
	surroundings
	path string
	args []string
	log  string // file for the output of both streams
}

// process is one life of a server.
type process struct {
	surroundings
	ens   *ensemble
	cmd   *exec.Cmd
	pid   int
	log   string
	stops stops
	ooms  int           // processes that the kernel had killed for lack of memory before the start; -1 if it is not known
	exit  runtime.Exit  // valid when done is closed
	done  chan struct{} // closed when the process has exited
}

var (
	_ runtime.Process = (*process)(nil)
	_ runtime.Pauser  = (*process)(nil)
)

// launch starts the JVM as a process of the ensemble.
func (c command) launch(e *ensemble) (*process, error) {
	log, err := os.OpenFile(c.log, os.O_CREATE|os.O_EXCL|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("make log: %w", err)
	}
	defer log.Close() // the process has its own copy
	cmd := exec.Command(c.path, c.args...)
	cmd.Stdout, cmd.Stderr = log, log
	ooms := countOOMs()
	if err := c.start(cmd); err != nil {
		return nil, fmt.Errorf("start JVM: %w", err)
	}
	p := &process{surroundings: c.surroundings, ens: e, cmd: cmd, pid: cmd.Process.Pid, log: c.log, ooms: ooms, done: make(chan struct{})}
	go p.stops.watch(p.pid)
	go p.reap()
	return p, nil
}

// reap waits for the exit. It ends with the process, which Close kills.
func (p *process) reap() {
	defer close(p.done)
	_ = p.cmd.Wait() // the state has the error too
	p.exit = exitOf(p.cmd.ProcessState)
}

// exitOf translates the state of an exited process.
func exitOf(s *os.ProcessState) runtime.Exit {
	if ws, ok := s.Sys().(syscall.WaitStatus); ok && ws.Signaled() {
		return runtime.ExitBySignal(int(ws.Signal()))
	}
	return runtime.ExitOf(s.ExitCode())
}

func (p *process) gone() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// Kill implements runtime.Process.
func (p *process) Kill(context.Context) error { return p.signal(syscall.SIGKILL) }

// Stop implements runtime.Process.
func (p *process) Stop(context.Context) error { return p.signal(syscall.SIGTERM) }

func (p *process) signal(s os.Signal) error {
	if err := p.cmd.Process.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("send %v to process %d: %w", s, p.pid, err)
	}
	return nil
}

// Wait implements runtime.Process.
func (p *process) Wait(ctx context.Context) (runtime.Exit, error) {
	select {
	case <-p.done:
		return p.exit, nil
	case <-ctx.Done():
		return runtime.Exit{}, fmt.Errorf("wait for process %d: %w", p.pid, context.Cause(ctx))
	}
}

// Logs implements runtime.Process.
func (p *process) Logs(ctx context.Context) (io.ReadCloser, error) {
	return openLog(ctx, p.log, p.done)
}
