package history

import (
	"fmt"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// syncs holds the replies to syncs, compared with what was known to be committed when the
// syncs were invoked: what was acknowledged, or what some reply showed.
type syncs struct {
	found       []Deviation
	judged      int
	withoutZxid int // replies that do not carry the zxid of their server
}

// judge judges the syncs of a chapter. A reply from below what the session itself had seen
// is a deviation already (progress.contradicts).
func (s *syncs) judge(events []timeline.Event, received greatestZxids) {
	seen := map[timeline.SessionID]timeline.Zxid{}
	for i := range events {
		e := &events[i]
		if e.Op == nil {
			continue
		}
		switch synced := e.Op.Name == timeline.OpSync && e.Outcome == timeline.OK; {
		case synced && e.Op.Zxid == 0:
			s.withoutZxid++
		case synced:
			s.judged++
			before := received.before(e.Op.Invoke)
			if before.zxid > e.Op.Zxid && e.Op.Zxid >= seen[e.Op.Session] {
				s.found = append(s.found, Deviation{Guarantee: syncFreshness, Event: e, Contradicts: before.by, lacks: before.zxid,
					Problem: fmt.Sprintf("%s was committed before the sync was invoked", before.zxid), Expected: "an answer at " + before.zxid.String() + " or later"})
			}
		}
		seen[e.Op.Session] = max(seen[e.Op.Session], e.Op.Zxid)
	}
}

func (s syncs) untested() string {
	switch {
	case s.judged > 0:
		return ""
	case s.withoutZxid > 0:
		return "no reply to a sync carries the zxid of its server; releases up to 3.4.3 do not send it"
	}
	return "no session called sync"
}
