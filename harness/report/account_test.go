package report_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/golden"

	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/report/sample"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

const app timeline.SessionID = 0x1000a5b6c7d0000

// numbered returns a timeline of a head and the given events.
func numbered(events ...timeline.Event) []timeline.Event {
	all := append([]timeline.Event{{Kind: timeline.KindRun, Run: &timeline.Run{Started: sample.Started}}}, events...)
	for i := range all {
		all[i].Seq = i + 1
	}
	return all
}

// op returns an operation of app that ends at the given time.
func op(end time.Duration, o timeline.Op, outcome timeline.Outcome) timeline.Event {
	o.Client, o.Session, o.Invoke, o.Return = "app", app, end-sample.Seconds(0.1), end
	return timeline.Event{At: end, Kind: timeline.KindOp, Outcome: outcome, Op: &o}
}

func write(end time.Duration, data string, zxid timeline.Zxid) timeline.Event {
	return op(end, timeline.Op{Name: "set", Path: "/a", Server: 1, Data: data, Zxid: zxid, Stat: &timeline.Stat{Mzxid: zxid}}, timeline.OK)
}

func read(end time.Duration, server int, data string, mzxid timeline.Zxid) timeline.Event {
	return op(end, timeline.Op{Name: "read", Path: "/a", Server: server, Data: data, Zxid: 0x400000001, Stat: &timeline.Stat{Mzxid: mzxid}}, timeline.OK)
}

func complaint(at time.Duration, id int) timeline.Event {
	return sample.Change(at, sample.Actor(id)+" complains: a torn transaction", timeline.Server{ID: id, Change: timeline.Complained, Line: "ERROR torn"})
}

func handshake(at time.Duration, h timeline.Handshake) timeline.Event {
	h.Client = "app"
	return timeline.Event{At: at, Kind: timeline.KindHandshake, Outcome: timeline.OK, Handshake: &h}
}

// staleRead is a timeline that ends with a read of an older value than the session has
// read before, with unrelated events between.
func staleRead() []timeline.Event {
	return numbered(
		write(sample.Seconds(1), "2", 0x300000066),
		write(sample.Seconds(2), "3", 0x300000067),
		write(sample.Seconds(3), "4", 0x300000068), // never read
		read(sample.Seconds(4), 1, "3", 0x300000067),
		sample.Fault(sample.Seconds(5), "server 3", "kill server 3", "its process is gone: by signal killed"),
		sample.Fault(sample.Seconds(6), "server 2", "start server 2", "its process runs, life 2"),
		sample.Change(sample.Seconds(7), "server 4: epoch established, 0x400000000", timeline.Server{ID: 4, Change: timeline.Established, Line: "LEADING"}),
		sample.Synced(sample.Seconds(8), 2),
		sample.Synced(sample.Seconds(8), 1),
		sample.UpToDate(sample.Seconds(9), 2),
		complaint(sample.Seconds(9.5), 2),
		complaint(sample.Seconds(9.5), 1),
		handshake(sample.Seconds(10), timeline.Handshake{Server: 2, Asked: app, Granted: app, LastZxidSeen: 0x400000001}),
		handshake(sample.Seconds(10), timeline.Handshake{Server: 2, Asked: 7, Granted: 7}),
		sample.Step(sample.Seconds(11), "the session reads"),
		read(sample.Seconds(12), 2, "2", 0x300000066),
	)
}

func format(moments []report.Moment) string {
	var out strings.Builder
	for _, m := range moments {
		fmt.Fprintf(&out, "%2d  %s\n", m.Seq, m)
		if m.Line != "" {
			fmt.Fprintf(&out, "      %s\n", m.Line)
		}
	}
	return out.String()
}

func TestAccountOfAStaleRead(t *testing.T) {
	events := staleRead()
	golden.Assert(t, format(report.Account(events, []int{len(events), 5})), "account.txt")
}

func seqsOf(moments []report.Moment) []int {
	var all []int
	for _, m := range moments {
		all = append(all, m.Seq)
	}
	return all
}

// Tests the events that are added to those that contradict each other.
func TestAccountHasChangesOfWhatDeviates(t *testing.T) {
	tree := timeline.Event{At: sample.Seconds(9), Kind: timeline.KindTree, Tree: &timeline.Tree{Server: 2, Zxid: 0x400000001, Znodes: make([]timeline.Znode, 1)}}
	watch := timeline.Event{At: sample.Seconds(9), Kind: timeline.KindWatch, Watch: &timeline.Watch{Client: "app", Session: app, Server: 2, Type: "NodeCreated", Path: "/a"}}
	disk := timeline.Event{At: sample.Seconds(9), Kind: timeline.KindDisk, What: "server 2 has 1 log", Disk: &timeline.Disk{Server: 2}}
	broken := sample.Finding(sample.Seconds(9), "await", "rejoin", "server 2 does not serve", timeline.Broken)
	lost := handshake(sample.Seconds(3), timeline.Handshake{Server: 2, Asked: app})
	unanswered := lost
	unanswered.Outcome = timeline.Unknown
	write, other := write(sample.Seconds(1), "1", 0x300000067), sample.Synced(sample.Seconds(2), 1)

	for name, c := range map[string]struct {
		between   []timeline.Event // from seq 3 on
		deviation timeline.Event
		want      []int
	}{
		"syncs of its server":         {[]timeline.Event{sample.Synced(sample.Seconds(2), 2), other}, tree, []int{2, 3, 5}},
		"its disk":                    {[]timeline.Event{sample.Synced(sample.Seconds(2), 2), other}, disk, []int{2, 3, 5}},
		"handshakes of its session":   {[]timeline.Event{lost}, watch, []int{2, 3, 4}},
		"not those without answer":    {[]timeline.Event{unanswered}, watch, []int{2, 4}},
		"not sessions, if it is none": {[]timeline.Event{lost}, tree, []int{2, 4}},
		"not steps":                   {[]timeline.Event{sample.Step(sample.Seconds(2), "b")}, watch, []int{2, 4}},
		"all of its step":             {[]timeline.Event{other, sample.Fault(sample.Seconds(2), "server 3", "kill server 3", "gone"), sample.Step(sample.Seconds(2), "b")}, broken, []int{2, 3, 4, 6}},
		"no roles in its step":        {[]timeline.Event{sample.Change(sample.Seconds(2), "serves", timeline.Server{ID: 2, Change: timeline.Serving})}, broken, []int{2, 4}},
	} {
		t.Run(name, func(t *testing.T) {
			events := numbered(append(append([]timeline.Event{write}, c.between...), c.deviation)...)
			assert.DeepEqual(t, seqsOf(report.Account(events, []int{len(events), 2})), c.want)
		})
	}
}

