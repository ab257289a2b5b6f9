package assertions

import (
	"fmt"
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// deviation is one thing that a promise does not allow, and the promise that is
// blamed for it (docs/decisions/0015).
type deviation struct {
	guarantee string
	event     *timeline.Event // the reply, watch event, tree or disk that deviates
	before    *timeline.Event // what it contradicts; may be nil
	what      string
	want      string // what the server should have answered; "" where the first parts say it
}

// String is a sentence with both events and what was to be expected.
func (d deviation) String() string {
	text := tell(d.event)
	switch {
	case (d.event.Tree != nil || d.event.Disk != nil) && d.before == nil:
		text = d.what // it speaks of several servers
	case d.what != "":
		text += "; " + d.what
	}
	if d.before != nil {
		text += ": " + tell(d.before)
	}
	if d.want != "" {
		text += "; it should have been " + d.want
	}
	return text
}

// blamed are the deviations of one promise.
func blamed(found []deviation, guarantee string) []deviation {
	return slices.DeleteFunc(slices.Clone(found), func(d deviation) bool { return d.guarantee != guarantee })
}

// mostEvidence bounds what a verdict quotes: one hole shows in thousands of replies.
const mostEvidence = 20

// broken makes the verdict out of at least one deviation.
func broken(found []deviation) verdict.Verdict {
	v := verdict.Broken("%s", found[0])
	v.Events = append(v.Events, found[0].event.Seq)
	if found[0].before != nil {
		v.Events = append(v.Events, found[0].before.Seq)
	}
	for _, d := range found[1:min(len(found), mostEvidence)] {
		v.Evidence = append(v.Evidence, d.String())
	}
	if more := len(found) - mostEvidence; more > 0 {
		v.Evidence = append(v.Evidence, fmt.Sprintf("and %d more", more))
	}
	return v
}

// tell describes an event so that it can be found in the timeline.
func tell(e *timeline.Event) string {
	switch {
	case e.Tree != nil:
		return fmt.Sprintf("event %d: the tree of server %d at %s", e.Seq, e.Tree.Server, e.Tree.Zxid)
	case e.Disk != nil:
		return fmt.Sprintf("event %d: the disks at the end", e.Seq)
	case e.Watch != nil:
		return fmt.Sprintf("event %d: session %s (%s) is told %s of %s by server %d", e.Seq, e.Watch.Client, e.Watch.Session, e.Watch.Type, e.Watch.Path, e.Watch.Server)
	case e.Op != nil:
		return fmt.Sprintf("event %d: %s", e.Seq, tellOp(e))
	}
	return fmt.Sprintf("event %d: %s", e.Seq, e.What)
}

func tellOp(e *timeline.Event) string {
	op := e.Op
	text := fmt.Sprintf("session %s (%s) %s %s on server %d, answered at %s", op.Client, op.Session, op.Name, op.Path, op.Server, op.Zxid)
	if e.Outcome == timeline.Unknown {
		text = fmt.Sprintf("session %s (%s) %s %s, of which no answer came", op.Client, op.Session, op.Name, op.Path)
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

// withData quotes the data of an operation, when it is short text.
func withData(e *timeline.Event) string {
	if e == nil || e.Op == nil || e.Op.Data == "" {
		return ""
	}
	return fmt.Sprintf(" with %q", e.Op.Data)
}

// plural counts in words.
func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// some names the first of many.
func some(names []string) string {
	const most = 3
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}
