package cluster

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/zkscenario/zkscenario/harness/server"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// complaints counts the errors and warnings in the log of one process.
type complaints struct {
	reader server.Complaints
	quiet  *time.Timer // ends the complaint that is being read; nil before the first
	tally  server.Tally
}

// traceDelay bounds the wait for the next line of an exception. All are written at once, but
// pass through a pipe or a Docker engine, on machines under load.
const traceDelay = time.Second

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
	if l.complaints.tally.Count(c, time.Now()) {
		l.append(fmt.Sprintf("server %d complains: %s", l.server.ID, c), timeline.Server{
			Change: timeline.Complained, Line: c.Line, Exception: c.Exception, Grave: c.Grave,
		})
	}
}

// explanation returns the complaint that explains most why a wait was in vain.
func (l *life) explanation(began time.Time, concerned bool) (server.Counted, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.complaints.tally.Explanation(began, time.Now(), concerned)
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
	if cause, ok := l.complaints.tally.LastCause(); ok {
		return "; it logged: " + cause.String()
	}
	return ""
}

// quote is a complaint of one or more servers.
type quote struct {
	server.Counted
	by []int
}

// String returns the complaint with its servers, and how often each of them logged it.
func (q quote) String() string {
	who, often := "server ", ""
	if len(q.by) > 1 {
		who = "servers "
	}
	if q.Times > 1 {
		often = fmt.Sprintf(" (%d times)", q.Times)
	}
	return who + spec.JoinIDs(q.by) + " logged: " + q.Counted.String() + often
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
		if i := slices.IndexFunc(quotes, func(q *quote) bool { return q.Wording() == most.Wording() }); i >= 0 {
			quotes[i].by = append(quotes[i].by, s.ID)
			quotes[i].Times = max(quotes[i].Times, most.Times)
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
