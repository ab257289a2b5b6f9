package cluster

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/harness/server"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// Serving reports whether the servers serve: each leads, or answers in another role while
// a leader answers too. The latter matters since for a moment the followers of a leader
// that is gone answer as before.
func (c *Cluster) Serving(ctx context.Context, ids []int) verdict.Verdict {
	if v, ended := c.ended(ids); ended {
		return v
	}
	survey := c.Survey(ctx)
	leader := survey.Leader()
	var serving []string
	for _, id := range ids {
		s, err := c.Server(id)
		if err != nil {
			return verdict.Undecided("%s", err)
		}
		status, ok := survey[id]
		if !ok { // ask it why
			if status, err = s.Status(ctx); err != nil {
				return verdict.Broken("server %d: %s", id, err).About(id)
			}
		}
		if leader == 0 {
			return verdict.Undecided("server %d answers as %s, but no server leads", id, status.Role).About(id)
		}
		v := serves(s, status)
		if v.Outcome != timeline.OK {
			return v
		}
		serving = append(serving, v.Why)
	}
	return verdict.Holds("%s", strings.Join(serving, ", "))
}

// serves checks that the log agrees with the answer: its lines arrive a little later.
func serves(s *Server, status server.Status) verdict.Verdict {
	if status.Role == server.Leader || status.Role == server.Standalone {
		return verdict.Holds("server %d serves as %s", s.ID, status.Role)
	}
	state, _ := s.State()
	if !state.Synced || (!state.UpToDate && server.LogsUpToDate(s.Spec().Release)) {
		return verdict.Undecided("server %d serves as %s, but its log does not show yet how it was synced", s.ID, status.Role).About(s.ID)
	}
	return verdict.Holds("server %d serves as %s", s.ID, status.Role)
}

// ended returns a final verdict if the process of one of the servers has ended.
func (c *Cluster) ended(ids []int) (verdict.Verdict, bool) {
	for _, s := range c.servers {
		if exit, ended := s.Exit(); ended && slices.Contains(ids, s.ID) {
			v := verdict.Broken("server %d does not serve; its process ended %s%s", s.ID, exit, s.present().reason()).About(s.ID)
			v.Final = true
			return v, true
		}
	}
	return verdict.Verdict{}, false
}

// Synced reports whether the servers serve and have processed everything that the leader
// has.
func (c *Cluster) Synced(ctx context.Context, ids []int) verdict.Verdict {
	if v, ended := c.ended(ids); ended {
		return v
	}
	return c.compareToLeader(ctx, "servers %s have", ids, func(s *Server, survey Survey, last timeline.Zxid) verdict.Verdict {
		status, ok := survey[s.ID]
		if !ok {
			return verdict.Undecided("server %d does not serve", s.ID).About(s.ID)
		}
		if v := serves(s, status); v.Outcome != timeline.OK {
			return v
		}
		if status.Zxid < last {
			return verdict.Undecided("server %d is at %s, and the leader %d has %s", s.ID, status.Zxid, survey.Leader(), last).About(s.ID)
		}
		return verdict.Holds("")
	})
}

// Persisted reports whether the servers' disks hold the last transaction that the leader
// has processed, in a log or a snapshot. A follower processes a committed transaction
// whether its own log is flushed or not (FollowerZooKeeperServer.commit), and loses what
// is not flushed when it is killed.
func (c *Cluster) Persisted(ctx context.Context, ids []int) verdict.Verdict {
	return c.compareToLeader(ctx, "the disks of servers %s have", ids, func(s *Server, survey Survey, last timeline.Zxid) verdict.Verdict {
		onDisk, err := s.disks().Read(ctx, nil)
		if err != nil {
			return verdict.Undecided("%s", err)
		}
		if onDisk.Newest() < last {
			return verdict.Undecided("the disk of server %d is at %s, and the leader %d has %s", s.ID, onDisk.Newest(), survey.Leader(), last).About(s.ID)
		}
		return verdict.Holds("")
	})
}

// compareToLeader compares each of the servers with the last transaction that the leader
// has processed, and returns the verdict on the first that lacks something.
func (c *Cluster) compareToLeader(ctx context.Context, have string, ids []int, compare func(s *Server, survey Survey, last timeline.Zxid) verdict.Verdict) verdict.Verdict {
	survey := c.Survey(ctx)
	leader := survey.Leader()
	if leader == 0 {
		return verdict.Undecided("no server leads")
	}
	last, err := c.lastProcessed(ctx, leader, survey[leader])
	if err != nil {
		return verdict.Undecided("%s", err)
	}
	for _, id := range ids {
		s, err := c.Server(id)
		if err != nil {
			return verdict.Undecided("%s", err)
		}
		if v := compare(s, survey, last); v.Outcome != timeline.OK {
			return v
		}
	}
	return verdict.Holds(have+" what the leader %d has (%s)", spec.JoinIDs(ids), leader, last)
}

