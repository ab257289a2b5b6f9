package fake

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// electionWait is the time that voters which have just started wait for better ones,
// while some are missing (FastLeaderElection.finalizeWait).
const electionWait = 200 * time.Millisecond

// committedLog is the number of transactions that a leader keeps in memory; a learner
// that lacks as many gets a snapshot.
const committedLog = 500

// observes reports whether the server is an observer.
func (p *process) observes() bool {
	m, found := p.list.Members[p.m.id]
	if !found {
		return p.settings.cfg["peerType"] == "observer"
	}
	return m.Observer
}

// supports reports whether p's vote for the candidate counts: each has to list the other.
func (p *process) supports(candidate *process) bool {
	return !p.observes() && p.list.Has(candidate.m.id) && candidate.list.Votes(p.m.id)
}

// supporters returns the processes whose votes for p count.
func (p *process) supporters(all []*process) []*process {
	return slices.DeleteFunc(slices.Clone(all), func(other *process) bool { return !other.supports(p) })
}

// quorum reports whether the supporters are a majority of the list.
func (p *process) quorum(supporters []*process) bool {
	return len(supporters) > p.list.Voters()/2
}

// beginElectionLocked begins an election for this server.
func (p *process) beginElectionLocked() {
	p.role = looking
	if p.list.Alone() {
		return
	}
	p.printPeer("QuorumPeer", "LOOKING")
	p.printPeer("FastLeaderElection", "New election. My id = %d, proposed zxid=0x%x", p.m.id, p.m.zxid)
}

// activeLocked returns the processes that can take part: neither paused nor lost, and
// not following a dead leader.
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

// rearrangeLocked elects a leader and lets servers join it after a server started or
// left. After one left, the others know each other and elect at once.
func (e *Ensemble) rearrangeLocked(left bool) {
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
		if !left && len(supporters) < best.list.Voters() {
			e.electSoonLocked()
			return
		}
		e.electLocked(best, supporters)
	}
	e.joinAllLocked(active)
}

// keepsLocked reports whether the leader remains leader.
func (p *process) keepsLocked(active []*process) bool {
	return slices.Contains(active, p) && !p.observes() && p.quorum(p.supporters(active))
}

// bestOf returns the server that wins an election, in the order of
// FastLeaderElection.totalOrderPredicate; nil when none has a majority of its own list.
// There is one order of transactions, so of servers whose lists have nothing in common
// only the best ones serve.
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

// electSoonLocked delays the election for voters that are about to start.
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

// disbandLocked makes all servers of the quorum begin an election. Paused ones do so
// when they are resumed.
func (e *Ensemble) disbandLocked() {
	e.leader = nil
	for _, m := range e.machines {
		if p := m.life; p != nil && p.frozen == nil && p.role != looking && !p.clingsLocked() {
			p.dropClientsLocked()
			p.beginElectionLocked()
		}
	}
}

// electLocked begins a new epoch with the best of the voters as leader.
func (e *Ensemble) electLocked(best *process, voters []*process) {
	for _, p := range voters {
		e.epoch = max(e.epoch, p.m.acceptedEpoch)
	}
	e.leader = best
	e.truncateLocked(best.m.applied)
	e.touchAllLocked()
	e.reapLaterLocked(best)
	if best.list.Alone() {
		best.role = standalone
		return
	}
	e.epoch, e.counter = e.epoch+1, 0
	best.establishLocked()
	best.role = leading
	best.printPeer("QuorumPeer", "LEADING")
	best.printPeer("Leader", "LEADING - LEADER ELECTION TOOK - 1 MS")
	e.joinAllLocked(voters)
	best.m.zxid = uint64(e.epoch) << 32
	best.acceptLocked()
	best.printPeer("Leader", "Have quorum of supporters, sids: [%s]; starting up and setting last processed zxid: 0x%x", sids(voters), best.m.zxid)
}

// establishLocked gives the list of a first leader a version, so that it
// prevails over those of servers that join later (ZOOKEEPER-1783).
func (p *process) establishLocked() {
	if p.list.Version == 0 && p.settings.reconfigurable() {
		first := p.list
		first.Version = uint64(p.m.e.epoch) << 32
		p.setListLocked(first)
		p.configureLocked()
	}
}

// truncateLocked reduces the history to its first n transactions, those of the leader.
// Servers that have more drop them.
func (e *Ensemble) truncateLocked(n int) {
	e.history = slices.Clip(e.history[:n])
	for _, m := range e.machines {
		if m.applied <= n {
			continue
		}
		m.tree, m.applied, m.truncated = newTree(), 0, true
		m.removeLogsLocked()
		for _, x := range e.history {
			m.applyLocked(x)
		}
	}
}

func (p *process) acceptLocked() {
	p.m.acceptedEpoch, p.m.currentEpoch = p.m.e.epoch, p.m.e.epoch
	p.m.writeEpochsLocked()
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
		if p.role == looking && p.list.Has(p.m.e.leader.m.id) && !p.m.e.leader.list.Alone() {
			p.joinLocked()
		}
	}
}

// joinLocked makes the server a learner of the leader and synchronizes it.
func (p *process) joinLocked() {
	state := "FOLLOWING"
	p.role = following
	if p.observes() {
		state, p.role = "OBSERVING", observing
	}
	p.printPeer("QuorumPeer", "%s", state)
	p.printPeer("Learner", "%s - LEADER ELECTION TOOK - 1 MS", state)
	p.syncLocked()
	p.acceptLocked()
	if to := p.m.e.leader.list; to.Version > p.list.Version {
		p.setListLocked(to)
		p.configureLocked()
	}
	if !strings.HasPrefix(p.m.release, "3.4.") {
		p.printPeer("Learner", "Learner received UPTODATE message")
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
		p.printPeer("Learner", "Getting a diff from the leader 0x%x", last)
	case "SNAP":
		p.printPeer("Learner", "Getting a snapshot from leader 0x%x", last)
	case "TRUNC":
		p.printPeer("Learner", "Truncating log to get in sync with the leader 0x%x", last)
	}
	if p.wrong.Unsynced {
		return
	}
	for _, t := range e.history[m.applied:] {
		m.applyLocked(t)
	}
	m.zxid = last
}

// lastLocked returns the zxid of the last of the first n transactions.
func (e *Ensemble) lastLocked(n int) uint64 {
	if n == 0 {
		return 0
	}
	return e.history[n-1].zxid
}
