package report_test

import (
	"fmt"
	"slices"
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

// complaint returns a complaint of a server with an exception, or a minor one without.
func complaint(at time.Duration, id int, text, exception string) timeline.Event {
	what := fmt.Sprintf("%s complains: %s", sample.Actor(id), text)
	if exception != "" {
		what += ": " + exception
	}
	return sample.Change(at, what, timeline.Server{ID: id, Change: timeline.Complained, Line: "WARN " + text, Exception: exception, Grave: exception != ""})
}

// in returns an event with the step in which it was recorded.
func in(step string, e timeline.Event) timeline.Event {
	e.Step = step
	return e
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
		complaint(sample.Seconds(9.5), 2, "a torn transaction", "java.io.EOFException"),
		complaint(sample.Seconds(9.5), 1, "another server is away", ""),
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
	lost := handshake(sample.Seconds(3), timeline.Handshake{Server: 2, Asked: app})
	unanswered := lost
	unanswered.Outcome = timeline.Unknown
	opened := handshake(sample.Seconds(3), timeline.Handshake{Server: 2, Granted: app})
	exit := sample.Change(sample.Seconds(2), "server 5 is gone: by signal killed", timeline.Server{ID: 5, Change: timeline.Exited, Exit: "by signal killed"})
	kill := sample.Fault(sample.Seconds(2), "server 5", "kill server 5", "its process is gone: by signal killed")
	write, other := write(sample.Seconds(1), "1", 0x300000067), sample.Synced(sample.Seconds(2), 1)

	for name, c := range map[string]struct {
		between   []timeline.Event // from seq 3 on
		deviation timeline.Event
		want      []int
	}{
		"syncs of its server":        {[]timeline.Event{sample.Synced(sample.Seconds(2), 2), other}, tree, []int{2, 3, 5}},
		"its disk":                   {[]timeline.Event{sample.Synced(sample.Seconds(2), 2), other}, disk, []int{2, 3, 5}},
		"handshakes of its session":  {[]timeline.Event{lost}, watch, []int{2, 3, 4}},
		"not those without answer":   {[]timeline.Event{unanswered}, watch, []int{2, 4}},
		"not that of a new session":  {[]timeline.Event{opened}, watch, []int{2, 4}},
		"not steps":                  {[]timeline.Event{sample.Step(sample.Seconds(2), "b")}, watch, []int{2, 4}},
		"not roles":                  {[]timeline.Event{sample.Change(sample.Seconds(2), "serves", timeline.Server{ID: 2, Change: timeline.Serving})}, watch, []int{2, 4}},
		"its complaints":             {[]timeline.Event{complaint(sample.Seconds(2), 2, "x", ""), complaint(sample.Seconds(2), 1, "y", "")}, watch, []int{2, 3, 5}},
		"grave ones of all":          {[]timeline.Event{complaint(sample.Seconds(2), 2, "x", "a.B"), complaint(sample.Seconds(2), 1, "y", "a.C")}, watch, []int{2, 3, 4, 5}},
		"an exit that no one caused": {[]timeline.Event{exit}, watch, []int{2, 3, 4}},
		"not an exit by a fault":     {[]timeline.Event{exit, kill}, watch, []int{2, 4, 5}},
	} {
		t.Run(name, func(t *testing.T) {
			events := numbered(append(append([]timeline.Event{write}, c.between...), c.deviation)...)
			assert.DeepEqual(t, seqsOf(report.Account(events, []int{len(events), 2})), c.want)
		})
	}
}

// A finding of an assertion leads to the servers that it is about, to the operations that
// it compares, and to the faults.
func TestAccountOfAnAssertion(t *testing.T) {
	kill := func(id int) timeline.Event {
		return sample.Fault(sample.Seconds(2), sample.Actor(id), fmt.Sprintf("kill server %d", id), "gone")
	}
	for name, c := range map[string]struct {
		before []timeline.Event // from seq 2 on
		want   []int
	}{
		"faults of all steps, but no boot": {[]timeline.Event{in("boot", kill(2)), in("a", kill(2)), in("b", kill(2))}, []int{3, 4, 5}},
		"syncs of its server":              {[]timeline.Event{in("a", sample.Synced(sample.Seconds(2), 1)), in("a", sample.Synced(sample.Seconds(3), 2))}, []int{3, 4}},
		"what it compares":                 {[]timeline.Event{in("a", read(sample.Seconds(1), 3, "1", 7)), in("a", sample.Synced(sample.Seconds(2), 3))}, []int{2, 3, 4}},
		"what was written":                 {[]timeline.Event{write(sample.Seconds(0.2), "1", 7), write(sample.Seconds(0.5), "2", 8), read(sample.Seconds(1), 3, "1", 7)}, []int{2, 3, 4, 5}},
		"nothing but what the report has":  {[]timeline.Event{in("boot", kill(2)), in("a", sample.Synced(sample.Seconds(2), 1))}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			broken := in("b", sample.Finding(sample.Seconds(9), "await", "rejoin", "server 2 does not serve", timeline.Broken))
			broken.Finding.Servers = []int{2}
			for i, e := range c.before {
				if e.Op != nil && e.Op.Reads() {
					broken.Finding.Ops = []int{i + 2}
				}
			}
			events := numbered(append(c.before, broken)...)
			assert.DeepEqual(t, seqsOf(report.Account(events, []int{len(events)})), c.want)
		})
	}
}

