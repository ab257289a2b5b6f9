package docker

import (
	"context"

	"github.com/moby/moby/client"
)

func (l *limited) ContainerCreate(ctx context.Context, o client.ContainerCreateOptions) (client.ContainerCreateResult, error) {
	return bounded(ctx, slowFactor*l.limit, func(ctx context.Context) (client.ContainerCreateResult, error) {
		return l.APIClient.ContainerCreate(ctx, o)
	})
}

func (l *limited) ContainerStart(ctx context.Context, id string, o client.ContainerStartOptions) (client.ContainerStartResult, error) {
	return bounded(ctx, slowFactor*l.limit, func(ctx context.Context) (client.ContainerStartResult, error) {
		return l.APIClient.ContainerStart(ctx, id, o)
	})
}

func (l *limited) ContainerRemove(ctx context.Context, id string, o client.ContainerRemoveOptions) (client.ContainerRemoveResult, error) {
	return bounded(ctx, slowFactor*l.limit, func(ctx context.Context) (client.ContainerRemoveResult, error) {
		return l.APIClient.ContainerRemove(ctx, id, o)
	})
}

func (l *limited) CopyToContainer(ctx context.Context, id string, o client.CopyToContainerOptions) (client.CopyToContainerResult, error) {
	return bounded(ctx, slowFactor*l.limit, func(ctx context.Context) (client.CopyToContainerResult, error) {
		return l.APIClient.CopyToContainer(ctx, id, o)
	})
}

func (l *limited) NetworkCreate(ctx context.Context, name string, o client.NetworkCreateOptions) (client.NetworkCreateResult, error) {
	return bounded(ctx, slowFactor*l.limit, func(ctx context.Context) (client.NetworkCreateResult, error) {
		return l.APIClient.NetworkCreate(ctx, name, o)
	})
}

func (l *limited) NetworkRemove(ctx context.Context, id string, o client.NetworkRemoveOptions) (client.NetworkRemoveResult, error) {
	return bounded(ctx, slowFactor*l.limit, func(ctx context.Context) (client.NetworkRemoveResult, error) {
		return l.APIClient.NetworkRemove(ctx, id, o)
	})
}

func (l *limited) VolumeRemove(ctx context.Context, name string, o client.VolumeRemoveOptions) (client.VolumeRemoveResult, error) {
	return bounded(ctx, slowFactor*l.limit, func(ctx context.Context) (client.VolumeRemoveResult, error) {
		return l.APIClient.VolumeRemove(ctx, name, o)
	})
}

func (l *limited) ImageRemove(ctx context.Context, id string, o client.ImageRemoveOptions) (client.ImageRemoveResult, error) {
	return bounded(ctx, slowFactor*l.limit, func(ctx context.Context) (client.ImageRemoveResult, error) {
		return l.APIClient.ImageRemove(ctx, id, o)
	})
}
