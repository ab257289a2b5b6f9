package docker

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/moby/moby/client"
	"github.com/testcontainers/testcontainers-go"
	tclog "github.com/testcontainers/testcontainers-go/log"
)

// connectLimit bounds the search for an engine.
const connectLimit = 5 * time.Second

const loopback = "127.0.0.1"

// engine is a Docker Engine that has answered once.
type engine struct {
	provider *testcontainers.DockerProvider
	client   client.APIClient
	limit    time.Duration // of a quick request; see requestLimit
	host     string        // at which its published ports are reached
	arch     string        // in Go's terms

	machineMu  sync.Mutex
	machineTag string   // "" until the machine image was made once
	machineRun []string // command line of the image
}

// quiet makes testcontainers print nothing and start no reaper: Close and Sweep remove
// what a run made, also on engines that many machines share.
var quiet = sync.OnceValue(func() error {
	tclog.SetDefault(tclog.NewNoopLogger())
	return os.Setenv("TESTCONTAINERS_RYUK_DISABLED", "true")
})

// connect finds the engine that DOCKER_HOST or the settings of this machine name.
func connect(ctx context.Context) (*engine, error) {
	if err := quiet(); err != nil {
		return nil, fmt.Errorf("set up testcontainers: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, connectLimit)
	defer cancel()
	type answer struct {
		eng *engine
		err error
	}
	answers := make(chan answer, 1)
	// testcontainers takes no context here: an engine that hangs blocks this goroutine.
	go func() {
		eng, err := newEngine(ctx)
		answers <- answer{eng, err}
	}()
	var a answer
	select {
	case a = <-answers:
	case <-ctx.Done():
		a.err = context.Cause(ctx)
	}
	if a.err != nil {
		return nil, fmt.Errorf("no Docker Engine answers (start one, set DOCKER_HOST, or use --runtime local): %w", a.err)
	}
	return a.eng, nil
}

func newEngine(ctx context.Context) (*engine, error) {
	provider, err := testcontainers.NewDockerProvider(testcontainers.WithLogger(tclog.NewNoopLogger()))
	if err != nil {
		return nil, err
	}
	// testcontainers tries other engines when the named one does not answer.
	if wanted := os.Getenv("DOCKER_HOST"); wanted != "" && provider.Client().DaemonHost() != wanted {
		return nil, fmt.Errorf("there is none at DOCKER_HOST, %s", wanted)
	}
	version, err := provider.Client().ServerVersion(ctx, client.ServerVersionOptions{})
	if err != nil {
		return nil, err
	}
	host, err := publishedHost(ctx, provider)
	if err != nil {
		return nil, err
	}
	limited, err := testcontainers.NewDockerClientWithOpts(ctx, limitRequests(callLimit))
	if err != nil {
		return nil, err
	}
	eng := &engine{provider: provider, host: host, arch: version.Arch}
	eng.use(limited, callLimit)
	return eng, nil
}

// use makes this package and testcontainers send all requests by one client.
func (eng *engine) use(c client.APIClient, limit time.Duration) {
	eng.client, eng.limit = c, limit
	eng.provider.SetClient(c)
}

// publishedHost returns the host at which the engine's published ports are reached.
// testcontainers assumes that the engine of a program in a container runs outside of
// the container, which is wrong when it runs in the same one.
func publishedHost(ctx context.Context, provider *testcontainers.DockerProvider) (string, error) {
	info, err := provider.Client().Info(ctx, client.InfoOptions{})
	if err != nil {
		return "", err
	}
	_, overridden := os.LookupEnv("TESTCONTAINERS_HOST_OVERRIDE")
	here, err := os.Hostname()
	if err == nil && !overridden && info.Info.Name == here && strings.HasPrefix(provider.Client().DaemonHost(), "unix:") {
		return loopback, nil
	}
	host, err := provider.DaemonHost(ctx)
	if host == "localhost" {
		return loopback, nil // ports are published there, not on ::1
	}
	return host, err
}

// once returns f with its first success kept.
func once(f func(context.Context) (*engine, error)) func(context.Context) (*engine, error) {
	var mu sync.Mutex
	var kept *engine
	return func(ctx context.Context) (*engine, error) {
		mu.Lock()
		defer mu.Unlock()
		if kept != nil {
			return kept, nil
		}
		eng, err := f(ctx)
		kept = eng
		return eng, err
	}
}
