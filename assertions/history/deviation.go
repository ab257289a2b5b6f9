package history

import (
	"fmt"
	"strings"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Deviation is an event that a guarantee does not allow.
type Deviation struct {
	Guarantee   string          // the one that is blamed (docs/decisions/0015)
	Event       *timeline.Event // the reply, watch event, tree or disk that deviates
	Contradicts *timeline.Event // the earlier event that it contradicts; may be nil
	Problem     string          // what is wrong; "" if the events alone show it
	Expected    string          // what the server should have answered; "" if the rest shows it

	// inferred records that no client involved had seen what is missing: that it is missing
	// follows from positions alone.
	inferred bool
	lacks    timeline.Zxid // the transaction that the event does not show; 0 if that is not what is wrong
}

// String describes both events, what is wrong and what was expected.
func (d Deviation) String() string {
	text := formatEvent(d.Event)
	switch {
	case (d.Event.Tree != nil || d.Event.Disk != nil) && d.Contradicts == nil:
		text = d.Problem // it is about several servers
	case d.Problem != "":
		text += "; " + d.Problem
	}
	if d.Contradicts != nil {
		text += ": " + formatEvent(d.Contradicts)
	}
	if d.Expected != "" {
		text += "; expected " + d.Expected
	}
	return text
}

// maxEvidence limits what a verdict quotes: one hole shows in thousands of replies.
const maxEvidence = 20

// broken makes the verdict from at least one deviation.
func broken(found []Deviation) Verdict {
	v := Verdict{Outcome: timeline.Broken, Why: found[0].String()}
	v.Events = append(v.Events, found[0].Event.Seq)
	if found[0].Contradicts != nil {
		v.Events = append(v.Events, found[0].Contradicts.Seq)
	}
	for _, d := range found[1:min(len(found), maxEvidence)] {
		v.Evidence = append(v.Evidence, d.String())
	}
	if more := len(found) - maxEvidence; more > 0 {
		v.Evidence = append(v.Evidence, fmt.Sprintf("and %d more", more))
	}
	return v
}

// formatEvent describes an event so that it can be found in the timeline.
func formatEvent(e *timeline.Event) string {
	switch {
	case e.Tree != nil:
		return fmt.Sprintf("event %d: the tree of server %d at %s", e.Seq, e.Tree.Server, e.Tree.Zxid)
	case e.Disk != nil:
		return fmt.Sprintf("event %d: the disks at the end", e.Seq)
	case e.Watch != nil:
		return fmt.Sprintf("event %d: session %s (%s) received %s of %s from server %d", e.Seq, e.Watch.Client, e.Watch.Session, e.Watch.Type, e.Watch.Path, e.Watch.Server)
	case e.Op != nil:
		return fmt.Sprintf("event %d: %s", e.Seq, formatOp(e))
	case e.Handshake != nil && e.Outcome == timeline.OK:
		return fmt.Sprintf("event %d: server %d granted session %s to %s", e.Seq, e.Handshake.Server, e.Handshake.Granted, e.Handshake.Client)
	}
	return fmt.Sprintf("event %d: %s", e.Seq, e.What)
}

func formatOp(e *timeline.Event) string {
	op := e.Op
	text := fmt.Sprintf("session %s (%s) %s %s on server %d, answered at %s", op.Client, op.Session, op.Name, op.Path, op.Server, op.Zxid)
	if e.Outcome == timeline.Unknown {
		text = fmt.Sprintf("session %s (%s) %s %s, without an answer", op.Client, op.Session, op.Name, op.Path)
	}
	text += withData(e)
	if op.Stat != nil {
		text += fmt.Sprintf(" (mzxid %s)", op.Stat.Mzxid)
	}
	if op.Code != "" {
		text += " with " + op.Code
	}
	return text
}

// withData quotes the data of an operation, if it is short text.
func withData(e *timeline.Event) string {
	if e == nil || e.Op == nil || e.Op.Data == "" {
		return ""
	}
	return fmt.Sprintf(" with %q", e.Op.Data)
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// firstFew joins the first names and counts the rest.
func firstFew(names []string) string {
	const most = 3
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}