// Before the finding of an assertion come the faults of the whole run and the changes in
// its own step.
func TestAccountOfAnAssertion(t *testing.T) {
	in := func(step string, e timeline.Event) timeline.Event {
		e.Step = step
		return e
	}
	kill := sample.Fault(sample.Seconds(2), "server 2", "kill server 2", "gone")
	broken := in("b", sample.Finding(sample.Seconds(9), "await", "rejoin", "server 2 does not serve", timeline.Broken))
	for name, c := range map[string]struct {
		before []timeline.Event // from seq 2 on
		want   []int
	}{
		"faults of all steps, but no boot": {[]timeline.Event{in("boot", kill), in("a", kill), in("b", kill)}, []int{3, 4, 5}},
		"servers in its step":              {[]timeline.Event{in("a", sample.Synced(sample.Seconds(2), 1)), in("b", sample.Synced(sample.Seconds(3), 1))}, []int{3, 4}},
		"nothing new":                      {[]timeline.Event{in("boot", kill), in("a", sample.Synced(sample.Seconds(2), 1))}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			events := numbered(append(c.before, broken)...)
			assert.DeepEqual(t, seqsOf(report.Account(events, []int{len(events)})), c.want)
		})
	}
}

func TestAccountHasRoomForTen(t *testing.T) {
	var between []timeline.Event
	for i := range 20 {
		between = append(between, complaint(sample.Seconds(2), 2), sample.Synced(sample.Seconds(2+float64(i)), 2))
	}
	few := append([]timeline.Event{write(sample.Seconds(1), "1", 0x300000067), complaint(sample.Seconds(1), 2)}, between[1]) // a sync
	for name, c := range map[string]struct {
		events []timeline.Event
		want   []int
	}{
		"the last, and no complaints":    {between, []int{2, 27, 29, 31, 33, 35, 37, 39, 41, 42}},
		"complaints where there is room": {few, []int{2, 3, 4, 5}},
	} {
		t.Run(name, func(t *testing.T) {
			events := numbered(append(c.events, read(sample.Seconds(30), 2, "1", 0))...)
			got := seqsOf(report.Account(events, []int{len(events), 2}))
			assert.Assert(t, len(got) <= 10)
			assert.DeepEqual(t, got, c.want)
		})
	}
}

func TestNoAccount(t *testing.T) {
	events := staleRead()
	for name, seqs := range map[string][]int{"nothing deviates": nil, "of another timeline": {len(events) + 1, 5}, "counted from 0": {0}} {
		assert.Equal(t, len(report.Account(events, seqs)), 0, name)
	}
	assert.DeepEqual(t, seqsOf(report.Account(events, []int{5, 99})), []int{3, 5})
}

func TestAccountInWords(t *testing.T) {
	for want, e := range map[string]timeline.Event{
		`session app: read /a on server 2, "2" of 0x300000066, answered at 0x400000001`: read(0, 2, "2", 0x300000066),
		`session app: set /a on server 1, "3", acknowledged at 0x300000067`:             write(0, "3", 0x300000067),
		"session app: exists /a on server 1, answered NoNode at 0x300000067":            op(0, timeline.Op{Name: "exists", Path: "/a", Server: 1, Code: "NoNode", Zxid: 0x300000067}, timeline.Refused),
		"session app: create /a on server 1, without an answer":                         op(0, timeline.Op{Name: "create", Path: "/a", Server: 1, Code: "Timeout"}, timeline.Unknown),
		"session app: transaction on server 1, acknowledged at 0x300000067":             op(0, timeline.Op{Name: "transaction", Server: 1, Zxid: 0x300000067}, timeline.OK),
		"session app receives from server 2: NodeCreated of /a":                         {Watch: &timeline.Watch{Client: "app", Server: 2, Type: "NodeCreated", Path: "/a"}},
		"server 2 answers session app that it has expired":                              handshake(0, timeline.Handshake{Server: 2, Asked: app}),
		"session app (0x7) is on server 2 now; last zxid seen 0x300000067":              handshake(0, timeline.Handshake{Server: 2, Granted: 7, LastZxidSeen: 0x300000067}),
		"server 2 serves 2 znodes at 0x300000067":                                       {Tree: &timeline.Tree{Server: 2, Zxid: 0x300000067, Znodes: make([]timeline.Znode, 2)}},
		"kill server 2 (gone)": sample.Fault(0, "server 2", "kill server 2", "gone"),
		"server 2 has 1 log":   {What: "server 2 has 1 log", Disk: &timeline.Disk{Server: 2}},
	} {
		moments := report.Account(numbered(e), []int{2})
		assert.Equal(t, len(moments), 1, want)
		assert.Equal(t, moments[0].Text, want)
		assert.Equal(t, moments[0].Clock, sample.Started)
	}
}
