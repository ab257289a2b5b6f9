package actions

import (
	"context"
	"slices"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/cluster"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// election holds one election whose winner is known in advance. Servers vote for the greatest
// zxid, then for the greatest id (FastLeaderElection.totalOrderPredicate), but only among the
// servers whose notifications arrive in time. So only a quorum is left running: then no leader
// can be elected before the votes of all of them have arrived.
type election struct {
	env                   *harness.Env
	leader, epoch, target int
	voters                []int // that the target lists and that were started
	quorum                int   // of all voters that the target lists
}

// newElection demands that all voters list the same voters: with different lists each counts
// another quorum.
func newElection(env *harness.Env, leader, epoch, target int) (election, error) {
	e := election{env: env, leader: leader, epoch: epoch, target: target}
	t, err := env.Cluster.Server(target)
	if err != nil {
		return e, err
	}
	if !t.Started() {
		return e, verdict.Inconclusive("server %d cannot be made the leader: it was not started yet", target)
	}
	listed := env.Cluster.Listed(t)
	e.quorum = len(listed)/2 + 1
	for _, id := range listed {
		s, err := env.Cluster.Server(id)
		if err != nil {
			return e, err
		}
		if !s.Started() {
			continue
		}
		if other := env.Cluster.Listed(s); !slices.Equal(other, listed) {
			return e, verdict.Inconclusive("server %d cannot be made the leader: it lists the voters %v, server %d lists %v", target, listed, id, other)
		}
		e.voters = append(e.voters, id)
	}
	if !slices.Contains(e.voters, leader) {
		return e, verdict.Inconclusive("server %d cannot be made the leader: it does not list the present leader, server %d", target, leader)
	}
	return e, nil
}

// skipEpoch elects any leader, if possible not the target: a server that leads already cannot
// win the next election by its id.
func (e election) skipEpoch(ctx context.Context) error {
	down := []int{e.leader}
	if e.leader != e.target && e.spare() > 1 {
		down = append(down, e.target)
	}
	return e.holdWithout(ctx, down)
}

// electTarget elects the target: by its id, if a quorum remains without the servers that would
// win against it, otherwise by its zxid.
func (e election) electTarget(ctx context.Context) error {
	var down, lower []int
	for _, id := range e.voters {
		switch {
		case id == e.leader || id > e.target:
			down = append(down, id)
		case id != e.target:
			lower = append(lower, id)
		}
	}
	if e.leader == e.target || len(down) > e.spare() {
		return e.electByZxid(ctx)
	}
	return e.holdWithout(ctx, append(down, lower[:e.spare()-len(down)]...))
}

// holdWithout holds an election without the servers in down. It kills the leader last: while the
// leader has its quorum, no other election can use up an epoch.
func (e election) holdWithout(ctx context.Context, down []int) error {
	if e.spare() <= 0 {
		return verdict.Inconclusive("server %d cannot be made the leader: of the %d running voters, %d are needed for a quorum", e.target, len(e.voters), e.quorum)
	}
	others := slices.DeleteFunc(slices.Clone(down), func(id int) bool { return id == e.leader })
	if err := e.killAll(ctx, others); err != nil {
		return err
	}
	if err := e.killAll(ctx, []int{e.leader}); err != nil {
		return err
	}
	if err := e.waitElection(ctx); err != nil {
		return err
	}
	return e.startAll(ctx, down)
}

// spare returns the number of running voters above the quorum.
func (e election) spare() int { return len(e.voters) - e.quorum }

// electByZxid gives the target a transaction that the rest of its quorum lacks, so that it wins
// whatever its id is. The rest is killed before the write, and all other servers before the rest
// is started again.
func (e election) electByZxid(ctx context.Context) error {
	var behind, ahead []int
	for _, id := range e.voters {
		switch {
		case id == e.target:
		case id != e.leader && len(behind) < e.spare():
			behind = append(behind, id)
		default:
			ahead = append(ahead, id)
		}
	}
	if e.spare()+1 < e.quorum { // too few for a quorum with the target
		return verdict.Inconclusive("server %d cannot be made the leader: with %d running voters and a quorum of %d, only the greatest ids can be elected", e.target, len(e.voters), e.quorum)
	}
	if err := e.killAll(ctx, behind); err != nil {
		return err
	}
	if err := e.env.Cluster.Touch(ctx, append([]int{e.target}, ahead...)); err != nil {
		return err
	}
	if err := e.killAll(ctx, ahead); err != nil {
		return err
	}
	if err := e.startAll(ctx, behind); err != nil {
		return err
	}
	if err := e.waitElection(ctx); err != nil {
		return err
	}
	return e.startAll(ctx, ahead)
}

func (e election) killAll(ctx context.Context, ids []int) error {
	return e.env.Cluster.Each(ids, func(s *cluster.Server) error { return s.Kill(ctx, false) })
}

func (e election) startAll(ctx context.Context, ids []int) error {
	return e.env.Cluster.Start(ctx, ids, spec.Change{})
}

// waitElection waits for a leader of a later epoch.
func (e election) waitElection(ctx context.Context) error {
	return e.env.Cluster.WaitFor(ctx, "a new leader is elected", cluster.StateLimit, func(ctx context.Context) verdict.Verdict {
		survey := e.env.Cluster.Survey(ctx)
		leader := survey.Leader()
		if leader == 0 || int(survey[leader].Zxid.Epoch()) <= e.epoch {
			return verdict.Undecided("no server leads an epoch after %d", e.epoch)
		}
		return verdict.Holds("server %d leads", leader)
	})
}
