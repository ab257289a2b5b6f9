package simulator

import (
	"fmt"

	"github.com/zkscenario/zkscenario/assertions/history/simulator/world"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// execOnce starts a program that is a client too, but is not recorded.
func (s *sim) execOnce() {
	for _, c := range s.clients {
		if c.outsider {
			return
		}
	}
	s.reportFault(timeline.FaultExec, 0, s.anyServer())
	c := newClient(len(s.clients)+1, fmt.Sprintf("client%d", len(s.clients)+1))
	c.outsider = true
	s.clients = append(s.clients, c)
	s.connect(c, pick(s.rng, s.members()))
}

// restoreOnce rolls all servers back to an earlier zxid, as the restore of a snapshot does.
// Sessions that were opened since are unknown then, and those that ended since live again.
func (s *sim) restoreOnce() {
	if s.destroyed || len(s.log) < 5 {
		return
	}
	s.destroyed = true
	s.rejoinAll()
	to := 1 + s.rng.IntN(s.committed())
	for _, v := range s.servers {
		s.dropClients(v)
		v.before = s.disk(v)
		v.applied, v.gaps, v.twice, v.snapshots = to, []gap{{0, to}}, nil, nil
	}
	s.safe = to
	s.truncate(to)
	s.takeAllReplies()
	s.reportFault(pick(s.rng, []string{timeline.FaultRestore, timeline.FaultRollBack}), s.position(to), s.servers...)
	s.elect()
}

// rejoinAll ends all isolation.
func (s *sim) rejoinAll() {
	for _, v := range s.servers {
		if v.deposed {
			s.heal(v)
		}
	}
}

// wipeOnce destroys disks: those of one server, from which nobody loses anything; or those of
// a majority or all, and then the history ends there.
func (s *sim) wipeOnce() {
	if s.destroyed || len(s.log) < 5 {
		return
	}
	s.rejoinAll()
	switch s.rng.IntN(4) {
	case 0:
		s.cutLogs()
	case 1:
		s.wipeMost()
	default:
		s.spoilOne()
	}
}

// spoilOne wipes or edits the disk of a server that is down. It gets all from the leader
// when it starts, if it does.
func (s *sim) spoilOne() {
	v := pick(s.rng, s.servers)
	if v.up {
		if s.kill(v); v.up {
			return // it would be missed
		}
	}
	if chance(s.rng, 50) {
		s.reportFault(timeline.FaultWipe, 0, v)
		s.safe = s.committed()
		v.applied, v.gaps, v.twice, v.snapshots = 0, nil, nil, nil
	} else {
		s.reportFault(timeline.FaultEdit, 0, v)
		from := s.rng.IntN(v.applied + 1)
		v.gaps = append(v.gaps, gap{from, from + s.rng.IntN(v.applied-from+1)})
	}
	if chance(s.rng, 70) {
		s.start(v)
	}
}

// stopAll ends all servers.
func (s *sim) stopAll() {
	s.destroyed = true
	for _, v := range s.servers {
		if v.up {
			s.reportFault(timeline.FaultKill, 0, v)
			s.stop(v)
		}
	}
}

// startAll starts all servers that can be started, and they elect a leader.
func (s *sim) startAll() {
	for _, v := range s.servers {
		if !v.retired {
			s.reportFault(timeline.FaultStart, 0, v)
			v.up = true
		}
	}
	s.elect()
}

// cutLogs removes the end of the logs of all servers while they are down. What only that end
// held is lost, whoever had the reply.
func (s *sim) cutLogs() {
	s.stopAll()
	to := 1 + s.rng.IntN(s.committed())
	for _, v := range s.servers {
		v.applied = min(v.applied, to)
		v.gaps, v.twice, v.snapshots = cutGaps(v.gaps, to), nil, nil
	}
	s.safe = to
	s.truncate(to)
	s.takeAllReplies()
	s.reportFault(timeline.FaultEdit, 0, s.servers...)
	s.startAll()
}

// cutGaps returns the gaps up to an index.
func cutGaps(gaps []gap, to int) []gap {
	var kept []gap
	for _, g := range gaps {
		if g.from < to {
			kept = append(kept, gap{g.from, min(g.to, to)})
		}
	}
	return kept
}

// wipeMost wipes the disks of a majority or of all servers, while all are down. The wiped
// ones elect a leader and begin anew; the others cannot join them any more, because their
// epoch is greater.
func (s *sim) wipeMost() {
	s.stopAll()
	spared := s.rng.IntN((len(s.servers)-1)/2 + 1)
	for _, v := range s.servers[:spared] {
		v.before, v.retired = s.disk(v), true
	}
	wiped := s.servers[spared:]
	s.takeAllReplies()
	s.reportFault(timeline.FaultWipe, 0, wiped...)
	for _, v := range s.servers {
		v.applied, v.gaps, v.twice, v.snapshots = 0, nil, nil, nil
	}
	s.log, s.safe, s.epoch, s.world = nil, 0, 0, world.New(s.shape.release)
	for _, e := range s.sessions {
		e.opened, e.closed, e.dead = 0, 0, true
	}
	s.startAll()
}

// endStories leaves the servers as they are at the end of a story, apart from its cuts.
func (s *sim) endStories() {
	s.rejoinAll()
	for _, v := range s.servers {
		s.decideAllWaiting(v)
	}
}

// addBefore adds what a server has of the history that the story ended.
func addBefore(d, before *timeline.Disk) {
	if before == nil {
		return
	}
	d.Logs = append(before.Logs[:len(before.Logs):len(before.Logs)], d.Logs...)
	d.Snapshots = append(before.Snapshots[:len(before.Snapshots):len(before.Snapshots)], d.Snapshots...)
	d.Txns = append(before.Txns[:len(before.Txns):len(before.Txns)], d.Txns...)
}
