package docker

import (
	"context"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/moby/moby/client"
	"gotest.tools/v3/assert"
	"gotest.tools/v3/assert/cmp"

	agent "github.com/zkscenario/zkscenario/harness/machine"
	"github.com/zkscenario/zkscenario/harness/runtime"
)

var machineRequest = agent.Request{Op: agent.OpDrops}

// proxy forwards connections between the runtime and the engine.
type proxy struct {
	listener net.Listener
	network  string
	address  string // of the engine

	mu     sync.Mutex
	thawed *sync.Cond
	frozen bool // forwards nothing
	broken bool // ends every connection at once
	open   map[net.Conn]bool
}

// throughProxy returns a runtime that reaches its engine through a proxy, with a short
// limit for requests.
func throughProxy(t *testing.T) (*Runtime, *proxy) {
	t.Helper()
	eng, err := connect(t.Context())
	assert.NilError(t, err)
	const limit = 3 * time.Second
	network, address, _ := strings.Cut(eng.client.DaemonHost(), "://")
	socket := filepath.Join(t.TempDir(), "proxy.sock")
	l, err := net.Listen("unix", socket)
	assert.NilError(t, err)
	p := &proxy{listener: l, network: network, address: address, open: map[net.Conn]bool{}}
	p.thawed = sync.NewCond(&p.mu)
	go p.accept()
	t.Cleanup(func() { _ = l.Close() })
	c, err := client.New(client.WithHost("unix://"+socket), limitRequests(limit))
	assert.NilError(t, err)
	eng.use(c, limit)
	rt := New(Options{})
	rt.connect = func(context.Context) (*engine, error) { return eng, nil }
	return rt, p
}

func (p *proxy) accept() {
	for {
		in, err := p.listener.Accept()
		if err != nil {
			return
		}
		out, err := net.Dial(p.network, p.address)
		if err != nil || !p.keep(in, out) {
			_ = in.Close()
			continue
		}
		go p.forward(in, out)
		go p.forward(out, in)
	}
}

func (p *proxy) keep(conns ...net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range conns {
		p.open[c] = true
	}
	return !p.broken
}

func (p *proxy) forward(from, to net.Conn) {
	defer to.Close()
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		p.mu.Lock()
		for p.frozen {
			p.thawed.Wait()
		}
		p.mu.Unlock()
		if _, errWrite := to.Write(buf[:n]); err != nil || errWrite != nil {
			return
		}
	}
}

func (p *proxy) freeze(frozen bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.frozen = frozen
	p.thawed.Broadcast()
}

// cut ends all connections, and with broken also all later ones.
func (p *proxy) cut(broken bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.broken = broken
	for c := range p.open {
		_ = c.Close()
	}
	clear(p.open)
}

// serve starts one server and does not wait until it serves.
func serve(t *testing.T, e *ensemble) *process {
	t.Helper()
	p, err := e.machines[0].Start(t.Context(), runtime.Launch{
		Release: "3.9.5",
		Files:   map[string]string{"zoo.cfg": "dataDir=/data\nclientPort=2181\nadmin.enableServer=false\n"},
	})
	assert.NilError(t, err)
	return p.(*process)
}

func TestEngineThatStopsAnsweringIsAnError(t *testing.T) {
	needDocker(t)
	rt, proxy := throughProxy(t)
	e := boot(t, rt)
	p := serve(t, e)
	proxy.freeze(true)
	defer proxy.freeze(false)
	var calls sync.WaitGroup
	for name, call := range map[string]func(context.Context) error{
		"kill":    p.Kill,
		"stop":    p.Stop,
		"pause":   func(ctx context.Context) error { _, err := p.Pause(ctx); return err },
		"address": func(ctx context.Context) error { _, err := e.machines[0].ClientAddr(ctx); return err },
		"logs":    func(ctx context.Context) error { _, err := p.Logs(ctx); return err },
		"do":      func(ctx context.Context) error { _, err := e.machines[0].Do(ctx, machineRequest); return err },
		"command": func(ctx context.Context) error { _, err := p.Command(ctx, []string{"true"}); return err },
		"sweep":   func(ctx context.Context) error { _, err := rt.Sweep(ctx); return err },
	} {
		calls.Go(func() {
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			assert.Check(t, cmp.ErrorContains(call(ctx), "the Docker Engine did not answer within 3s"), name)
		})
	}
	calls.Wait()
	proxy.freeze(false)
	assert.NilError(t, e.Close(t.Context()))
	assert.DeepEqual(t, leftovers(t, e.lease.ID), []string(nil))
}

func TestBrokenConnectionIsNoExit(t *testing.T) {
	needDocker(t)
	rt, proxy := throughProxy(t)
	p := serve(t, boot(t, rt))
	proxy.cut(false)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	_, err := p.Wait(ctx)
	assert.ErrorIs(t, err, context.DeadlineExceeded)
	assert.NilError(t, p.Kill(t.Context()))
	exit, err := p.Wait(t.Context())
	assert.NilError(t, err)
	assert.Equal(t, exit.Signal, "killed")
}

func TestLostEngineIsNoExit(t *testing.T) {
	needDocker(t)
	rt, proxy := throughProxy(t)
	e := boot(t, rt)
	p := serve(t, e)
	proxy.cut(true)
	defer proxy.cut(false)
	_, err := p.Wait(t.Context())
	assert.ErrorContains(t, err, "wait for the exit of server 1")
	assert.Assert(t, !p.gone())
}
