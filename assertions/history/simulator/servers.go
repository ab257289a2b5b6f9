package simulator

import (
	"fmt"
	"slices"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// server is one server of the ensemble.
type server struct {
	id      int
	up      bool
	deposed bool          // it leads on without a quorum, until it notices
	since   time.Duration // since when
	retired bool          // it can never join the others again
	clock   time.Duration // of its wall clock, relative to the others
	applied int           // length of the applied prefix of the log
	waiting []*call       // requests of ended connections on their way to the leader, oldest first
	// expired are sessions that it believes to have ended, while it is deposed.
	expired   map[timeline.SessionID]bool
	gaps      []gap // parts of the log that it received in snapshots of the leader
	twice     []gap // parts of the log that it logged again
	snapshots []timeline.Snapshot
	before    *timeline.Disk // what it has of a history that the story ended
}

// gap is a half-open range of the log.
type gap struct{ from, to int }

func (g gap) contains(i int) bool { return i >= g.from && i < g.to }

// up returns the servers to which clients can connect.
func (s *sim) up() []*server {
	return slices.DeleteFunc(slices.Clone(s.servers), func(v *server) bool { return !v.up })
}

// members returns the servers that follow the leader, and the leader.
func (s *sim) members() []*server {
	return slices.DeleteFunc(s.up(), func(v *server) bool { return v.deposed })
}

func (s *sim) anyServer() *server { return pick(s.rng, s.up()) }

// isEnough reports whether so many servers are a quorum.
func (s *sim) isEnough(n int) bool { return n > len(s.servers)/2 }

// record records a change of a server.
func (s *sim) record(v *server, t timeline.Server) {
	t.ID = v.id
	s.append(timeline.Event{Kind: timeline.KindServer, Actor: fmt.Sprintf("server %d", v.id), What: t.Change, Server: &t})
}

// apply lets a server apply the next transaction. The replies to earlier requests of the
// same client come first (CommitProcessor).
func (s *sim) apply(v *server) {
	if v.applied == len(s.log) || v.deposed {
		return
	}
	e := s.log[v.applied]
	here := e.call != nil && e.call.conn.open && e.call.conn.server == v
	for here && e.call.conn.pending[0] != e.call {
		if !s.answer(e.call.conn.client) {
			return // a sync, which must wait
		}
	}
	v.applied++
	if v == s.leader {
		s.forgetOutstanding()
	}
	for _, c := range s.clients {
		if c.conn == nil || c.conn.server != v {
			continue
		}
		for _, step := range e.steps {
			c.conn.trigger(s, step, e.Zxid)
		}
	}
	if here {
		s.reply(e.call, e.Zxid)
	}
}

// catchUp lets a server apply the log up to an index.
func (s *sim) catchUp(v *server, to int) {
	for v.applied < to {
		before := v.applied
		s.apply(v)
		if v.applied == before {
			panic(fmt.Sprintf("server %d is stuck at %s", v.id, s.position(before)))
		}
	}
}

// kill ends a server if a quorum remains.
func (s *sim) kill(v *server) {
	if !v.up || !v.deposed && !s.isEnough(len(s.members())-1) {
		return
	}
	s.reportFault(timeline.FaultKill, 0, v)
	s.stop(v)
	if v == s.leader {
		s.elect()
	}
}

// restart kills a server and starts it, or starts one that is down.
func (s *sim) restart() {
	v := pick(s.rng, s.servers)
	s.kill(v)
	s.start(v)
}

// stop ends the process of a server.
func (s *sim) stop(v *server) {
	v.up = false
	s.record(v, timeline.Server{Change: timeline.Exited, Exit: "by signal killed"})
	s.dropClients(v)
	v.deposed, v.expired = false, nil
}

// dropClients ends all that a server does for clients.
func (s *sim) dropClients(v *server) {
	for _, c := range s.clients {
		if c.conn != nil && c.conn.server == v {
			s.cut(c, false)
		}
	}
	v.waiting = nil
	s.forgetLocal(v)
}

// start restarts a server, which is synced before it serves clients.
func (s *sim) start(v *server) {
	if v.up || v.retired {
		return
	}
	s.reportFault(timeline.FaultStart, 0, v)
	v.up = true
	s.join(v)
}

// join syncs a server with the leader.
func (s *sim) join(v *server) {
	s.record(v, timeline.Server{Change: timeline.Looking, Zxid: s.position(v.applied)})
	s.record(v, timeline.Server{Change: timeline.Following})
	from, to, sync := v.applied, max(s.leader.applied, s.committed()), "DIFF"
	if chance(s.rng, 50) {
		sync = "SNAP"
		v.gaps = append(v.gaps, gap{from, to})
	} else if s.shape.has(DoubleLogs) && from > 0 {
		v.twice = append(v.twice, gap{s.rng.IntN(from), from})
	}
	v.applied = to
	if sync == "SNAP" {
		s.snapshot(v)
	}
	s.record(v, timeline.Server{Change: timeline.Synced, Zxid: s.position(to), Sync: sync})
	s.record(v, timeline.Server{Change: timeline.UpToDate})
}

// snapshot lets a server write a snapshot.
func (s *sim) snapshot(v *server) {
	z := s.position(v.applied)
	if n := len(v.snapshots); n > 0 && v.snapshots[n-1].Zxid == z {
		return
	}
	n := len(s.tree(v, []string{super}).Znodes)
	v.snapshots = append(v.snapshots, timeline.Snapshot{
		File: fmt.Sprintf("snapshot.%x", uint64(z)), Zxid: z, Size: int64(200 * n), Znodes: n,
	})
}
