package simulator

import (
	"fmt"
	"slices"

	"github.com/zkscenario/zkscenario/assertions/history/simulator/world"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// server is one server of the ensemble.
type server struct {
	id      int
	up      bool
	applied int // length of the applied prefix of the log
	// gaps are parts of the log that it received in snapshots of the leader.
	gaps      []gap
	snapshots []timeline.Snapshot
}

// gap is a half-open range of the log.
type gap struct{ from, to int }

func (s *sim) up() []*server {
	return slices.DeleteFunc(slices.Clone(s.servers), func(v *server) bool { return !v.up })
}

func (s *sim) anyServer() *server { return pick(s.rng, s.up()) }

// record records a change of a server.
func (s *sim) record(v *server, t timeline.Server) {
	t.ID = v.id
	s.append(timeline.Event{Kind: timeline.KindServer, Actor: fmt.Sprintf("server %d", v.id), What: t.Change, Server: &t})
}

// apply lets a server apply the next transaction. The replies to earlier requests of the
// same client come first (CommitProcessor).
func (s *sim) apply(v *server) {
	if v.applied == len(s.log) {
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

// committed returns the length of the log that some server has applied: it is never lost.
func (s *sim) committed() int {
	most := 0
	for _, v := range s.servers {
		most = max(most, v.applied)
	}
	return most
}

// elect begins an epoch. All connections break; entries that no server applied may be lost.
func (s *sim) elect() {
	for _, c := range s.clients {
		s.cut(c, false)
	}
	committed := s.committed()
	s.truncate(committed + s.rng.IntN(len(s.log)-committed+1))
	s.leader = s.anyServer()
	s.epoch++
	first := timeline.Zxid(s.epoch) << 32
	for _, v := range s.up() {
		v.applied = len(s.log)
	}
	s.log = append(s.log, entry{Txn: world.Txn{Zxid: first}})
	s.leader.applied = len(s.log)
	s.record(s.leader, timeline.Server{Change: timeline.Leading})
	s.record(s.leader, timeline.Server{Change: timeline.Established, Zxid: first, Epoch: s.epoch})
	for _, v := range s.up() {
		if v != s.leader {
			s.record(v, timeline.Server{Change: timeline.Following})
			s.record(v, timeline.Server{Change: timeline.Synced, Zxid: s.position(v.applied), Sync: "DIFF"})
			s.record(v, timeline.Server{Change: timeline.UpToDate})
		}
	}
}

// truncate removes the end of the log.
func (s *sim) truncate(n int) {
	for len(s.log) > n {
		last := s.log[len(s.log)-1]
		s.world.Rollback(last.Zxid)
		if s.closed[last.Session] == last.Zxid {
			delete(s.closed, last.Session)
		}
		s.log = s.log[:len(s.log)-1]
	}
}

// kill ends a server if a quorum remains.
func (s *sim) kill(v *server) {
	if !v.up || len(s.up())-1 <= len(s.servers)/2 {
		return
	}
	v.up = false
	s.record(v, timeline.Server{Change: timeline.Exited, Exit: "by signal killed"})
	if v == s.leader {
		s.elect()
		return
	}
	for _, c := range s.clients {
		if c.conn != nil && c.conn.server == v {
			s.cut(c, false)
		}
	}
}

// start restarts a server, which is synced before it serves clients.
func (s *sim) start(v *server) {
	if v.up {
		return
	}
	v.up = true
	to, sync := max(s.leader.applied, s.committed()), "DIFF"
	if chance(s.rng, 50) {
		sync = "SNAP"
		v.gaps = append(v.gaps, gap{v.applied, to})
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
	n := len(s.world.Tree(v.id, z).Znodes)
	v.snapshots = append(v.snapshots, timeline.Snapshot{
		File: fmt.Sprintf("snapshot.%x", uint64(z)), Zxid: z, Size: int64(200 * n), Znodes: n,
	})
}
