package harness

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// treeLimit bounds the reading of all trees; an ensemble without a quorum never
// answers.
const treeLimit = 30 * time.Second

// trees reads everything that the servers serve, by id.
func (env *Env) trees(ctx context.Context, ids []int) (map[int]timeline.Tree, error) {
	ctx, cancel := context.WithTimeout(ctx, treeLimit)
	defer cancel()
	visitors, err := env.visitAll(ctx, ids)
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

// recordTrees reads the trees of all serving servers into the timeline, for the
// checks. Trees are comparable only at the same zxid, so it reads them again
// when something was written meanwhile, such as the end of a session.
func (env *Env) recordTrees(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, treeLimit)
	defer cancel()
	ids, err := env.rollCall(ctx)
	if err != nil {
		return err
	}
	// All sessions are opened before any tree is read: each is a write of its own.
	visitors, err := env.visitAll(ctx, ids)
	defer leave(ctx, visitors)
	if err != nil {
		return err
	}
	var trees []timeline.Tree
	err = verdict.WaitFor(ctx, "all servers stay at one zxid", treeLimit, func(ctx context.Context) verdict.Verdict {
		before := env.Survey(ctx)
		if trees, err = readTrees(ctx, visitors); err != nil {
			return verdict.Undecided("%s", err)
		}
		return atOneZxid(trees, before, env.Survey(ctx))
	})
	if err != nil {
		return err
	}
	for _, t := range trees {
		env.Log.Append(timeline.Event{Kind: timeline.KindTree, Actor: fmt.Sprintf("server %d", t.Server),
			What: fmt.Sprintf("server %d serves %d znodes at %s", t.Server, len(t.Znodes), t.Zxid), Tree: &t})
	}
	return nil
}

// rollCall lists the servers that serve. One that is slow to answer must not be
// overlooked, so it waits a while for those that run; who is missing then is noted.
func (env *Env) rollCall(ctx context.Context) ([]int, error) {
	missing := verdict.Wait(ctx, rollCallLimit, func(ctx context.Context) verdict.Verdict {
		survey := env.Survey(ctx)
		for _, s := range env.servers {
			if _, ok := survey[s.ID]; !ok && s.answers() {
				return verdict.Undecided("server %d runs and does not serve: its tree is not compared", s.ID)
			}
		}
		return verdict.Holds("")
	})
	if missing.Outcome != timeline.OK {
		env.Note("%s", missing.Why)
	}
	ids := env.Survey(ctx).IDs()
	if len(ids) == 0 {
		return nil, errors.New("no server serves")
	}
	return ids, nil
}

// rollCallLimit is long for an answer, and short beside an election.
const rollCallLimit = 2 * time.Second

func readTrees(ctx context.Context, visitors []*session.Session) ([]timeline.Tree, error) {
	trees := make([]timeline.Tree, len(visitors))
	err := atOnce(len(visitors), func(i int) (err error) {
		trees[i], err = visitors[i].Tree(ctx)
		trees[i].Server = visitors[i].Server()
		return err
	})
	return trees, err
}

// atOneZxid gives the trees the zxid at which they were read. It takes the
// servers' own word: up to 3.4 replies to reads carry none.
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
