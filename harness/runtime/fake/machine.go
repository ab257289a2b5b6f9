package fake

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"

	agent "github.com/zkscenario/zkscenario/harness/machine"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// machine has an address and a disk. The server's transactions are on disk as soon as
// they are applied.
type machine struct {
	e       *Ensemble
	id      int
	release string
	alone   bool // standalone at its last start

	addr     string
	launches []runtime.Launch
	life     *process // nil when no process runs

	tree          *tree
	truncated     bool   // it has dropped transactions, so its next sync is a TRUNC
	applied       int    // number of the ensemble's transactions that it has processed
	zxid          uint64 // the position that the server claims
	limit         uint64 // zxid of the newest transaction that it really applies
	acceptedEpoch uint32
	currentEpoch  uint32

	network networkState
	disks   disks
	log     string // path of the current transaction log; "" before its first transaction
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

// ID implements runtime.Machine.
func (m *machine) ID() int { return m.id }

// Place implements runtime.Machine. The addresses and folders exist in this runtime only.
func (m *machine) Place() runtime.Place {
	dir := "/fake/" + strconv.Itoa(m.id)
	return runtime.Place{
		Host: hostOf(m.id), ClientPort: 2181, QuorumPort: 2888, ElectionPort: 3888,
		DataDir: dir + "/data", DataLogDir: dir + "/datalog", ConfDir: dir + "/conf",
	}
}

// ClientAddr implements runtime.Machine. The address stays the same over restarts unless
// another program takes the port.
func (m *machine) ClientAddr(context.Context) (string, error) {
	m.e.mu.Lock()
	defer m.e.mu.Unlock()
	if m.life != nil && m.life.wrong.Unseen {
		return "", fmt.Errorf("find server %d: the engine does not answer", m.id)
	}
	return m.addr, nil
}

// HarnessEndpoint implements runtime.Machine. The servers count no connections.
func (m *machine) HarnessEndpoint(ctx context.Context) (runtime.Endpoint, error) {
	addr, err := m.ClientAddr(ctx)
	return runtime.Endpoint{Addr: addr}, err
}

// Start implements runtime.Machine. When it returns, the server has joined its leader or
// taken part in an election, if there is a quorum.
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
	m.openDisksLocked(l)
	m.loadLocked(p.wrong)
	p.configureLocked()
	p.print("main", "QuorumPeerMain", "Starting quorum peer, myid=%d", m.id)
	if p.wrong.Logs != "" {
		p.print("main", "QuorumPeerMain", "%s", p.wrong.Logs)
	}
	for range max(1, p.wrong.LogRepeats) {
		for _, line := range p.wrong.LogLines {
			p.out.write(line + "\n")
		}
	}
	if p.wrong.Exits {
		p.print("main", "QuorumPeerMain", "Unexpected exception, exiting abnormally")
		p.endLocked(runtime.ExitOf(p.wrong.ExitCode))
		return p, nil
	}
	m.e.goroutines.Go(p.accept)
	p.beginElectionLocked()
	m.e.rearrangeLocked(false)
	return p, nil
}

// Do implements runtime.Machine. Drops affect probes and not the connections of servers;
// transactions only use up the bytes of a drop that begins later.
func (m *machine) Do(_ context.Context, r agent.Request) (agent.Answer, error) {
	m.e.mu.Lock()
	defer m.e.mu.Unlock()
	if m.e.closed {
		return agent.Answer{}, fmt.Errorf("machine of server %d: %w", m.id, errEnded)
	}
	if agent.NeedsNetwork(r.Op) {
		return m.networkLocked(r), nil
	}
	if r.Op == agent.OpWeb {
		return m.webLocked(r), nil
	}
	return m.filesLocked(r), nil
}

// listenLocked listens on the machine's port, or on another one when it is in use.
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

// loadLocked applies the deviations of a server's data when it starts.
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

// applyLocked processes the next transaction of the ensemble's order.
func (m *machine) applyLocked(t txn) {
	m.countLocked(t)
	m.applied++
	m.zxid = t.zxid
	if t.zxid <= m.limit {
		if !m.wrongLocked().Unlogged {
			m.logLocked(t)
		}
		m.notifyLocked(m.tree.apply(t))
	}
	if t.kind == txnReconfig && m.life != nil {
		m.life.setListLocked(t.list)
	}
}