// What explains most comes first when there is no room for all.
func TestAccountKeepsWhatIsDecisive(t *testing.T) {
	for _, word := range []string{timeline.FaultStart, timeline.FaultPowerOn} {
		t.Run(word, func(t *testing.T) { testDecisive(t, word) })
	}
}

// testDecisive demands what explains that a server does not serve after a fault that starts
// it.
func testDecisive(t *testing.T, starting string) {
	t.Helper()
	broken := in("b", sample.Finding(sample.Seconds(60), "await", "rejoin", "server 2 does not serve", timeline.Broken))
	broken.Finding.Servers = []int{2}
	var events []timeline.Event
	for i := range 10 {
		at := sample.Seconds(float64(i))
		events = append(events, in("a", sample.Fault(at, "server 1", fmt.Sprintf("edit file %d", i), "")), in("a", sample.Fault(at, "server 2", fmt.Sprintf("wipe file %d", i), "")),
			in("a", sample.Synced(at, 2)), in("a", complaint(at, 1, fmt.Sprintf("minor %d", i), "")))
	}
	decisive := complaint(sample.Seconds(20), 2, "Unable to load database on disk", "java.io.IOException: The accepted epoch, 1 is less than the current epoch, 2")
	consequence := complaint(sample.Seconds(20), 2, "Unexpected exception, exiting abnormally",
		"java.lang.RuntimeException: Unable to run"+timeline.CausedBy+"java.io.IOException: The accepted epoch, 1 is less than the current epoch, 2")
	exit := sample.Change(sample.Seconds(21), "server 2 is gone: with exit code 1", timeline.Server{ID: 2, Change: timeline.Exited, Exit: "with exit code 1"})
	started := sample.Fault(sample.Seconds(19), "server 2", "start server 2", "life 2")
	started.Fault.Word = starting
	events = append(events, in("a", decisive), in("b", started), in("b", decisive), in("b", consequence), in("b", exit), broken)
	all := numbered(events...)
	got := report.Account(all, []int{len(all)})
	assert.Assert(t, len(got) <= 9, format(got))
	seqs := seqsOf(got)
	for what, seq := range map[string]int{"the last sync": 40, "the start in the same step": 43, "the complaint of the last life": 44, "the exit": 46, "the finding": 47} {
		assert.Check(t, slices.Contains(seqs, seq), "%s is missing:\n%s", what, format(got))
	}
	for what, seq := range map[string]int{"the complaint of an earlier life": 42, "its consequence": 45, "an older sync": 4, "a minor complaint": 5} {
		assert.Check(t, !slices.Contains(seqs, seq), "%s is there:\n%s", what, format(got))
	}
}

// Faults of the same kind are one moment.
func TestAccountJoinsFaults(t *testing.T) {
	broken := in("a", sample.Finding(sample.Seconds(60), "assert", "rejoin", "", timeline.Broken))
	fault := func(id int, what, receipt string) timeline.Event {
		return in("a", sample.Fault(sample.Seconds(1), sample.Actor(id), what, receipt))
	}
	events := numbered(
		fault(1, "kill server 1", "gone"), fault(3, "kill server 3", "gone"),
		fault(1, "wipe server 1", "/tmp/run/server-1/data/version-2 is empty"), fault(3, "wipe server 3", "/tmp/run/server-3/data/version-2 held 2 files"),
		fault(1, "edit /tmp/run/server-1/data/version-2/log.1 of server 1", "it is gone"), fault(1, "edit /tmp/run/server-1/data/version-2/log.2 of server 1", "it is gone"),
		fault(3, "start server 3", "its process runs, life 2, from now on with release 3.9.5"), fault(1, "start server 1", "its process runs, life 5, from now on with release 3.9.5"),
		in("a", sample.Fault(sample.Seconds(2), "network", "cut packets from servers [1 2 3] to [4 5]", strings.Repeat("a probe, ", 20))),
		broken,
	)
	var texts []string
	for _, m := range report.Account(events, []int{len(events)}) {
		texts = append(texts, m.Text)
	}
	assert.DeepEqual(t, texts, []string{
		"kill servers 1, 3 (gone)",
		"wipe servers 1, 3",
		"edit log.1 of server 1 (it is gone), and 1 more like it",
		"start servers 1, 3 (its process runs, from now on with release 3.9.5)",
		"cut packets from servers [1 2 3] to [4 5]",
		"your assert finds the guarantee broken",
	})
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
		"session app gets no answer from server 2":                                      {Outcome: timeline.Unknown, Handshake: &timeline.Handshake{Client: "app", Server: 2}},
		"server 2 leads epoch 4":                                                        sample.Change(0, "server 2: epoch established", timeline.Server{ID: 2, Change: timeline.Established, Epoch: 4}),
		"kill server 2 (gone)":                                                          sample.Fault(0, "server 2", "kill server 2", "gone"),
		"server 2 has 1 log":                                                            {What: "server 2 has 1 log", Disk: &timeline.Disk{Server: 2}},
	} {
		moments := report.Account(numbered(e), []int{2})
		assert.Equal(t, len(moments), 1, want)
		assert.Equal(t, moments[0].Text, want)
		assert.Equal(t, moments[0].Clock, sample.Started)
	}
}
