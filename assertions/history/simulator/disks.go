package simulator

import (
	"slices"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// disk returns the disk of a server: the log, without what it received in snapshots.
func (s *sim) disk(v *server) *timeline.Disk {
	d := &timeline.Disk{Server: v.id, Snapshots: v.snapshots}
	file := timeline.LogFile{File: "log.100000001"}
	again := timeline.LogFile{File: "log.100000002"}
	unknown := s.unknownRequests()
	for i, e := range s.log[:v.applied] {
		if e.kind == "" || isInAny(v.gaps, i) {
			continue
		}
		txns := 1
		add(&file, e.Zxid)
		if isInAny(v.twice, i) {
			add(&again, e.Zxid)
			txns = 2
		}
		if unknown[timeline.Request{Session: e.Session, Xid: e.xid}] {
			for range txns {
				d.Txns = append(d.Txns, timeline.Txn{Zxid: e.Zxid, Session: e.Session, Xid: e.xid, Type: e.kind})
			}
		}
	}
	d.Logs = []timeline.LogFile{file}
	if again.Spans != nil {
		d.Logs = append(d.Logs, again)
	}
	addBefore(d, v.before)
	return d
}

// add appends a transaction to a file.
func add(file *timeline.LogFile, z timeline.Zxid) {
	file.Size += 100
	if n := len(file.Spans); n > 0 && file.Spans[n-1].Last+1 == z {
		file.Spans[n-1].Last = z
	} else {
		file.Spans = append(file.Spans, timeline.Span{First: z, Last: z})
	}
}

func isInAny(gaps []gap, i int) bool {
	return slices.ContainsFunc(gaps, func(g gap) bool { return g.contains(i) })
}

// unknownRequests returns the requests whose outcome no recorded client knows.
func (s *sim) unknownRequests() map[timeline.Request]bool {
	unknown := map[timeline.Request]bool{}
	for _, e := range s.events {
		if e.Kind == timeline.KindOp && e.Outcome == timeline.Unknown {
			unknown[e.Op.Request()] = true
		}
	}
	for _, c := range s.clients {
		for _, e := range c.ended {
			if e.Outcome == timeline.Unknown && !c.outsider {
				unknown[e.Op.Request()] = true
			}
		}
	}
	return unknown
}
