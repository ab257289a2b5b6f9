package docker

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/containerd/errdefs"
	"github.com/moby/moby/api/pkg/stdcopy"
	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/events"
	"github.com/moby/moby/client"
	"github.com/testcontainers/testcontainers-go"

	"github.com/zkscenario/zkscenario/harness/runtime"
)

// waitPoll is the interval at which a wait that broke off is repeated.
const waitPoll = 200 * time.Millisecond

// process is a server container: one life of a server.
type process struct {
	ens     *ensemble
	machine *machine
	server  int
	memory  int64 // limit, in bytes
	box     testcontainers.Container

	exit runtime.Exit  // valid when done is closed
	err  error         // valid when done or lost is closed
	done chan struct{} // closed when the server has exited
	lost chan struct{} // closed when the engine no longer reports whether it has
}

var (
	_ runtime.Process = (*process)(nil)
	_ runtime.Pauser  = (*process)(nil)
)

func newProcess(m *machine, box testcontainers.Container) *process {
	p := &process{ens: m.ens, machine: m, server: m.id, memory: m.memory(), box: box, done: make(chan struct{}), lost: make(chan struct{})}
	go p.reap()
	return p
}

// reap waits for the exit. It ends with the container, with the ensemble, or when the
// engine has failed for longer than a request may take: only the first is an exit.
func (p *process) reap() {
	tick := time.NewTicker(waitPoll)
	defer tick.Stop()
	answered := time.Now() // the last time at which the engine answered
	for {
		over, err := p.awaitExit()
		switch {
		case over:
			p.err = err
			close(p.done)
			return
		case err == nil:
			answered = time.Now()
		case time.Since(answered) > p.ens.eng.limit:
			p.err = fmt.Errorf("wait for the exit of server %d: %w", p.server, err)
			close(p.lost)
			return
		}
		select {
		case <-tick.C:
		case <-p.ens.life.Done():
		}
	}
}

// awaitExit waits once for the exit. A wait may break off at any time, whether the
// container has exited or not.
func (p *process) awaitExit() (over bool, err error) {
	wait := p.ens.eng.client.ContainerWait(p.ens.life, p.box.GetContainerID(),
		client.ContainerWaitOptions{Condition: container.WaitConditionNotRunning})
	ended := false
	select {
	case <-wait.Result:
		ended = true
	case <-wait.Error: //nolint:errcheck // the state that is read next is decisive
	}
	state, err := p.box.State(p.ens.life)
	switch {
	case p.ens.life.Err() != nil:
		return true, errClosed
	case errdefs.IsNotFound(err):
		return true, fmt.Errorf("the container of server %d was removed", p.server)
	case err != nil:
		return false, err
	case state.Running && ended:
		return true, fmt.Errorf("the container of server %d ended, and somebody started it again", p.server)
	case state.Running:
		return false, nil
	}
	p.exit = runtime.ExitOf(state.ExitCode)
	if state.OOMKilled {
		return true, fmt.Errorf("server %d used more than %d MB of memory, so the kernel killed it", p.server, p.memory>>20)
	}
	return true, nil
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
func (p *process) Kill(ctx context.Context) error { return p.signal(ctx, "SIGKILL") }

// Stop implements runtime.Process.
func (p *process) Stop(ctx context.Context) error { return p.signal(ctx, "SIGTERM") }

func (p *process) signal(ctx context.Context, name string) error {
	p.ens.interference.expect(p.box.GetContainerID(), events.ActionUnPause) // an engine unpauses what it is to end
	_, err := p.ens.eng.client.ContainerKill(ctx, p.box.GetContainerID(), client.ContainerKillOptions{Signal: name})
	if err != nil && !errdefs.IsConflict(err) && !errdefs.IsNotFound(err) { // both mean that it has exited
		return fmt.Errorf("send %s to server %d: %w", name, p.server, err)
	}
	return nil
}

// Wait implements runtime.Process.
func (p *process) Wait(ctx context.Context) (runtime.Exit, error) {
	select {
	case <-p.done:
		return p.exit, p.err
	case <-p.lost:
		return runtime.Exit{}, p.err
	case <-ctx.Done():
		return runtime.Exit{}, fmt.Errorf("wait for the exit of server %d: %w", p.server, context.Cause(ctx))
	}
}

// Pause implements runtime.Pauser.
func (p *process) Pause(ctx context.Context) (string, error) {
	p.ens.interference.expect(p.box.GetContainerID(), events.ActionPause)
	if _, err := p.ens.eng.client.ContainerPause(ctx, p.box.GetContainerID(), client.ContainerPauseOptions{}); err != nil {
		return "", fmt.Errorf("pause server %d: %w", p.server, err)
	}
	return p.receipt(ctx, container.StatePaused)
}

// Resume implements runtime.Pauser.
func (p *process) Resume(ctx context.Context) (string, error) {
	p.ens.interference.expect(p.box.GetContainerID(), events.ActionUnPause)
	if _, err := p.ens.eng.client.ContainerUnpause(ctx, p.box.GetContainerID(), client.ContainerUnpauseOptions{}); err != nil {
		return "", fmt.Errorf("resume server %d: %w", p.server, err)
	}
	return p.receipt(ctx, container.StateRunning)
}

// receipt reads the state that the engine reports and fails unless it is the wanted one.
func (p *process) receipt(ctx context.Context, want container.ContainerState) (string, error) {
	state, err := p.box.State(ctx)
	if err != nil {
		return "", fmt.Errorf("read the state of server %d: %w", p.server, err)
	}
	if state.Status != want {
		return "", fmt.Errorf("the container of server %d is %s, not %s", p.server, state.Status, want)
	}
	return "the engine reports container " + p.box.GetContainerID()[:12] + " of process " + strconv.Itoa(state.Pid) + " as " + string(want), nil
}

// Logs implements runtime.Process.
func (p *process) Logs(ctx context.Context) (io.ReadCloser, error) {
	raw, err := p.ens.eng.client.ContainerLogs(ctx, p.box.GetContainerID(),
		client.ContainerLogsOptions{ShowStdout: true, ShowStderr: true, Follow: true})
	if err != nil {
		return nil, fmt.Errorf("read log of server %d: %w", p.server, err)
	}
	out, in := io.Pipe()
	go func() {
		_, err := stdcopy.StdCopy(in, in, raw)
		in.CloseWithError(errors.Join(err, raw.Close()))
	}()
	return &logs{PipeReader: out, raw: raw}, nil
}

// logs also closes the engine's stream when it is closed.
type logs struct {
	*io.PipeReader
	raw io.Closer
}

// Close implements io.Closer.
func (l *logs) Close() error {
	return errors.Join(l.PipeReader.Close(), l.raw.Close())
}