// lastProcessed returns the last transaction that the leader has processed. One that has
// written nothing yet is at counter 0 of its epoch, where no transaction is: it has what it
// was elected with, by its vote, or by its disk if it voted with such a position too.
func (c *Cluster) lastProcessed(ctx context.Context, leader int, status server.Status) (timeline.Zxid, error) {
	if status.Zxid.Counter() != 0 || status.Role == server.Standalone {
		return status.Zxid, nil
	}
	s, err := c.Server(leader)
	if err != nil {
		return 0, err
	}
	state, _ := s.State()
	switch {
	case state.LeadsFrom != status.Zxid: // its lines arrive a little later than its answer
		return 0, fmt.Errorf("server %d leads from %s, but its log does not show yet what it was elected with", leader, status.Zxid)
	case state.ElectedWith == 0 || state.ElectedWith.Counter() != 0:
		return state.ElectedWith, nil
	}
	return s.disks().LastBelow(ctx, status.Zxid)
}

// Ready waits until a leader is known, every server that was started is synced, and each
// has processed one committed write, which leaves no trace in the tree.
func (c *Cluster) Ready(ctx context.Context) error {
	ids := c.Started()
	if err := c.allServe(ctx, ids); err != nil {
		return err
	}
	written, err := c.write(ctx)
	if err != nil {
		return err
	}
	return c.WaitFor(ctx, "every server has seen a committed write", StateLimit, func(ctx context.Context) verdict.Verdict {
		survey := c.Survey(ctx)
		for _, id := range ids {
			if survey[id].Zxid < written {
				return verdict.Undecided("server %d is at %s, the write at %s", id, survey[id].Zxid, written).About(id)
			}
		}
		return verdict.Holds("all are at %s or beyond", written)
	})
}

// allServe waits until the servers serve after their first start. The end of a process is
// an error then: the scenario has not begun yet.
func (c *Cluster) allServe(ctx context.Context, ids []int) error {
	err := c.WaitFor(ctx, "all servers serve", StateLimit, func(ctx context.Context) verdict.Verdict { return c.Synced(ctx, ids) })
	for _, s := range c.servers {
		if exit, ended := s.Exit(); ended {
			reason := s.present().reason()
			if reason == "" {
				reason = "; the end of its log:\n" + s.present().lastLines()
			}
			return fmt.Errorf("server %d ended at its start, %s%s", s.ID, exit, reason)
		}
	}
	return err
}

// write commits a transaction that changes no znode, and returns its zxid: one that only
// checks a znode. Opening a session would be none where sessions are local, and below 3.4.4
// no reply to a read shows it.
func (c *Cluster) write(ctx context.Context) (timeline.Zxid, error) {
	ctx, cancel := context.WithTimeout(ctx, StateLimit)
	defer cancel()
	before := c.Survey(ctx)
	leader := before.Leader()
	if leader == 0 {
		return 0, verdict.Inconclusive("commit a write: no server leads")
	}
	s, err := c.Sessions.visit(ctx, leader)
	if err != nil {
		return 0, verdict.Inconclusive("commit a write: %w", err)
	}
	r := s.Do(ctx, session.Request{Op: timeline.OpTransaction, Parts: []session.Request{{Op: timeline.OpCheck, Path: "/", Version: session.AnyVersion}}})
	if err := s.Close(ctx); err != nil {
		return 0, verdict.Inconclusive("commit a write: %w", err)
	}
	if r.Zxid != 0 {
		return r.Zxid, nil // committed even if refused: an error is a transaction too
	}
	// A server may serve nobody but clients that authenticate in a way that the harness does
	// not know (enforce.auth.schemes). Opening the session was a write, unless it was local.
	if now := c.Survey(ctx)[leader].Zxid; now > before[leader].Zxid && now.Counter() != 0 {
		return now, nil
	}
	return 0, verdict.Inconclusive("commit a write: %w", r.Err())
}

// Touch commits a transaction that changes no znode and waits until the given servers
// have processed it.
func (c *Cluster) Touch(ctx context.Context, ids []int) error {
	if _, err := c.write(ctx); err != nil {
		return err
	}
	return c.AwaitSynced(ctx, ids)
}

// AwaitSynced waits until the servers have processed everything that the leader has.
func (c *Cluster) AwaitSynced(ctx context.Context, ids []int) error {
	return c.WaitFor(ctx, "servers "+spec.JoinIDs(ids)+" are synced", StateLimit, func(ctx context.Context) verdict.Verdict { return c.Synced(ctx, ids) })
}
