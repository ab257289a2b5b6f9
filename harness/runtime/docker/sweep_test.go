package docker

import (
	"context"
	"errors"
	"testing"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/client"
	"gotest.tools/v3/assert"
)

// failing is a client whose first removal fails, of a container that then runs or not.
type failing struct {
	client.APIClient
	running  bool
	removals int
}

var errRemoval = errors.New("cannot remove: container 0cb0 is not running")

func (f *failing) ContainerRemove(context.Context, string, client.ContainerRemoveOptions) (client.ContainerRemoveResult, error) {
	f.removals++
	if f.removals == 1 {
		return client.ContainerRemoveResult{}, errRemoval
	}
	return client.ContainerRemoveResult{}, nil
}

func (f *failing) ContainerInspect(context.Context, string, client.ContainerInspectOptions) (client.ContainerInspectResult, error) {
	return client.ContainerInspectResult{Container: container.InspectResponse{State: &container.State{Running: f.running}}}, nil
}

func TestContainerThatEndsWhileItIsRemovedIsRemoved(t *testing.T) {
	f := &failing{}
	eng := &engine{client: f}
	assert.NilError(t, eng.removeContainer(t.Context(), "0cb0"))
	assert.Equal(t, f.removals, 2)

	f = &failing{running: true}
	eng = &engine{client: f}
	assert.ErrorIs(t, eng.removeContainer(t.Context(), "0cb0"), errRemoval)
	assert.Equal(t, f.removals, 1)
}
