package view

import (
	"fmt"
	"io"
	"strings"

	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Live prints the events of a run as they happen. It has no lock: its events come in
// order, from one timeline at a time.
type Live struct {
	pen
	out    io.Writer
	filter *eventFilter
}

// NewLive returns a Live that writes to w.
func NewLive(w io.Writer, color bool) *Live {
	return &Live{pen: pen(color), out: w, filter: newEventFilter()}
}

// Event prints the lines that an event adds; most add none.
func (l *Live) Event(e timeline.Event) {
	if e.Kind == timeline.KindRun {
		l.filter = newEventFilter()
	}
	var text strings.Builder
	for _, added := range l.filter.add(e) {
		text.WriteString(l.format(added))
	}
	switch e.Kind {
	case timeline.KindRun:
		text.WriteString(l.title(e.Run))
	case timeline.KindStep:
		fmt.Fprintf(&text, "%6.1fs  %s\n", e.At.Seconds(), l.paint(bold, hang(e.What, stepIndent)))
	}
	_, _ = io.WriteString(l.out, text.String()) // a lost line must not disturb the run
}

// stepIndent is the column in which the names of steps begin.
const stepIndent = 9

func (l *Live) title(r *timeline.Run) string {
	return l.paint(bold, report.Plain(report.New(r).Title())) + report.Plain(", "+r.Runtime+" runtime") + "\n"
}

// format writes the mark, the text, and the proof: in the same line if it fits.
func (l *Live) format(added line) string {
	indent := stepIndent + 2
	margin := strings.Repeat(" ", stepIndent)
	text := fmt.Sprintf("%s%s %s", margin, l.mark(added.Outcome), hang(added.Text, indent))
	if added.Proof == "" {
		return strings.TrimRight(text, " ") + "\n"
	}
	proof := report.Plain("(" + added.Proof + ")")
	if len(added.Text)+1+len(proof) <= Width-indent {
		return text + " " + l.paint(dim, proof) + "\n"
	}
	return text + "\n" + strings.Repeat(" ", indent+2) + l.paint(dim, hang(proof, indent+2)) + "\n"
}
