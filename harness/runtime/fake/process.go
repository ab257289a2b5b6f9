package fake

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"
	"time"

	"github.com/zkscenario/zkscenario/harness/runtime"

	"github.com/zkscenario/zkscenario/harness/runtime/fake/quorum"
)

// The roles of a server, as the four-letter word srvr names them.
const (
	looking    = ""
	leading    = "leader"
	following  = "follower"
	observing  = "observer"
	standalone = "standalone"
)

// process is one life of a server.
type process struct {
	m        *machine
	wrong    Deviation
	listener net.Listener
	settings settings
	out      *output
	done     chan struct{} // closed at the exit, which is then set

	role    string
	list    quorum.List
	watches watchTables
	clients map[*client]struct{}
	frozen  chan struct{} // not nil while paused; closed by Resume
	exit    runtime.Exit
}

var (
	_ runtime.Process = (*process)(nil)
	_ runtime.Pauser  = (*process)(nil)
)

func newProcess(m *machine, at net.Listener, l runtime.Launch) *process {
	m.release = cmp.Or(l.Release, m.release)
	settings := settings{release: m.release, cfg: linesOf(m.readConfLocked(l)), options: l.JVMOptions}
	listed := m.readListLocked(settings)
	m.alone = listed.Alone()
	return &process{
		m:        m,
		wrong:    m.e.deviationLocked(m.id, len(m.launches)),
		listener: at,
		settings: settings,
		out:      newOutput(),
		done:     make(chan struct{}),
		list:     listed,
		watches:  watchTables{{}, {}},
		clients:  map[*client]struct{}{},
	}
}

// configureLocked writes the list of servers into /zookeeper/config, as servers do when
// they start and when a leader has a newer one (QuorumPeer.initConfigInZKDatabase).
func (p *process) configureLocked() {
	if p.list.Alone() || !p.m.since("3.5.0") {
		return
	}
	n := p.m.tree.node(configPath)
	n.data, n.mzxid, n.version, n.mtime = []byte(p.list.String()), p.list.Version, -1, time.Now().UnixMilli()
}

// Kill implements runtime.Process.
func (p *process) Kill(context.Context) error {
	return p.signal(runtime.ExitBySignal(int(syscall.SIGKILL)))
}

// Stop implements runtime.Process.
func (p *process) Stop(context.Context) error {
	return p.signal(runtime.ExitBySignal(int(syscall.SIGTERM)))
}

func (p *process) signal(exit runtime.Exit) error {
	p.m.e.mu.Lock()
	defer p.m.e.mu.Unlock()
	if p.wrong.Crashes {
		exit = runtime.ExitOf(p.wrong.ExitCode)
	}
	if !p.wrong.Unkillable {
		p.endLocked(exit)
		p.m.e.rearrangeLocked(true)
	}
	return nil
}

func (p *process) endLocked(exit runtime.Exit) {
	if p.m.life != p {
		return
	}
	p.m.life = nil
	p.exit = exit
	_ = p.listener.Close()
	p.dropClientsLocked()
	p.out.end()
	close(p.done)
}

// dropClientsLocked ends all connections, as a server does that leaves its quorum.
func (p *process) dropClientsLocked() {
	for c := range p.clients {
		_ = c.conn.Close()
	}
}

// Wait implements runtime.Process.
func (p *process) Wait(ctx context.Context) (runtime.Exit, error) {
	select {
	case <-p.done:
		return p.exit, nil
	case <-ctx.Done():
		return runtime.Exit{}, fmt.Errorf("wait for server %d: %w", p.m.id, context.Cause(ctx))
	}
}

// Logs implements runtime.Process.
func (p *process) Logs(ctx context.Context) (io.ReadCloser, error) {
	return p.out.follow(ctx), nil
}

// Interference implements runtime.Process.
func (p *process) Interference(context.Context) error {
	if p.wrong.Interference == "" {
		return nil
	}
	return errors.New(p.wrong.Interference)
}

// Pause implements runtime.Pauser: the process keeps its connections and sends nothing.
func (p *process) Pause(context.Context) (string, error) {
	return p.act(func() string {
		if p.frozen == nil {
			p.frozen = make(chan struct{})
			p.m.e.rearrangeLocked(true)
		}
		return "state T (stopped)"
	})
}

// Resume implements runtime.Pauser: the process has lost its leader and begins an
// election.
func (p *process) Resume(context.Context) (string, error) {
	if p.wrong.StaysFrozen {
		return "", nil
	}
	return p.act(func() string {
		if p.frozen != nil {
			close(p.frozen)
			p.frozen = nil
			p.dropClientsLocked()
			p.beginElectionLocked()
			p.m.e.rearrangeLocked(false)
		}
		return "state S (sleeping)"
	})
}

// act runs f with the ensemble's lock and returns its receipt.
func (p *process) act(f func() string) (string, error) {
	p.m.e.mu.Lock()
	defer p.m.e.mu.Unlock()
	switch {
	case p.m.life != p:
		return "", fmt.Errorf("server %d has exited", p.m.id)
	case p.wrong.NoReceipt:
		return "", nil
	}
	return f(), nil
}

// enter waits until the process is not paused and takes the ensemble's lock. It returns
// false, without the lock, when the process has exited.
func (p *process) enter() bool {
	for {
		p.m.e.mu.Lock()
		if p.m.life == p && p.frozen == nil {
			return true
		}
		gone, frozen := p.m.life != p, p.frozen
		p.m.e.mu.Unlock()
		if gone {
			return false
		}
		select {
		case <-frozen:
		case <-p.done:
		}
	}
}

// accept accepts clients, also while paused, as the kernel would.
func (p *process) accept() {
	for {
		conn, err := p.listener.Accept()
		if err != nil {
			return // the listener was closed
		}
		p.m.e.goroutines.Go(func() { p.serve(conn) })
	}
}
