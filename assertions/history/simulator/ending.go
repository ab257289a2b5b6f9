package simulator

import (
	"fmt"
	"slices"

	"github.com/zkscenario/zkscenario/assertions/history/simulator/world"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// end completes all operations and reads trees and disks as the harness does.
func (s *sim) end() {
	for _, c := range s.clients {
		s.finish(c)
	}
	for range s.up() { // each reader of a tree has a session of its own
		s.granted++
		s.extend(entry{Txn: world.Txn{Session: timeline.SessionID(0x500000000000000 + s.granted)}, kind: "createSession"})
	}
	for _, v := range s.up() {
		s.catchUp(v, len(s.log))
	}
	for _, c := range s.clients {
		for len(c.ended) > 0 {
			s.takeReplies(c)
		}
	}
	if s.shape.trees {
		for _, v := range s.up() {
			t := s.world.Tree(v.id, s.position(v.applied))
			s.append(timeline.Event{Kind: timeline.KindTree, Actor: fmt.Sprintf("server %d", v.id),
				What: fmt.Sprintf("server %d serves %d znodes at %s", v.id, len(t.Znodes), t.Zxid), Tree: t})
		}
	}
	if s.shape.disks {
		for _, v := range s.servers {
			d := s.disk(v)
			s.append(timeline.Event{Kind: timeline.KindDisk, Actor: fmt.Sprintf("server %d", v.id),
				What: fmt.Sprintf("disks of server %d", v.id), Disk: d})
		}
	}
	s.append(timeline.Event{Kind: timeline.KindEnd, Outcome: timeline.OK})
}

// finish waits for all answers to a client.
func (s *sim) finish(c *client) {
	for c.conn != nil && len(c.conn.pending) > 0 {
		s.advance()
		s.propose(c)
		if !s.answer(c) {
			s.catchUp(c.conn.server, len(s.log))
		}
	}
}

// disk returns the disk of a server: the log, without what it received in snapshots.
func (s *sim) disk(v *server) *timeline.Disk {
	d := &timeline.Disk{Server: v.id, Snapshots: v.snapshots}
	file := timeline.LogFile{File: "log.100000001"}
	for i, e := range s.log[:v.applied] {
		if e.kind == "" || v.inSnapshot(i) {
			continue
		}
		file.Size += 100
		if n := len(file.Spans); n > 0 && file.Spans[n-1].Last+1 == e.Zxid {
			file.Spans[n-1].Last = e.Zxid
		} else {
			file.Spans = append(file.Spans, timeline.Span{First: e.Zxid, Last: e.Zxid})
		}
		if e.call != nil && e.call.outcome == timeline.Unknown {
			d.Txns = append(d.Txns, timeline.Txn{Zxid: e.Zxid, Session: e.Session, Xid: e.xid, Type: e.kind})
		}
	}
	d.Logs = []timeline.LogFile{file}
	return d
}

// inSnapshot reports whether the server received an entry as a part of a snapshot.
func (v *server) inSnapshot(i int) bool {
	return slices.ContainsFunc(v.gaps, func(g gap) bool { return i >= g.from && i < g.to })
}
