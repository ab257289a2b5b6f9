package simulator

import (
	"slices"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/assertions/history/simulator/world"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// shows report whether a history has what an option is about.
var shows = map[Option]func(*sim) bool{
	ACLs: func(s *sim) bool {
		return s.hasEvent(func(e timeline.Event) bool { return e.Op != nil && e.Op.Code == timeline.CodeNoAuth })
	},
	Clocks: func(s *sim) bool {
		last := int64(0)
		return slices.ContainsFunc(s.log, func(e entry) bool {
			before := last
			last = max(last, e.Millis)
			return e.kind != "" && e.Millis < before
		})
	},
	Containers: func(s *sim) bool {
		return slices.ContainsFunc(s.log, func(e entry) bool { return e.kind == "deleteContainer" })
	},
	DeposedLeader: func(s *sim) bool { return len(s.expiredInVain()) > 0 },
	DoubleLogs: func(s *sim) bool {
		return s.hasEvent(func(e timeline.Event) bool { return e.Disk != nil && len(e.Disk.Logs) > 1 })
	},
	LocalSessions: func(s *sim) bool {
		return s.events[0].Run.LocalSessions && s.hasEvent(func(e timeline.Event) bool { return e.Op != nil && s.sessions[e.Op.Session].opened != 0 })
	},
	Outsider: func(s *sim) bool {
		return slices.ContainsFunc(s.log, func(e entry) bool {
			return e.call != nil && e.call.conn.client.outsider && e.call.outcome == timeline.OK
		})
	},
	Quotas: func(s *sim) bool {
		_, _, stats := world.QuotaPaths(quotaOf)
		return len(s.world.Past(stats)) > 2
	},
	Restore: func(s *sim) bool { return s.destroyed },
	Stragglers: func(s *sim) bool {
		return slices.ContainsFunc(s.log, func(e entry) bool {
			return e.steps != nil && e.call != nil && e.call.op.Code == timeline.CodeConnectionLoss && e.Millis-startMillis > e.call.op.Return.Milliseconds()+2
		})
	},
	Wipe: func(s *sim) bool {
		return s.hasEvent(func(e timeline.Event) bool {
			return e.Fault != nil && (e.Fault.Word == "wipe" || e.Fault.Word == "edit_file")
		})
	},
	XidsAnew: func(s *sim) bool {
		times := map[timeline.Request]int{}
		return s.hasEvent(func(e timeline.Event) bool {
			if e.Kind != timeline.KindOp {
				return false
			}
			times[e.Op.Request()]++
			return times[e.Op.Request()] > 1
		})
	},
}

func (s *sim) hasEvent(fits func(timeline.Event) bool) bool {
	return slices.ContainsFunc(s.events, fits)
}

// expiredInVain returns the sessions of which a good reply comes after a server logged that
// they expire.
func (s *sim) expiredInVain() []timeline.SessionID {
	claimed := map[timeline.SessionID]time.Duration{}
	var alive []timeline.SessionID
	for _, e := range s.events {
		switch {
		case e.Server != nil && e.Server.Change == timeline.Expired:
			claimed[e.Server.SessionID] = e.At
		case e.Kind == timeline.KindOp && e.Op.Zxid != 0 && claimed[e.Op.Session] != 0 && claimed[e.Op.Session] < e.Op.Invoke:
			alive = append(alive, e.Op.Session)
		}
	}
	return alive
}

// Each option shows itself in many histories, and in none without it.
func TestOptionsShowThemselves(t *testing.T) {
	const n = 200
	for _, option := range Options() {
		times := 0
		for seed := range uint64(n) {
			if shows[option](simulate(seed, []Option{option})) {
				times++
			}
			assert.Assert(t, !shows[option](simulate(seed, nil)), "%s without the option, seed %d", option, seed)
		}
		t.Logf("%-16s shows in %3d of %d histories", option, times, n)
		assert.Check(t, times > n/10, "%s", option)
	}
}
