package fake

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// electionWait is how long voters that have just started wait for better ones,
// while some are missing (FastLeaderElection.finalizeWait).
const electionWait = 200 * time.Millisecond

// committedLog is how many transactions a leader keeps in memory; a learner that
// misses as many gets a snapshot.
const committedLog = 500

// lookLocked begins an election for this server.
func (p *process) lookLocked() {
	p.role = looking
	if p.list.alone() {
		return
	}
	p.peer("QuorumPeer", "LOOKING")
	p.peer("FastLeaderElection", "New election. My id = %d, proposed zxid=0x%x", p.m.id, p.m.zxid)
}

// activeLocked are the processes that can take part: neither frozen nor lost, and
// not with a leader that is gone.
func (e *Ensemble) activeLocked() []*process {
	var active []*process
	for _, m := range e.machines {
		if p := m.life; p != nil && p.frozen == nil && !p.wrong.Lost && !p.clingsLocked() {
			active = append(active, p)
		}
	}
	return active
}

func (p *process) clingsLocked() bool {
	return p.wrong.Clings && p.m.e.leader == nil && p.role != looking
}

// rearrangeLocked brings the ensemble to rest after a server came or went. When
// one went, those that are left know each other and elect at once.
func (e *Ensemble) rearrangeLocked(went bool) {
	active := e.activeLocked()
	if e.leader != nil && !e.leader.keepsLocked(active) {
		e.disbandLocked()
		active = e.activeLocked()
	}
	if e.leader == nil {
		best := bestOf(active)
		if best == nil {
			return
		}
		supporters := best.supporters(active)
		if !went && len(supporters) < best.list.voters() {
			e.electSoonLocked()
			return
		}
		e.electLocked(best, supporters)
	}
	e.joinAllLocked(active)
}

// keepsLocked tells whether the leader is one still.
func (p *process) keepsLocked(active []*process) bool {
	return slices.Contains(active, p) && !p.observes() && p.quorum(p.supporters(active))
}

// bestOf is the server that wins an election: the order is that of
// FastLeaderElection.totalOrderPredicate. It is nil when nobody has a majority of
// its own list. There is one order of transactions, so of servers whose lists
// have nothing in common only the best ones serve.
func bestOf(active []*process) *process {
	var best *process
	for _, p := range active {
		if !p.observes() && p.quorum(p.supporters(active)) && (best == nil || p.better(best)) {
			best = p
		}
	}
	return best
}

func (p *process) better(than *process) bool {
	a, b := p.m, than.m
	return cmp.Or(cmp.Compare(a.currentEpoch, b.currentEpoch), cmp.Compare(a.zxid, b.zxid), cmp.Compare(a.id, b.id)) > 0
}

// electSoonLocked gives voters that are about to start their chance.
func (e *Ensemble) electSoonLocked() {
	if e.election != nil {
		e.election.Stop()
	}
	e.election = time.AfterFunc(electionWait, func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		if !e.closed {
			e.rearrangeLocked(true)
		}
	})
}

// disbandLocked sends all servers of the quorum back to looking for a leader.
// The frozen ones find out when they wake up.
func (e *Ensemble) disbandLocked() {
	e.leader = nil
	for _, m := range e.machines {
		if p := m.life; p != nil && p.frozen == nil && p.role != looking && !p.clingsLocked() {
			p.dropClientsLocked()
			p.lookLocked()
		}
	}
}

// electLocked begins a new epoch under the best of the voters.
func (e *Ensemble) electLocked(best *process, voters []*process) {
	for _, p := range voters {
		e.epoch = max(e.epoch, p.m.acceptedEpoch)
	}
	e.leader = best
	e.forgetLocked(best.m.applied)
	e.touchAllLocked()
	e.reapLaterLocked(best)
	if best.list.alone() {
		best.role = standalone
		return
	}
	e.epoch, e.counter = e.epoch+1, 0
	best.establishLocked()
	best.role = leading
	best.peer("QuorumPeer", "LEADING")
	best.peer("Leader", "LEADING - LEADER ELECTION TOOK - 1 MS")
	e.joinAllLocked(voters)
	best.m.zxid = uint64(e.epoch) << 32
	best.acceptLocked()
	best.peer("Leader", "Have quorum of supporters, sids: [%s]; starting up and setting last processed zxid: 0x%x", sids(voters), best.m.zxid)
}

// establishLocked gives the list of a first leader a version, so that it
// prevails over those of servers that join later (ZOOKEEPER-1783).
func (p *process) establishLocked() {
	if p.list.version == 0 && p.reconfigurable() {
		p.list.version = uint64(p.m.e.epoch) << 32
		p.configureLocked()
	}
}

// forgetLocked makes the first n transactions all that there ever were: what the
// leader does not have is lost. Servers that have more drop it.
func (e *Ensemble) forgetLocked(n int) {
	e.history = slices.Clip(e.history[:n])
	for _, m := range e.machines {
		if m.applied <= n {
			continue
		}
		m.tree, m.applied, m.truncated = newTree(), 0, true
		m.forgetLogLocked()
		for _, x := range e.history {
			m.applyLocked(x)
		}
	}
}

func (p *process) acceptLocked() {
	p.m.acceptedEpoch, p.m.currentEpoch = p.m.e.epoch, p.m.e.epoch
}

func sids(voters []*process) string {
	ids := make([]string, len(voters))
	for i, p := range voters {
		ids[i] = fmt.Sprint(p.m.id)
	}
	return "[" + strings.Join(ids, ", ") + "]"
}

func (e *Ensemble) joinAllLocked(all []*process) {
	for _, p := range all {
		if p.role == looking && p.list.has(p.m.e.leader.m.id) && !p.m.e.leader.list.alone() {
			p.joinLocked()
		}
	}
}

// joinLocked makes the server a learner of the leader, and brings it up to date.
func (p *process) joinLocked() {
	word := "FOLLOWING"
	p.role = following
	if p.observes() {
		word, p.role = "OBSERVING", observing
	}
	p.peer("QuorumPeer", "%s", word)
	p.peer("Learner", "%s - LEADER ELECTION TOOK - 1 MS", word)
	p.syncLocked()
	p.acceptLocked()
	if to := p.m.e.leader.list; to.version > p.list.version {
		p.list = to
		p.configureLocked()
	}
	if !strings.HasPrefix(p.m.release, "3.4.") {
		p.peer("Learner", "Learner received UPTODATE message")
	}
}

func (p *process) syncLocked() {
	e, m := p.m.e, p.m
	last := e.lastLocked(len(e.history))
	mode := "DIFF"
	switch {
	case m.truncated:
		mode, m.truncated = "TRUNC", false
	case len(e.history)-m.applied >= committedLog:
		mode, last = "SNAP", e.leader.m.zxid
	}
	switch cmp.Or(p.wrong.SyncedBy, mode) {
	case "DIFF":
		p.peer("Learner", "Getting a diff from the leader 0x%x", last)
	case "SNAP":
		p.peer("Learner", "Getting a snapshot from leader 0x%x", last)
	case "TRUNC":
		p.peer("Learner", "Truncating log to get in sync with the leader 0x%x", last)
	}
	for _, t := range e.history[m.applied:] {
		m.applyLocked(t)
	}
	m.zxid = last
}

// lastLocked is the zxid of the last of the first n transactions.
func (e *Ensemble) lastLocked(n int) uint64 {
	if n == 0 {
		return 0
	}
	return e.history[n-1].zxid
}
