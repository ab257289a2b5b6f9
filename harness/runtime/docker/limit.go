package docker

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/moby/moby/client"
)

const (
	// callLimit is how long an engine may take over one question or signal.
	callLimit = 20 * time.Second
	// slowFactor is how much longer it may take to make or remove something.
	slowFactor = 3
)

var errSilent = errors.New("the Docker Engine does not answer")

// limited is a client none of whose short calls hangs when the engine does.
// testcontainers uses it too. Pulls, builds and waits last as long as they must.
type limited struct {
	client.APIClient
	limit time.Duration
}

// bounded calls f with a limit, and names the engine when that is exceeded.
func bounded[R any](ctx context.Context, limit time.Duration, f func(context.Context) (R, error)) (R, error) {
	ctx, cancel := silence(ctx, limit)
	defer cancel()
	r, err := f(ctx)
	return r, blame(ctx, err)
}

// silence ends a context with the reason that the engine does not answer.
func silence(ctx context.Context, limit time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, limit, fmt.Errorf("%w for %v", errSilent, limit))
}

func blame(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); err != nil && errors.Is(cause, errSilent) {
		return cause
	}
	return err
}

func (l *limited) ContainerInspect(ctx context.Context, id string, o client.ContainerInspectOptions) (client.ContainerInspectResult, error) {
	return bounded(ctx, l.limit, func(ctx context.Context) (client.ContainerInspectResult, error) {
		return l.APIClient.ContainerInspect(ctx, id, o)
	})
}

func (l *limited) ContainerKill(ctx context.Context, id string, o client.ContainerKillOptions) (client.ContainerKillResult, error) {
	return bounded(ctx, l.limit, func(ctx context.Context) (client.ContainerKillResult, error) {
		return l.APIClient.ContainerKill(ctx, id, o)
	})
}

func (l *limited) ContainerPause(ctx context.Context, id string, o client.ContainerPauseOptions) (client.ContainerPauseResult, error) {
	return bounded(ctx, l.limit, func(ctx context.Context) (client.ContainerPauseResult, error) {
		return l.APIClient.ContainerPause(ctx, id, o)
	})
}

func (l *limited) ContainerUnpause(ctx context.Context, id string, o client.ContainerUnpauseOptions) (client.ContainerUnpauseResult, error) {
	return bounded(ctx, l.limit, func(ctx context.Context) (client.ContainerUnpauseResult, error) {
		return l.APIClient.ContainerUnpause(ctx, id, o)
	})
}

func (l *limited) ContainerList(ctx context.Context, o client.ContainerListOptions) (client.ContainerListResult, error) {
	return bounded(ctx, l.limit, func(ctx context.Context) (client.ContainerListResult, error) {
		return l.APIClient.ContainerList(ctx, o)
	})
}

func (l *limited) NetworkList(ctx context.Context, o client.NetworkListOptions) (client.NetworkListResult, error) {
	return bounded(ctx, l.limit, func(ctx context.Context) (client.NetworkListResult, error) {
		return l.APIClient.NetworkList(ctx, o)
	})
}

func (l *limited) NetworkInspect(ctx context.Context, id string, o client.NetworkInspectOptions) (client.NetworkInspectResult, error) {
	return bounded(ctx, l.limit, func(ctx context.Context) (client.NetworkInspectResult, error) {
		return l.APIClient.NetworkInspect(ctx, id, o)
	})
}

func (l *limited) ImageInspect(ctx context.Context, image string, o ...client.ImageInspectOption) (client.ImageInspectResult, error) {
	return bounded(ctx, l.limit, func(ctx context.Context) (client.ImageInspectResult, error) {
		return l.APIClient.ImageInspect(ctx, image, o...)
	})
}

func (l *limited) ImageList(ctx context.Context, o client.ImageListOptions) (client.ImageListResult, error) {
	return bounded(ctx, l.limit, func(ctx context.Context) (client.ImageListResult, error) {
		return l.APIClient.ImageList(ctx, o)
	})
}

func (l *limited) VolumeList(ctx context.Context, o client.VolumeListOptions) (client.VolumeListResult, error) {
	return bounded(ctx, l.limit, func(ctx context.Context) (client.VolumeListResult, error) {
		return l.APIClient.VolumeList(ctx, o)
	})
}

func (l *limited) ExecCreate(ctx context.Context, id string, o client.ExecCreateOptions) (client.ExecCreateResult, error) {
	return bounded(ctx, l.limit, func(ctx context.Context) (client.ExecCreateResult, error) {
		return l.APIClient.ExecCreate(ctx, id, o)
	})
}

// ExecAttach is limited until the program has been started.
func (l *limited) ExecAttach(ctx context.Context, id string, o client.ExecAttachOptions) (client.ExecAttachResult, error) {
	return bounded(ctx, l.limit, func(ctx context.Context) (client.ExecAttachResult, error) {
		return l.APIClient.ExecAttach(ctx, id, o)
	})
}

func (l *limited) ExecInspect(ctx context.Context, id string, o client.ExecInspectOptions) (client.ExecInspectResult, error) {
	return bounded(ctx, l.limit, func(ctx context.Context) (client.ExecInspectResult, error) {
		return l.APIClient.ExecInspect(ctx, id, o)
	})
}

// ContainerWait is limited until the engine has taken it on.
func (l *limited) ContainerWait(ctx context.Context, id string, o client.ContainerWaitOptions) client.ContainerWaitResult {
	ctx, cancel := context.WithCancel(ctx)
	defer time.AfterFunc(l.limit, cancel).Stop()
	return l.APIClient.ContainerWait(ctx, id, o)
}

// ContainerLogs is limited until the log is open.
func (l *limited) ContainerLogs(ctx context.Context, id string, o client.ContainerLogsOptions) (client.ContainerLogsResult, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	timer := time.AfterFunc(l.limit, func() { cancel(fmt.Errorf("%w for %v", errSilent, l.limit)) })
	r, err := l.APIClient.ContainerLogs(ctx, id, o)
	timer.Stop()
	if err != nil {
		err = blame(ctx, err)
		cancel(nil)
		return nil, err
	}
	return &openLog{ContainerLogsResult: r, cancel: cancel}, nil
}

// openLog ends its request when it is closed.
type openLog struct {
	client.ContainerLogsResult
	cancel context.CancelCauseFunc
}

// Close implements io.Closer.
func (o *openLog) Close() error {
	o.cancel(nil)
	return o.ContainerLogsResult.Close()
}
