package cluster

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/zkscenario/zkscenario/harness/server"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// complaints counts the errors and warnings in the log of one process.
type complaints struct {
	reader server.Complaints
	quiet  *time.Timer           // ends the complaint that is being read; nil before the first
	known  map[string]*complaint // by wording
	order  []*complaint          // in the order of their first occurrence
}

// complaint is an error or a warning, with its numbers as they were the first time.
type complaint struct {
	server.Complaint
	wording string
	times   int
	last    time.Time
}

func newComplaints() complaints { return complaints{known: map[string]*complaint{}} }

// find returns the complaint with a wording, or one that continues the wording: its cause
// had not arrived when it had to be recorded.
func (c *complaints) find(wording string) *complaint {
	if known := c.known[wording]; known != nil {
		return known
	}
	for _, known := range c.order {
		if rest, continues := strings.CutPrefix(known.wording, wording); continues && (strings.HasPrefix(rest, ": ") || strings.HasPrefix(rest, timeline.CausedBy)) {
			return known
		}
	}
	return nil
}

const (
	// mostComplaints bounds what is recorded of a server that logs errors without end.
	mostComplaints = 50
	// traceDelay is how long the next line of an exception may take to arrive. All are
	// written at once, but pass through a pipe or a Docker engine, on machines under load.
	traceDelay = time.Second
	// lately is how old the last of some minor complaints may be, at least: what a server
	// does not complain of any more does not explain what is still missing. Of a long wait
	// it is half.
	lately = 2 * time.Second
)

// addComplaint reads a line of the log. A complaint is recorded when its exception was
// read; the next line shows that, or that nothing more comes.
func (l *life) addComplaint(line string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if done, ok := l.complaints.reader.Add(line); ok {
		l.recordComplaint(done)
	}
	switch {
	case !l.complaints.reader.Pending():
	case l.complaints.quiet == nil:
		l.complaints.quiet = time.AfterFunc(traceDelay, l.endComplaint)
	default:
		l.complaints.quiet.Reset(traceDelay)
	}
}

// EndComplaints records complaints whose exceptions have not arrived yet, so that they
// stand before the finding that they explain.
func (c *Cluster) EndComplaints() {
	for _, s := range c.servers {
		if l := s.present(); l != nil {
			l.endComplaint()
		}
	}
}

// endComplaint records the complaint that is being read, if there is one.
func (l *life) endComplaint() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if done, ok := l.complaints.reader.End(); ok {
		l.recordComplaint(done)
	}
}

// recordComplaint counts a complaint, and records the first of each wording.
func (l *life) recordComplaint(c server.Complaint) {
	wording := c.Wording()
	known := l.complaints.find(wording)
	if known == nil && len(l.complaints.order) < mostComplaints {
		known = &complaint{Complaint: c, wording: wording}
		l.complaints.known[wording] = known
		l.complaints.order = append(l.complaints.order, known)
		l.append(fmt.Sprintf("server %d complains: %s", l.server.ID, c), timeline.Server{
			Change: timeline.Complained, Line: c.Line, Exception: c.Exception, Grave: c.Grave,
		})
	}
	if known != nil {
		known.times++
		known.last = time.Now()
	}
}

// explanation returns the complaint of a process that explains most why a wait was in
// vain: a grave one since it began, else an earlier grave one, else a late one that was
// repeated, or the exception of a server that is concerned. Of several it is the most
// frequent one.
func (l *life) explanation(began time.Time, concerned bool) (most complaint, ok bool) {
	now := time.Now()
	late := now.Add(-max(lately, now.Sub(began)/2))
	worth := func(c *complaint) int {
		switch {
		case c.Grave && !c.last.Before(began):
			return 3
		case c.Grave:
			return 2
		case !c.last.Before(late) && (c.times > 1 || concerned && c.Exception != ""):
			return 1
		default:
			return 0
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	best := 0
	for _, c := range l.complaints.order {
		if w := worth(c); w > best || w == best && w > 0 && c.times > most.times {
			most, best = *c, w
		}
	}
	return most, best > 0
}

// reason returns why a process ended by itself, according to its log, as the end of a
// sentence: what it complained of last, where the cause of that was first logged. It is ""
// if the process ended otherwise, or complained of nothing grave.
func (l *life) reason() string {
	if l == nil || l.running() || l.err != nil || l.exit.Signal != "" {
		return ""
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	var last *complaint
	for _, c := range l.complaints.order {
		if c.Grave && (last == nil || !c.last.Before(last.last)) {
			last = c
		}
	}
	if last == nil {
		return ""
	}
	first := slices.IndexFunc(l.complaints.order, func(c *complaint) bool { return c.Grave && c.Root() == last.Root() })
	return "; it logged: " + l.complaints.order[first].String()
}

// quote is a complaint of one or more servers.
type quote struct {
	complaint
	by []int
}

// String returns the complaint with its servers, and how often each of them logged it.
func (q quote) String() string {
	who, often := "server ", ""
	if len(q.by) > 1 {
		who = "servers "
	}
	if q.times > 1 {
		often = fmt.Sprintf(" (%d times)", q.times)
	}
	return who + spec.JoinIDs(q.by) + " logged: " + q.complaint.String() + often
}

// mostQuoted is how many complaints explain a wait that was in vain.
const mostQuoted = 2

// Complaints quotes, as the end of a sentence on a wait that was in vain, why servers have
// ended by themselves, and what running ones complained of meanwhile: grave complaints
// first, and of these those of the servers that the sentence is about. Without grave ones
// others are quoted, if they were repeated or are exceptions of these servers. It is "" if
// there are none.
func (c *Cluster) Complaints(began time.Time, about []int) string {
	var quotes []*quote
	text := ""
	for _, s := range c.servers {
		l := s.present()
		if l == nil || !l.running() {
			if reason := l.reason(); reason != "" {
				text += fmt.Sprintf("; %s ended %s%s", s.name(), l.exit, reason)
			}
			continue
		}
		l.endComplaint()
		most, ok := l.explanation(began, slices.Contains(about, s.ID))
		if !ok {
			continue
		}
		if i := slices.IndexFunc(quotes, func(q *quote) bool { return q.wording == most.wording }); i >= 0 {
			quotes[i].by = append(quotes[i].by, s.ID)
			quotes[i].times = max(quotes[i].times, most.times)
			continue
		}
		quotes = append(quotes, &quote{most, []int{s.ID}})
	}
	slices.SortStableFunc(quotes, func(a, b *quote) int { return cmp.Compare(a.rank(about), b.rank(about)) })
	for _, q := range quotes[:min(mostQuoted, len(quotes))] {
		if q.Grave || !quotes[0].Grave {
			text += "; " + q.String()
		}
	}
	return text
}

// rank orders quotes, the least first.
func (q quote) rank(about []int) int {
	rank := 0
	if !q.Grave {
		rank += 2
	}
	if !slices.ContainsFunc(q.by, func(id int) bool { return slices.Contains(about, id) }) {
		rank++
	}
	return rank
}

// WaitFor calls verdict.WaitFor. The error quotes what servers complained of meanwhile.
func (c *Cluster) WaitFor(ctx context.Context, condition string, limit time.Duration, evaluate func(context.Context) verdict.Verdict) error {
	began := time.Now()
	var last verdict.Verdict
	err := verdict.WaitFor(ctx, condition, limit, func(ctx context.Context) verdict.Verdict {
		last = evaluate(ctx)
		return last
	})
	if err == nil || last.Final {
		return err
	}
	if quoted := c.Complaints(began, last.Servers); quoted != "" {
		return verdict.Inconclusive("%w%s", err, quoted)
	}
	return err
}
