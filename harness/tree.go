package harness

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// treeLimit bounds the reading of all trees; an ensemble without a quorum never
// answers.
const treeLimit = 30 * time.Second

// readTree reads everything that one server serves.
func (env *Env) readTree(ctx context.Context, id int) (timeline.Tree, error) {
	ctx, cancel := context.WithTimeout(ctx, treeLimit)
	defer cancel()
	s, err := env.visit(ctx, id)
	if err != nil {
		return timeline.Tree{}, err
	}
	tree, err := s.Tree(ctx)
	tree.Server = id
	return tree, errors.Join(err, s.Close(ctx))
}

// recordTrees reads the trees of all serving servers into the timeline, for the
// checks. Trees are comparable only at the same zxid, so it reads them again
// when something was written meanwhile, such as the end of a session.
func (env *Env) recordTrees(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, treeLimit)
	defer cancel()
	visitors, err := env.visitAll(ctx)
	defer func() {
		for _, s := range visitors {
			_ = s.Close(ctx) // it only read
		}
	}()
	if err != nil {
		return err
	}
	var trees []timeline.Tree
	err = WaitFor(ctx, "all servers stay at one zxid", treeLimit, func(ctx context.Context) Verdict {
		before := env.Survey(ctx)
		if trees, err = readTrees(ctx, visitors); err != nil {
			return Undecided("%s", err)
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

// visitAll opens all sessions before any tree is read, since each of them is a
// write of its own.
func (env *Env) visitAll(ctx context.Context) ([]*session.Session, error) {
	var visitors []*session.Session
	for _, id := range env.Survey(ctx).IDs() {
		s, err := env.visit(ctx, id)
		if err != nil {
			return visitors, fmt.Errorf("visit server %d: %w", id, err)
		}
		visitors = append(visitors, s)
	}
	if len(visitors) == 0 {
		return nil, errors.New("no server serves")
	}
	return visitors, nil
}

func readTrees(ctx context.Context, visitors []*session.Session) ([]timeline.Tree, error) {
	trees := make([]timeline.Tree, len(visitors))
	errs := make([]error, len(visitors))
	var wg sync.WaitGroup
	for i, s := range visitors {
		wg.Go(func() {
			trees[i], errs[i] = s.Tree(ctx)
			trees[i].Server = s.Server()
		})
	}
	wg.Wait()
	return trees, errors.Join(errs...)
}

// atOneZxid gives the trees the zxid at which they were read. It takes the
// servers' own word: up to 3.4 replies to reads carry none.
func atOneZxid(trees []timeline.Tree, before, after Survey) Verdict {
	for i := range trees {
		t := &trees[i]
		t.Zxid = after[t.Server].Zxid
		if t.Zxid != before[t.Server].Zxid || t.Zxid != trees[0].Zxid {
			return Undecided("server %d went from %s to %s, server %d is at %s",
				t.Server, before[t.Server].Zxid, t.Zxid, trees[0].Server, trees[0].Zxid)
		}
	}
	return Holds("all are at %s", trees[0].Zxid)
}
