package report

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Moment is one line of the account of how a guarantee broke.
type Moment struct {
	Clock time.Time `json:"clock"`
	Seq   int       `json:"seq"` // of its event in the timeline; of several faults the first
	Text  string    `json:"text"`
	Line  string    `json:"line,omitempty"` // line of the server's log
}

// Time formats the clock as the servers' logs do, for comparison with them.
func (m Moment) Time() string { return m.Clock.Format("15:04:05.000") }

// String returns the moment in one line.
func (m Moment) String() string { return m.Time() + "  " + m.Text }

// longestText is how many characters of a text the account shows. The timeline has all.
const longestText = 200

// moment returns an event in words, or several faults of the same kind.
func (a *account) moment(seqs []int) Moment {
	e := a.events[seqs[0]-1]
	at := e.At
	if e.Op != nil {
		at = e.Op.Return
	}
	m := Moment{Clock: startOf(a.events).Add(at), Seq: seqs[0], Text: describe(e)}
	if len(seqs) > 1 {
		m.Text = a.describeFaults(seqs)
	}
	if text := []rune(m.Text); len(text) > longestText {
		m.Text = string(text[:longestText]) + " …"
	}
	if e.Server != nil {
		m.Line = e.Server.Line
	}
	return m
}

// startOf returns the start of the run by the wall clock.
func startOf(events []timeline.Event) time.Time {
	if head := events[0].Run; head != nil {
		return head.Started
	}
	return time.Time{}
}

// lives matches what differs between the receipts of starts.
var lives = regexp.MustCompile(`, life \d+`)

// describeFaults returns faults of the same kind as one: of different servers, or of one.
func (a *account) describeFaults(seqs []int) string {
	first := a.events[seqs[0]-1]
	receipt := lives.ReplaceAllString(first.Receipt, "")
	var ids []int
	for _, seq := range seqs {
		e := a.events[seq-1]
		ids = append(ids, e.Fault.Servers...)
		if lives.ReplaceAllString(e.Receipt, "") != receipt {
			receipt = ""
		}
	}
	slices.Sort(ids)
	if ids = slices.Compact(ids); len(ids) < len(seqs) {
		return fmt.Sprintf("%s, and %d more like it", describe(first), len(seqs)-1)
	}
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = strconv.Itoa(id)
	}
	return withReceipt(first.Fault.Word+" servers "+strings.Join(names, ", "), receipt)
}

// longestReceipt is the number of characters up to which the account shows a receipt. The
// steps of the report have all of them.
const longestReceipt = 100

func withReceipt(what, receipt string) string {
	what, receipt = timeline.ShortPaths(what), timeline.ShortPaths(receipt)
	if receipt == "" || len(receipt) > longestReceipt {
		return what
	}
	return fmt.Sprintf("%s (%s)", what, receipt)
}

// describe returns an event in words.
func describe(e timeline.Event) string {
	switch {
	case e.Op != nil:
		return describeOp(e)
	case e.Watch != nil:
		return fmt.Sprintf("session %s receives from server %d: %s of %s", e.Watch.Client, e.Watch.Server, e.Watch.Type, e.Watch.Path)
	case e.Handshake != nil && e.Outcome == timeline.Unknown:
		return fmt.Sprintf("session %s gets no answer from server %d", e.Handshake.Client, e.Handshake.Server)
	case e.Handshake != nil && e.Handshake.Granted == 0:
		return fmt.Sprintf("server %d answers session %s that it has expired", e.Handshake.Server, e.Handshake.Client)
	case e.Handshake != nil:
		return fmt.Sprintf("session %s (%s) is on server %d now; last zxid seen %s", e.Handshake.Client, e.Handshake.Granted, e.Handshake.Server, e.Handshake.LastZxidSeen)
	case e.Tree != nil:
		return fmt.Sprintf("server %d serves %s at %s", e.Tree.Server, Count(len(e.Tree.Znodes), "znode"), e.Tree.Zxid)
	case e.Finding != nil:
		return fmt.Sprintf("your %s finds the guarantee broken", Breach{Word: e.Finding.By, Source: e.Source})
	case e.Server != nil && e.Server.Change == timeline.Established && e.Server.Epoch != 0:
		return fmt.Sprintf("server %d leads epoch %d", e.Server.ID, e.Server.Epoch)
	}
	return withReceipt(e.What, e.Receipt)
}

func describeOp(e timeline.Event) string {
	op := e.Op
	request := strings.TrimSpace(op.Name + " " + op.Path) // a transaction has no path of its own
	text := fmt.Sprintf("session %s: %s on server %d", op.Client, request, op.Server)
	if op.Data != "" {
		text += fmt.Sprintf(", %q", op.Data)
	}
	switch {
	case e.Outcome == timeline.Unknown:
		return text + ", without an answer"
	case op.Code != "":
		text += ", answered " + op.Code
	case op.Reads() && op.Stat != nil:
		text += fmt.Sprintf(" of %s, answered", op.Stat.Mzxid)
	default:
		text += ", acknowledged"
	}
	return text + " at " + op.Zxid.String()
}
