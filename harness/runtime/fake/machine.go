package fake

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// machine is an address and a disk. The disk holds what the server has applied:
// nothing in this runtime is ever lost between memory and disk.
type machine struct {
	e       *Ensemble
	id      int
	release string
	alone   bool // as it was last started

	addr     string
	launches []runtime.Launch
	life     *process // nil when no process runs

	tree          *tree
	truncated     bool   // it has dropped transactions, and its next sync tells
	applied       int    // how many of the ensemble's transactions
	zxid          uint64 // the position that the server claims
	limit         uint64 // the newest transaction that it really applies
	acceptedEpoch uint32
	currentEpoch  uint32

	wires wires
	disks disks
	log   string // the file that transactions go to; "" before the first
}

var _ runtime.Machine = (*machine)(nil)

func newMachine(e *Ensemble, s spec.Server) (*machine, error) {
	m := &machine{e: e, id: s.ID, release: s.Release, tree: newTree(), disks: newDisks(s)}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("find a port for server %d: %w", s.ID, err)
	}
	m.addr = l.Addr().String()
	return m, l.Close()
}

// ID is the server's id.
func (m *machine) ID() int { return m.id }

// Place names an address and folders that only this runtime knows.
func (m *machine) Place() runtime.Place {
	dir := "/fake/" + strconv.Itoa(m.id)
	return runtime.Place{
		Host: hostOf(m.id), ClientPort: 2181, QuorumPort: 2888, ElectionPort: 3888,
		DataDir: dir + "/data", DataLogDir: dir + "/datalog",
	}
}

// ClientAddr stays the same over restarts, if nobody takes the port meanwhile.
func (m *machine) ClientAddr(context.Context) (string, error) {
	m.e.mu.Lock()
	defer m.e.mu.Unlock()
	if m.life != nil && m.life.wrong.Unseen {
		return "", fmt.Errorf("find server %d: the engine does not answer", m.id)
	}
	return m.addr, nil
}

// Start starts the server; when it returns the server has joined its leader, or
// taken part in an election, if there can be any.
func (m *machine) Start(_ context.Context, l runtime.Launch) (runtime.Process, error) {
	m.e.mu.Lock()
	defer m.e.mu.Unlock()
	switch {
	case m.e.closed:
		return nil, fmt.Errorf("start server %d: %w", m.id, errEnded)
	case m.life != nil:
		return nil, fmt.Errorf("start server %d: it runs", m.id)
	}
	listener, err := m.listenLocked()
	if err != nil {
		return nil, fmt.Errorf("start server %d: %w", m.id, err)
	}
	m.launches = append(m.launches, l)
	p := newProcess(m, listener, l)
	m.life = p
	m.startLocked(l)
	m.loadLocked(p.wrong)
	p.configureLocked()
	p.say("main", "QuorumPeerMain", "Starting quorum peer, myid=%d", m.id)
	if p.wrong.Exits {
		p.say("main", "QuorumPeerMain", "Unexpected exception, exiting abnormally")
		p.endLocked(runtime.Exit{Code: p.wrong.ExitCode})
		return p, nil
	}
	m.e.goroutines.Go(p.accept)
	p.lookLocked()
	m.e.rearrangeLocked(false)
	return p, nil
}

// listenLocked takes the machine's port, or another one when it was taken.
func (m *machine) listenLocked() (net.Listener, error) {
	l, err := net.Listen("tcp", m.addr)
	if err != nil {
		var again error
		if l, again = net.Listen("tcp", "127.0.0.1:0"); again != nil {
			return nil, errors.Join(err, again)
		}
		m.addr = l.Addr().String()
	}
	return l, nil
}

// loadLocked is what a server does with its disk before it looks for a leader.
func (m *machine) loadLocked(wrong Deviation) {
	m.limit = AtStart // everything
	m.zxid = m.e.lastLocked(m.applied)
	switch wrong.Stale {
	case 0:
	case AtStart:
		m.limit = m.zxid
	default:
		m.limit = wrong.Stale
		m.tree = newTree()
		for _, t := range m.e.history[:m.applied] {
			if t.zxid <= m.limit {
				m.tree.apply(t)
			}
		}
	}
	if wrong.Stray != "" {
		m.tree.apply(txn{kind: txnCreate, zxid: m.zxid, path: wrong.Stray})
	}
}

// applyLocked takes the next transaction of the ensemble's order.
func (m *machine) applyLocked(t txn) {
	m.hearLocked(t)
	m.applied++
	m.zxid = t.zxid
	if t.zxid <= m.limit {
		if !m.wrongLocked().Unlogged {
			m.logLocked(t)
		}
		m.tellLocked(m.tree.apply(t))
	}
	if t.kind == txnReconfig && m.life != nil {
		m.life.list = t.list
	}
}

// tickOf reads tickTime from the launch's zoo.cfg.
func tickOf(l runtime.Launch) time.Duration {
	for line := range strings.Lines(l.Files["zoo.cfg"]) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		if ms, err := strconv.Atoi(value); key == "tickTime" && err == nil {
			return time.Duration(ms) * time.Millisecond
		}
	}
	return 3 * time.Second // ZooKeeper's default
}
