package fake

import (
	"slices"

	agent "github.com/zkscenario/zkscenario/harness/machine"
)

// networkState holds a machine's drops and received probes.
type networkState struct {
	drops    []agent.DropState
	passed   []int64 // bytes that each drop has let pass
	ports    []int   // on which it listens for probes
	received []string
}

func (m *machine) networkLocked(r agent.Request) agent.Answer {
	wrong := m.wrongLocked()
	switch r.Op {
	case agent.OpDrop:
		for _, d := range r.Drops {
			m.network.drops = append(m.network.drops, agent.DropState{Drop: d})
			m.network.passed = append(m.network.passed, 0)
		}
	case agent.OpHeal:
		if !wrong.NeverHeals {
			m.network.drops, m.network.passed = nil, nil
		}
	case agent.OpDrops:
		if !wrong.Leaks {
			return agent.Answer{Drops: slices.Clone(m.network.drops)}
		}
	case agent.OpListen:
		m.network.ports, m.network.received = r.Ports, nil
	case agent.OpSend:
		for _, d := range r.Datagrams {
			m.sendLocked(d)
		}
	case agent.OpReceived:
		m.network.ports = r.Ports
		slices.Sort(m.network.received)
		return agent.Answer{Received: slices.Compact(slices.Clone(m.network.received))}
	}
	return agent.Answer{}
}

// wrongLocked returns the machine's deviation, whether its server runs or not.
func (m *machine) wrongLocked() Deviation { return m.e.deviationLocked(m.id, max(1, len(m.launches))) }

func (m *machine) sendLocked(d agent.Datagram) {
	for _, to := range m.e.machines {
		if to.Place().Host != d.Host || !slices.Contains(to.network.ports, d.Port) {
			continue
		}
		if to == m || !m.dropsLocked(agent.Out, d.Host, d.Port) && !to.dropsLocked(agent.In, m.Place().Host, d.Port) {
			to.network.received = append(to.network.received, d.Token)
		}
	}
}

// dropsLocked reports whether the machine drops a probe.
func (m *machine) dropsLocked(direction agent.Direction, peer string, port int) bool {
	return !m.wrongLocked().Leaks && slices.ContainsFunc(m.network.drops, func(d agent.DropState) bool {
		return d.After == 0 && matches(d.Drop, direction, peer, port)
	})
}

func matches(d agent.Drop, direction agent.Direction, peer string, port int) bool {
	return d.Direction == direction && (d.Peer == "" || d.Peer == peer) && (d.Port == 0 || d.Port == port)
}

// transactionBytes is the size of a transaction in a packet without its data.
const transactionBytes = 100

// countLocked counts a transaction from the leader against the drops that begin later.
func (m *machine) countLocked(t txn) {
	leader := m.e.leader
	if leader == nil || leader.m == m {
		return
	}
	for i, d := range m.network.drops {
		if d.After == 0 || !matches(d.Drop, agent.In, leader.m.Place().Host, m.Place().QuorumPort) {
			continue
		}
		size := int64(len(t.data)) + transactionBytes
		m.network.passed[i] += size
		if m.network.passed[i] > d.After {
			m.network.drops[i].Packets++
			m.network.drops[i].Bytes += uint64(size)
		}
	}
}
