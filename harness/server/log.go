package server

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// rule recognizes one kind of log line. Its wording is that of every release from 3.4.0 to
// 3.9.5 unless noted otherwise.
type rule struct {
	change  string
	needle  string         // text in the line; tested first because it is cheap and most lines contain none
	whole   bool           // the needle ends the line; 3.9 logs a second line with details of a role
	details *regexp.Regexp // group 1: zxid or session id; nil if the line has neither
	sync    string
}

var rules = []rule{
	// FastLeaderElection.lookForLeader; 3.4.0 logs zxids as decimal numbers
	{change: timeline.Looking, needle: "New election. My id =", details: regexp.MustCompile(`roposed zxid ?= ?(0x[0-9a-f]+|\d+)`)},
	// QuorumPeer.run
	{change: timeline.Leading, needle: " - LEADING", whole: true},
	{change: timeline.Following, needle: " - FOLLOWING", whole: true},
	{change: timeline.Observing, needle: " - OBSERVING", whole: true},
	// Leader.startZkServer; before 3.4.6 with a decimal zxid
	{change: timeline.Established, needle: "Have quorum of supporters", details: regexp.MustCompile(`last processed zxid: (0x[0-9a-f]+|\d+)`)},
	// Learner.syncWithLeader; some releases, such as 3.4.0 and 3.5.0-alpha, log no zxid with a snapshot
	{change: timeline.Synced, needle: "Getting a diff from the leader", details: regexp.MustCompile(`leader (0x[0-9a-f]+)`), sync: "DIFF"},
	{change: timeline.Synced, needle: "Getting a snapshot from leader", details: regexp.MustCompile(`leader (0x[0-9a-f]+)`), sync: "SNAP"},
	{change: timeline.Synced, needle: "Truncating log to get in sync with the leader", details: regexp.MustCompile(`leader (0x[0-9a-f]+)`), sync: "TRUNC"},
	// Learner.syncWithLeader since 3.5.0
	{change: timeline.UpToDate, needle: "Learner received UPTODATE message"},
	// ZooKeeperServer.expire
	{change: timeline.Expired, needle: "Expiring session 0x", details: regexp.MustCompile(`session (0x[0-9a-f]+)`)},
}

// ReadLine parses a line of a server's log. ok is false for the many lines that report no
// change of the server.
func ReadLine(id int, line string) (e timeline.Server, ok bool) {
	for _, r := range rules {
		if strings.Contains(line, r.needle) && (!r.whole || strings.HasSuffix(line, r.needle)) {
			return r.read(id, line), true
		}
	}
	return timeline.Server{}, false
}

func (r rule) read(id int, line string) timeline.Server {
	e := timeline.Server{ID: id, Change: r.change, Sync: r.sync, Line: line}
	if r.details == nil {
		return e
	}
	found := r.details.FindStringSubmatch(line)
	if found == nil {
		return e
	}
	if r.change == timeline.Expired {
		_ = e.SessionID.UnmarshalText([]byte(found[1])) // the expression matches only valid ids
		return e
	}
	e.Zxid = parseZxid(found[1])
	if r.change == timeline.Established {
		e.Epoch = e.Zxid.Epoch()
	}
	return e
}

// parseZxid parses a zxid that an expression of the rules matched. It returns 0 for a number
// that does not fit into a zxid.
func parseZxid(digits string) timeline.Zxid {
	n, err := strconv.ParseUint(digits, 0, 64)
	if err != nil {
		return 0
	}
	return timeline.Zxid(n)
}

// State is the state of a server process according to its log.
type State struct {
	Life        int           // number of starts of the server so far
	Role        string        // timeline.Looking, Leading, Following or Observing
	Proposed    timeline.Zxid // zxid of its own vote in its last election
	ElectedWith timeline.Zxid // Proposed when it was last elected
	LeadsFrom   timeline.Zxid // first position of the epoch that it leads; 0 since its last election began
	Syncs       []Sync        // with its leaders, oldest first; the slice is never changed, only replaced
	Synced      bool          // the last of them came after its last election
	UpToDate    bool          // it received UPTODATE after that; never true before 3.5.0
}

// Sync is the beginning of a server's sync with its leader.
type Sync struct {
	Kind string        // DIFF, SNAP or TRUNC
	Zxid timeline.Zxid // the position that the leader promised; 0 if it is not logged
}

// LastSync returns the last sync of the process; its Kind is "" if there was none.
func (s State) LastSync() Sync {
	if len(s.Syncs) == 0 {
		return Sync{}
	}
	return s.Syncs[len(s.Syncs)-1]
}

// Apply updates the state with one event of the log.
func (s *State) Apply(e timeline.Server) {
	switch e.Change {
	case timeline.Looking:
		s.Role, s.Proposed = timeline.Looking, e.Zxid
		s.LeadsFrom, s.Synced, s.UpToDate = 0, false, false
	case timeline.Leading:
		s.Role, s.ElectedWith = timeline.Leading, s.Proposed
	case timeline.Established:
		s.LeadsFrom = e.Zxid
	case timeline.Following, timeline.Observing:
		s.Role = e.Change
	case timeline.Synced:
		s.Syncs = append(slices.Clone(s.Syncs), Sync{e.Sync, e.Zxid})
		s.Synced, s.UpToDate = true, false
	case timeline.UpToDate:
		s.UpToDate = true
	}
}

// LogsUpToDate reports whether a learner of this release logs that it received UPTODATE
// from its leader (Learner.syncWithLeader since 3.5.0).
func LogsUpToDate(release string) bool { return !strings.HasPrefix(release, "3.4.") }
