package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Live prints the story of a run as it happens. It has no lock: its events come
// in order, from one timeline at a time.
type Live struct {
	pen
	out   io.Writer
	story *story
}

// NewLive makes a Live that writes to w.
func NewLive(w io.Writer, color bool) *Live {
	return &Live{pen: pen(color), out: w, story: newStory()}
}

// Event prints what an event adds to the story; most add nothing.
func (l *Live) Event(e timeline.Event) {
	var text strings.Builder
	for _, told := range l.story.tell(e) {
		text.WriteString(l.line(told))
	}
	switch e.Kind {
	case timeline.KindRun:
		l.story = newStory()
		text.WriteString(l.title(e.Run))
	case timeline.KindStep:
		fmt.Fprintf(&text, "%6.1fs  %s\n", e.At.Seconds(), l.paint(bold, hang(e.What, storyIndent)))
	}
	_, _ = io.WriteString(l.out, text.String()) // a lost line must not disturb the run
}

// storyIndent is where the names of steps begin.
const storyIndent = 9

func (l *Live) title(r *timeline.Run) string {
	head := Report{Scenario: r.Scenario, Control: r.Control, Release: r.Release}
	return l.paint(bold, Plain(head.Title())) + Plain(", "+r.Runtime+" runtime") + "\n"
}

// line sets the mark before the text, and the proof behind it if it fits.
func (l *Live) line(told line) string {
	indent := storyIndent + 2
	margin := strings.Repeat(" ", storyIndent)
	text := fmt.Sprintf("%s%s %s", margin, l.mark(told.Outcome), hang(told.Text, indent))
	if told.Proof == "" {
		return strings.TrimRight(text, " ") + "\n"
	}
	proof := Plain("(" + told.Proof + ")")
	if len(told.Text)+1+len(proof) <= width-indent {
		return text + " " + l.paint(dim, proof) + "\n"
	}
	return text + "\n" + strings.Repeat(" ", indent+2) + l.paint(dim, hang(proof, indent+2)) + "\n"
}
