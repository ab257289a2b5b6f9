package simulator

import (
	"time"

	"github.com/zkscenario/zkscenario/assertions/history/simulator/world"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// committed returns the length of the log that is never lost: some server has applied it.
func (s *sim) committed() int {
	most := s.safe
	for _, v := range s.servers {
		most = max(most, v.applied)
	}
	return most
}

// elect begins an epoch. The connections to all members break; entries that no server
// applied may be lost.
func (s *sim) elect() {
	members := s.members()
	for _, v := range members {
		s.dropClients(v)
	}
	committed := s.committed()
	s.truncate(committed + s.rng.IntN(len(s.log)-committed+1))
	s.leader = pick(s.rng, members)
	s.elected = s.now
	clear(s.outstanding)
	s.epoch++
	first := timeline.Zxid(s.epoch) << 32
	for _, v := range members {
		v.applied = len(s.log)
	}
	s.log = append(s.log, entry{Txn: world.Txn{Zxid: first}})
	s.leader.applied = len(s.log)
	s.record(s.leader, timeline.Server{Change: timeline.Leading})
	s.record(s.leader, timeline.Server{Change: timeline.Established, Zxid: first, Epoch: s.epoch})
	for _, v := range members {
		if v != s.leader {
			s.record(v, timeline.Server{Change: timeline.Following})
			s.record(v, timeline.Server{Change: timeline.Synced, Zxid: s.position(v.applied), Sync: "DIFF"})
			s.record(v, timeline.Server{Change: timeline.UpToDate})
		}
	}
}

// electCalmly begins an epoch when few requests are in flight.
func (s *sim) electCalmly() {
	for _, c := range s.clients {
		if c.conn != nil && !c.conn.server.deposed && chance(s.rng, 80) {
			s.finish(c)
		}
	}
	s.elect()
}

// truncate removes the end of the log, and what sessions owe to it.
func (s *sim) truncate(n int) {
	s.log = s.log[:n]
	end := s.position(n)
	s.world.Truncate(end)
	for _, e := range s.sessions {
		if e.opened > end {
			e.opened = 0
		}
		if e.closed > end {
			e.closed = 0
		}
	}
}

// isolateOrHeal cuts off the leader, or ends that.
func (s *sim) isolateOrHeal() {
	for _, v := range s.servers {
		if v.deposed {
			s.heal(v)
			return
		}
	}
	if s.isEnough(len(s.members()) - 1) {
		s.isolate()
	}
}

// isolate cuts the leader off from the other servers, which elect another one. Until it
// notices it serves the clients that reach it: from its tree, and commits nothing.
func (s *sim) isolate() {
	leader := s.leader
	s.reportFault("isolate", 0, leader)
	for _, c := range s.clients {
		if c.conn != nil && c.conn.server == leader {
			s.endContact(c)
		}
	}
	leader.deposed, leader.since, leader.waiting, leader.expired = true, s.now, nil, map[timeline.SessionID]bool{}
	s.elect()
	if chance(s.rng, 70) {
		s.expireInVain(leader)
	}
}

// expireInVain lets a deposed leader miss the clients of the other servers, from which it
// hears nothing. It logs that their sessions expire, and commits nothing of it.
func (s *sim) expireInVain(v *server) {
	for _, c := range s.clients {
		if !c.gone && chance(s.rng, 80) {
			s.connect(c, pick(s.rng, s.members()))
		}
	}
	s.pass(tick + time.Duration(s.rng.Int64N(int64(timeouts[1]))))
	at := s.position(v.applied)
	for _, c := range s.clients {
		e := s.sessions[c.session]
		if e == nil || e.isLocal() || e.opened > at || c.conn != nil && c.conn.server == v || s.now-v.since < e.timeout || v.expired[e.id] {
			continue
		}
		s.reportExpiry(v, e.id)
		v.expired[e.id] = true
	}
}

// heal lets a deposed leader follow the new one.
func (s *sim) heal(v *server) {
	s.reportFault("heal", 0, v)
	s.dropClients(v)
	v.deposed, v.expired = false, nil
	s.join(v)
}
