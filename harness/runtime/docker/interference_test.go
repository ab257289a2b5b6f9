package docker

import (
	"context"
	"testing"
	"time"

	"github.com/moby/moby/client"
	"gotest.tools/v3/assert"
	"gotest.tools/v3/poll"

	"github.com/zkscenario/zkscenario/harness/runtime/conformance"
)

func TestWhatOthersDoToContainersIsReported(t *testing.T) {
	needDocker(t)
	for name, test := range map[string]struct {
		do    func(ctx context.Context, c client.APIClient, p *process) error
		words string
	}{
		"pause": {func(ctx context.Context, c client.APIClient, p *process) error {
			_, err := c.ContainerPause(ctx, p.box.GetContainerID(), client.ContainerPauseOptions{})
			return err
		}, "the server container was paused"},
		"pause for a while": {func(ctx context.Context, c client.APIClient, p *process) error {
			if _, err := c.ContainerPause(ctx, p.box.GetContainerID(), client.ContainerPauseOptions{}); err != nil {
				return err
			}
			_, err := c.ContainerUnpause(ctx, p.box.GetContainerID(), client.ContainerUnpauseOptions{})
			return err
		}, "the server container was paused"},
		"stop for a while": {func(ctx context.Context, c client.APIClient, p *process) error {
			if _, err := c.ContainerKill(ctx, p.box.GetContainerID(), client.ContainerKillOptions{Signal: "SIGSTOP"}); err != nil {
				return err
			}
			_, err := c.ContainerKill(ctx, p.box.GetContainerID(), client.ContainerKillOptions{Signal: "SIGCONT"})
			return err
		}, "the server container was sent signal 19"},
		"kill the machine": {func(ctx context.Context, c client.APIClient, p *process) error {
			_, err := c.ContainerKill(ctx, p.machine.box.GetContainerID(), client.ContainerKillOptions{})
			return err
		}, "the machine container ended with code 137"},
	} {
		t.Run(name, func(t *testing.T) {
			e := boot(t, New(Options{}))
			p := serve(t, e)
			assert.NilError(t, p.Interference(t.Context()))
			assert.NilError(t, test.do(t.Context(), e.eng.client, p))
			conformance.AwaitInterference(t, p, test.words)
		})
	}
}

// Engines report no event when another program stops a process in a container.
func TestStoppedProcessIsFound(t *testing.T) {
	needDocker(t)
	p := serve(t, boot(t, New(Options{})))
	assert.Assert(t, !p.halted(t.Context()))
	_, err := p.ens.eng.client.ContainerKill(t.Context(), p.box.GetContainerID(), client.ContainerKillOptions{Signal: "SIGSTOP"})
	assert.NilError(t, err)
	poll.WaitOn(t, func(poll.LogT) poll.Result {
		if !p.halted(t.Context()) {
			return poll.Continue("it is not stopped yet") // a thread in the kernel stops when it leaves it
		}
		return poll.Success()
	})
}

// awaitLaterEvent waits until the engine has reported everything that happened so far: it
// reports events in order, and another process is paused after them.
func awaitLaterEvent(t *testing.T, e *ensemble) {
	t.Helper()
	p := serve(t, e)
	_, err := e.eng.client.ContainerPause(t.Context(), p.box.GetContainerID(), client.ContainerPauseOptions{})
	assert.NilError(t, err)
	conformance.AwaitInterference(t, p, "was paused")
}

func TestOwnRequestsAreNoInterference(t *testing.T) {
	needDocker(t)
	e := boot(t, New(Options{}))
	p := serve(t, e)
	_, err := p.Pause(t.Context())
	assert.NilError(t, err)
	assert.Assert(t, !p.halted(t.Context()), "a paused container counts as stopped")
	_, err = p.Resume(t.Context())
	assert.NilError(t, err)
	assert.NilError(t, p.Kill(t.Context()))
	_, err = p.Wait(t.Context())
	assert.NilError(t, err)
	awaitLaterEvent(t, e)
	assert.NilError(t, p.Interference(t.Context()))
}

func TestRemovedContainerIsAnError(t *testing.T) {
	needDocker(t)
	p := serve(t, boot(t, New(Options{})))
	_, err := p.ens.eng.client.ContainerRemove(t.Context(), p.box.GetContainerID(), client.ContainerRemoveOptions{Force: true})
	assert.NilError(t, err)
	exit, err := p.Wait(t.Context())
	if err == nil { // the engine has reported the end before the removal
		assert.Equal(t, exit.Signal, "killed")
		return
	}
	assert.ErrorContains(t, err, "the container of server 1 was removed")
}

func TestRestartedContainerIsAnError(t *testing.T) {
	needDocker(t)
	p := serve(t, boot(t, New(Options{})))
	now := 0
	_, err := p.ens.eng.client.ContainerRestart(t.Context(), p.box.GetContainerID(), client.ContainerRestartOptions{Timeout: &now})
	assert.NilError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	exit, err := p.Wait(ctx)
	if err == nil { // the engine was asked before it had started the container again
		assert.Equal(t, exit.Signal, "killed")
		return
	}
	assert.ErrorContains(t, err, "ended, and somebody started it again")
}

// The engine unpauses a container to kill the processes in it.
func TestKillOfAPausedContainerIsNoInterference(t *testing.T) {
	needDocker(t)
	e := boot(t, New(Options{}))
	p := serve(t, e)
	_, err := p.Pause(t.Context())
	assert.NilError(t, err)
	assert.NilError(t, p.Kill(t.Context()))
	_, err = p.Wait(t.Context())
	assert.NilError(t, err)
	awaitLaterEvent(t, e)
	assert.NilError(t, p.Interference(t.Context()))
}
