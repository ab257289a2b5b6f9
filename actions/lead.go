package actions

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/spec"
)

var lead = harness.Kind[harness.Action]{
	Name:    "lead",
	Summary: "Makes a server the leader, by killing and starting servers until the ensemble elects it. All servers serve afterwards.",
	Waits:   "Waits until the server leads and all servers are synced. Receipt: the server's own answer, with its epoch.",
	Example: `lead {
  server = 3
  epoch  = 2
}`,
	New: func() harness.Action { return &Lead{} },
}

// Lead is the word lead.
type Lead struct {
	Server      int       `hcl:"server" doc:"Id of the server that is to lead."`
	ServerRange hcl.Range `hcl:"server,attr_value_range"`
	Epoch       int       `hcl:"epoch,optional" doc:"Epoch that it is to lead; whichever comes when it is left out."`
	EpochRange  hcl.Range `hcl:"epoch,attr_value_range"`
}

// Validate implements harness.Validator.
func (a *Lead) Validate(sc *spec.Scenario) hcl.Diagnostics {
	s := sc.Ensemble.Server(a.Server)
	switch {
	case s == nil:
		return hcl.Diagnostics{spec.NoSuchServer(a.Server, sc.Ensemble, a.ServerRange)}
	case s.Observer:
		return hcl.Diagnostics{spec.Errorf(a.ServerRange, "Observers never lead", "Server %d is an observer, which has no vote.", a.Server)}
	case a.Epoch < 0:
		return hcl.Diagnostics{spec.Errorf(a.EpochRange, "Invalid epoch", "Epochs count from 1.")}
	}
	return nil
}

// Run implements harness.Action. Each round makes one election; how many it
// takes follows from the epochs, for every election begins the next epoch.
func (a *Lead) Run(ctx context.Context, env *harness.Env) error {
	for {
		if err := a.synced(ctx, env); err != nil {
			return err
		}
		survey := env.Survey(ctx)
		leader := survey.Leader()
		epoch := int(survey[leader].Zxid.Epoch())
		if leader == a.Server && (a.Epoch == 0 || a.Epoch == epoch) {
			env.Receipt("harness", fmt.Sprintf("server %d leads", a.Server), fmt.Sprintf("server %d answers that it leads epoch %d", leader, epoch))
			return nil
		}
		if a.Epoch != 0 && epoch >= a.Epoch {
			return harness.Inconclusive("server %d leads epoch %d already; epochs only grow", leader, epoch)
		}
		p := steering{env: env, leader: leader, target: a.Server}
		if err := p.elect(ctx, a.Epoch != 0 && a.Epoch-epoch > 1); err != nil {
			return err
		}
	}
}

func (a *Lead) synced(ctx context.Context, env *harness.Env) error {
	return harness.WaitFor(ctx, "all servers are synced", harness.StateLimit, func(ctx context.Context) harness.Verdict {
		return env.Synced(ctx, env.IDs())
	})
}

// steering is one election whose winner is known beforehand. The vote goes to
// the greatest zxid, then to the greatest id (FastLeaderElection.totalOrderPredicate).
type steering struct {
	env            *harness.Env
	leader, target int
}

// elect holds an election. In a round before the last the winner had better not
// be the target, since a leader cannot be re-elected by killing others alone.
func (p steering) elect(ctx context.Context, early bool) error {
	down := []int{p.leader}
	if !early {
		down = p.rivals()
	} else if without := append(down, p.target); p.leader != p.target && p.quorumWithout(without) && p.highest(down) == p.target {
		down = without
	}
	if !p.quorumWithout(down) || (!early && p.highest(down) != p.target) {
		return p.electAhead(ctx)
	}
	if err := p.killAll(ctx, down); err != nil {
		return err
	}
	if err := p.waitLeader(ctx, p.highest(down)); err != nil {
		return err
	}
	return p.startAll(ctx, down)
}

// rivals are the servers that keep the target from being elected when all are at
// the same zxid: those with a greater id, and whoever leads now.
func (p steering) rivals() []int {
	var down []int
	for _, s := range p.voters() {
		if s > p.target || s == p.leader {
			down = append(down, s)
		}
	}
	return down
}

// electAhead gives the target a transaction that the others of its quorum lack,
// so that it wins whatever its id: those others are killed before it is written,
// and everybody else before they come back.
func (p steering) electAhead(ctx context.Context) error {
	voters := p.voters()
	var late, ahead []int
	for _, id := range voters {
		switch {
		case id == p.target:
		case id != p.leader && len(late) < len(voters)/2:
			late = append(late, id)
		default:
			ahead = append(ahead, id)
		}
	}
	if !p.quorumWithout(late) {
		return harness.Inconclusive("server %d cannot be steered to lead: %d voters are too few, or an even number", p.target, len(voters))
	}
	if err := p.killAll(ctx, late); err != nil {
		return err
	}
	if err := p.env.Touch(ctx, append([]int{p.target}, ahead...)); err != nil {
		return err
	}
	if err := p.killAll(ctx, ahead); err != nil {
		return err
	}
	if err := p.startAll(ctx, late); err != nil {
		return err
	}
	if err := p.waitLeader(ctx, p.target); err != nil {
		return err
	}
	return p.startAll(ctx, ahead)
}

func (p steering) voters() []int {
	var ids []int
	for _, s := range p.env.Servers() {
		if s.Voter {
			ids = append(ids, s.ID)
		}
	}
	return ids
}

func (p steering) quorumWithout(down []int) bool {
	voters := p.voters()
	return len(voters)-len(down) > len(voters)/2
}

// highest is who wins without the servers that are down.
func (p steering) highest(down []int) int {
	winner := 0
	for _, id := range p.voters() {
		if !slices.Contains(down, id) {
			winner = max(winner, id)
		}
	}
	return winner
}

func (p steering) killAll(ctx context.Context, ids []int) error {
	return p.env.Each(ids, func(s *harness.Server) error { return s.Kill(ctx) })
}

func (p steering) startAll(ctx context.Context, ids []int) error {
	return p.env.Each(ids, func(s *harness.Server) error { return s.Start(ctx) })
}

func (p steering) waitLeader(ctx context.Context, id int) error {
	return harness.WaitFor(ctx, fmt.Sprintf("server %d leads", id), harness.StateLimit, func(ctx context.Context) harness.Verdict {
		if leader := p.env.Survey(ctx).Leader(); leader != id {
			return harness.Undecided("the leader is %d (0: nobody)", leader)
		}
		return harness.Holds("server %d leads", id)
	})
}
