package fake

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	agent "github.com/zkscenario/zkscenario/harness/machine"
	"github.com/zkscenario/zkscenario/harness/runtime"
)

// Do does one thing on the machine. Its probes heed what is dropped; the servers
// of this runtime do not, they only use up the bytes of a drop that begins later.
func (m *machine) Do(_ context.Context, r agent.Request) (agent.Answer, error) {
	m.e.mu.Lock()
	defer m.e.mu.Unlock()
	if m.e.closed {
		return agent.Answer{}, fmt.Errorf("machine of server %d: %w", m.id, errEnded)
	}
	if slices.Contains(networkOps, r.Op) {
		return m.networkLocked(r), nil
	}
	if r.Op == agent.OpWeb {
		return m.webLocked(r), nil
	}
	return m.filesLocked(r), nil
}

var networkOps = []string{agent.OpDrop, agent.OpHeal, agent.OpDrops, agent.OpListen, agent.OpSend, agent.OpReceived}

// wires is what a machine drops and hears.
type wires struct {
	drops    []agent.DropState
	passed   []int64 // bytes, of each drop that begins later
	ports    []int   // that it listens on
	received []string
}

func (m *machine) networkLocked(r agent.Request) agent.Answer {
	wrong := m.wrongLocked()
	switch r.Op {
	case agent.OpDrop:
		for _, d := range r.Drops {
			m.wires.drops = append(m.wires.drops, agent.DropState{Drop: d})
			m.wires.passed = append(m.wires.passed, 0)
		}
	case agent.OpHeal:
		if !wrong.NeverHeals {
			m.wires.drops, m.wires.passed = nil, nil
		}
	case agent.OpDrops:
		if !wrong.Leaks {
			return agent.Answer{Drops: slices.Clone(m.wires.drops)}
		}
	case agent.OpListen:
		m.wires.ports, m.wires.received = r.Ports, nil
	case agent.OpSend:
		for _, d := range r.Datagrams {
			m.sendLocked(d)
		}
	case agent.OpReceived:
		m.wires.ports = r.Ports
		slices.Sort(m.wires.received)
		return agent.Answer{Received: slices.Compact(slices.Clone(m.wires.received))}
	}
	return agent.Answer{}
}

// wrongLocked is what the machine does wrong, whether its server runs or not.
func (m *machine) wrongLocked() Deviation { return m.e.deviationLocked(m.id, max(1, len(m.launches))) }

func (m *machine) sendLocked(d agent.Datagram) {
	for _, to := range m.e.machines {
		if to.Place().Host != d.Host || !slices.Contains(to.wires.ports, d.Port) {
			continue
		}
		if to == m || !m.dropsLocked(agent.Out, d.Host, d.Port) && !to.dropsLocked(agent.In, m.Place().Host, d.Port) {
			to.wires.received = append(to.wires.received, d.Token)
		}
	}
}

// dropsLocked tells whether the machine drops a probe.
func (m *machine) dropsLocked(direction agent.Direction, peer string, port int) bool {
	return !m.wrongLocked().Leaks && slices.ContainsFunc(m.wires.drops, func(d agent.DropState) bool {
		return d.After == 0 && meets(d.Drop, direction, peer, port)
	})
}

func meets(d agent.Drop, direction agent.Direction, peer string, port int) bool {
	return d.Direction == direction && (d.Peer == "" || d.Peer == peer) && (d.Port == 0 || d.Port == port)
}

// transactionBytes is what a transaction takes on its way to a learner besides
// its data.
const transactionBytes = 100

// hearLocked counts a transaction that the leader sends to this machine.
func (m *machine) hearLocked(t txn) {
	leader := m.e.leader
	if leader == nil || leader.m == m {
		return
	}
	for i, d := range m.wires.drops {
		if d.After == 0 || !meets(d.Drop, agent.In, leader.m.Place().Host, m.Place().QuorumPort) {
			continue
		}
		size := int64(len(t.data)) + transactionBytes
		m.wires.passed[i] += size
		if m.wires.passed[i] > d.After {
			m.wires.drops[i].Packets++
			m.wires.drops[i].Bytes += uint64(size)
		}
	}
}

// webLocked is the admin server and the fault controller of a running server: each
// knows its paths, and answers with the last part.
func (m *machine) webLocked(r agent.Request) agent.Answer {
	at, err := url.Parse(r.URL)
	if err != nil {
		return agent.Answer{Error: err.Error()}
	}
	place, word, ok := strings.Cut(strings.TrimPrefix(at.Path, "/"), "/")
	switch {
	case m.life == nil:
		return agent.Answer{Error: "connection refused"}
	case !ok || place != "commands" && place != "command" || m.life.wrong.NoReceipt:
		return agent.Answer{Status: 500, Content: []byte("no such page")}
	case place == "command" && word == "shutdown":
		return m.life.shutDownLocked()
	}
	return agent.Answer{Status: 200, Content: []byte(word)}
}

// shutDownLocked is what the controller's JVM does: it is gone before its answer has left.
func (p *process) shutDownLocked() agent.Answer {
	if p.wrong.Unkillable {
		return agent.Answer{Status: 200, Content: []byte("shutdown")}
	}
	p.endLocked(runtime.Exit{})
	p.m.e.rearrangeLocked(true)
	return agent.Answer{Error: "connection reset by peer"}
}

var _ runtime.Commander = (*process)(nil)

// Command knows two programs: echo, and false.
func (p *process) Command(_ context.Context, args []string) (runtime.Output, error) {
	switch args[0] {
	case "false":
		return runtime.Output{Code: 1}, nil
	case "echo":
		return runtime.Output{Text: strings.Join(args[1:], " ") + "\n"}, nil
	default:
		return runtime.Output{}, fmt.Errorf("run %s: there is no such program", args[0])
	}
}
