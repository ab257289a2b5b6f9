package cluster

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// TreeLimit bounds the reading of all trees; an ensemble without a quorum never
// answers.
const TreeLimit = 30 * time.Second

// Trees reads all znodes that the servers serve, by the id of the server.
func (c *Cluster) Trees(ctx context.Context, ids []int) (map[int]timeline.Tree, error) {
	ctx, cancel := context.WithTimeout(ctx, TreeLimit)
	defer cancel()
	visitors, err := c.Sessions.visitAll(ctx, ids)
	defer leave(ctx, visitors)
	if err != nil {
		return nil, err
	}
	trees, err := readTrees(ctx, visitors)
	byID := map[int]timeline.Tree{}
	for _, t := range trees {
		byID[t.Server] = t
	}
	return byID, err
}

// RecordTrees reads the trees of all serving servers into the timeline, for the checks.
// Trees are comparable only at the same zxid, so it reads them again when something was
// written meanwhile, such as the end of a session.
func (c *Cluster) RecordTrees(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, TreeLimit)
	defer cancel()
	ids, err := c.rollCall(ctx)
	if err != nil {
		return err
	}
	// A new leader is at a zxid that no follower takes, until something is written. Where
	// nothing can be written, the trees are read as they are.
	_, _ = c.write(ctx)
	// All sessions are opened before any tree is read: each may be a write of its own.
	visitors, err := c.Sessions.visitAll(ctx, ids)
	defer leave(ctx, visitors)
	if err != nil {
		return err
	}
	var trees []timeline.Tree
	err = c.WaitFor(ctx, "all servers stay at one zxid", TreeLimit, func(ctx context.Context) verdict.Verdict {
		before := c.Survey(ctx)
		if trees, err = readTrees(ctx, visitors); err != nil {
			v := verdict.Undecided("%s", err)
			v.Final = errors.Is(err, session.ErrShutOut)
			return v
		}
		return atOneZxid(trees, before, c.Survey(ctx))
	})
	if err != nil {
		return err
	}
	for _, t := range trees {
		c.Log.Append(timeline.Event{Kind: timeline.KindTree, Actor: fmt.Sprintf("server %d", t.Server),
			What: fmt.Sprintf("server %d serves %d znodes at %s", t.Server, len(t.Znodes), t.Zxid), Tree: &t})
	}
	return nil
}

// rollCall lists the servers that serve. It waits a while for those that run, so that a
// slow one is not overlooked, and notes the one that is still missing.
func (c *Cluster) rollCall(ctx context.Context) ([]int, error) {
	began := time.Now()
	missing := verdict.Wait(ctx, RollCallLimit, func(ctx context.Context) verdict.Verdict {
		survey := c.Survey(ctx)
		for _, s := range c.servers {
			if _, ok := survey[s.ID]; !ok && s.answers() {
				return verdict.Undecided("server %d runs and does not serve: its tree is not compared", s.ID).About(s.ID)
			}
		}
		return verdict.Holds("")
	})
	absent := c.absent(ctx)
	if len(absent) == len(c.servers) {
		c.recordOutage(absent)
		return nil, errors.New("no server serves")
	}
	if missing.Outcome != timeline.OK {
		c.Note("%s", missing.Why+c.Complaints(began, missing.Servers))
	}
	var ids []int
	for _, s := range c.servers {
		if _, isAbsent := absent[s.ID]; !isAbsent {
			ids = append(ids, s.ID)
		}
	}
	return ids, nil
}

// absent maps the ids of the servers that do not serve to the reasons.
func (c *Cluster) absent(ctx context.Context) map[int]string {
	var mu sync.Mutex
	absent := map[int]string{}
	_ = Concurrently(len(c.servers), func(i int) error {
		s := c.servers[i]
		_, err := s.Status(ctx)
		if err == nil {
			return nil
		}
		mu.Lock()
		defer mu.Unlock()
		absent[s.ID] = err.Error()
		if exit, ended := s.Exit(); ended {
			absent[s.ID] = "its process ended " + exit.String()
		}
		return nil
	})
	return absent
}

// recordOutage records that no server serves, and the reasons.
func (c *Cluster) recordOutage(reasons map[int]string) {
	for _, s := range c.servers {
		why := reasons[s.ID]
		s.log.Append(timeline.Event{Kind: timeline.KindServer, Actor: s.name(), What: s.name() + " does not serve: " + why,
			Server: &timeline.Server{ID: s.ID, Change: timeline.NotServing, Line: why}})
	}
}

// RollCallLimit is long for an answer, and short compared to an election.
const RollCallLimit = 2 * time.Second

func readTrees(ctx context.Context, visitors []*session.Session) ([]timeline.Tree, error) {
	trees := make([]timeline.Tree, len(visitors))
	err := Concurrently(len(visitors), func(i int) (err error) {
		trees[i], err = visitors[i].Tree(ctx)
		trees[i].Server = visitors[i].Server()
		return err
	})
	return trees, err
}

// atOneZxid sets the zxid at which the trees were read, if it was the same for all. It is
// what the servers report: up to 3.4 replies to reads carry none.
func atOneZxid(trees []timeline.Tree, before, after Survey) verdict.Verdict {
	for i := range trees {
		t := &trees[i]
		t.Zxid = after[t.Server].Zxid
		if t.Zxid != before[t.Server].Zxid || t.Zxid != trees[0].Zxid {
			return verdict.Undecided("server %d went from %s to %s, server %d is at %s",
				t.Server, before[t.Server].Zxid, t.Zxid, trees[0].Server, trees[0].Zxid)
		}
	}
	return verdict.Holds("all are at %s", trees[0].Zxid)
}
