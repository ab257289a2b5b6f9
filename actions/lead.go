package actions

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/cluster"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

var lead = harness.Kind[harness.Action]{
	Name:    "lead",
	Summary: "Makes a server the leader, by killing and starting servers until the ensemble elects it. Afterwards all servers that were started serve.",
	Plain:   `Make {{servers .server}} the leader{{with .epoch}} of epoch {{.}}{{end}} by killing and starting servers`,
	Waits:   "Waits until the server leads and all servers that were started are synced: at most 50 elections, of 60 s each.",
	Receipt: "the server's own answer, with its epoch.",
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
	Epoch       int       `hcl:"epoch,optional" doc:"Epoch that it is to lead. Default: any."`
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

// Predict implements forecast.Predictor: it waits for all servers that were
// started before it begins, and when it ends all of them run.
func (a *Lead) Predict(f *forecast.Forecast) hcl.Diagnostics {
	diags := f.MustServe(f.Scenario.Ensemble.AtBoot(), a.ServerRange)
	f.AllRun()
	return diags
}

// Run implements harness.Action. Each round makes one election; how many it
// takes follows from the epochs, for every election begins the next epoch.
func (a *Lead) Run(ctx context.Context, env *harness.Env) error {
	for range mostElections {
		if err := env.Cluster.AwaitSynced(ctx, env.Cluster.Started()); err != nil {
			return err
		}
		survey := env.Cluster.Survey(ctx)
		leader := survey.Leader()
		epoch := int(survey[leader].Zxid.Epoch())
		if leader == a.Server && (a.Epoch == 0 || a.Epoch == epoch) {
			env.Cluster.Receipt("harness", fmt.Sprintf("server %d leads", a.Server), fmt.Sprintf("server %d answers that it leads epoch %d", leader, epoch))
			return nil
		}
		if a.Epoch != 0 && epoch >= a.Epoch {
			return verdict.Inconclusive("server %d leads epoch %d; epochs only grow, so server %d cannot lead epoch %d any more", leader, epoch, a.Server, a.Epoch)
		}
		p, err := newSteering(env, leader, epoch, a.Server)
		if err != nil {
			return err
		}
		elect := p.elect
		if a.Epoch-epoch > 1 {
			elect = p.pass
		}
		if err := elect(ctx); err != nil {
			return err
		}
	}
	return verdict.Inconclusive("server %d does not lead after %d elections", a.Server, mostElections)
}

// mostElections bounds the rounds: far more than any scenario asks for.
const mostElections = 50

// steering is one election whose winner is known beforehand. The vote goes to
// the greatest zxid, then to the greatest id (FastLeaderElection.totalOrderPredicate),
// but only of those who are heard in time. So for the election that counts just a
// quorum is left alive: then nobody can be elected unheard.
type steering struct {
	env                   *harness.Env
	leader, epoch, target int
	voters                []int // that were started, of those that the target lists
	quorum                int   // how many of those that it lists make one
}

// newSteering demands that all voters agree on who they are: with different lists
// each would count another quorum.
func newSteering(env *harness.Env, leader, epoch, target int) (steering, error) {
	p := steering{env: env, leader: leader, epoch: epoch, target: target}
	t, err := env.Cluster.Server(target)
	if err != nil {
		return p, err
	}
	if !t.Started() {
		return p, verdict.Inconclusive("server %d cannot be steered to lead: it was not started yet", target)
	}
	listed := env.Cluster.Listed(t)
	p.quorum = len(listed)/2 + 1
	for _, id := range listed {
		s, err := env.Cluster.Server(id)
		if err != nil {
			return p, err
		}
		if !s.Started() {
			continue
		}
		if other := env.Cluster.Listed(s); !slices.Equal(other, listed) {
			return p, verdict.Inconclusive("server %d cannot be steered to lead: it lists the voters %v, server %d lists %v", target, listed, id, other)
		}
		p.voters = append(p.voters, id)
	}
	if !slices.Contains(p.voters, leader) {
		return p, verdict.Inconclusive("server %d cannot be steered to lead: server %d leads, which it does not list", target, leader)
	}
	return p, nil
}

// pass lets an epoch go by. Who wins does not matter, only that it had better not
// be the target, since a leader is harder to have elected again.
func (p steering) pass(ctx context.Context) error {
	down := []int{p.leader}
	if p.leader != p.target && p.spare() > 1 {
		down = append(down, p.target)
	}
	return p.without(ctx, down)
}

// elect has the target elected: by its id, if everybody who would win against it
// can be done without.
func (p steering) elect(ctx context.Context) error {
	var down, lower []int
	for _, id := range p.voters {
		switch {
		case id == p.leader || id > p.target:
			down = append(down, id)
		case id != p.target:
			lower = append(lower, id)
		}
	}
	if p.leader == p.target || len(down) > p.spare() {
		return p.electAhead(ctx)
	}
	return p.without(ctx, append(down, lower[:p.spare()-len(down)]...))
}

// without holds an election among those that are not killed. The leader goes last:
// while it has its quorum nobody else can be elected, which would use up an epoch.
func (p steering) without(ctx context.Context, down []int) error {
	if p.spare() <= 0 {
		return verdict.Inconclusive("server %d cannot be steered to lead: of %d voters that run %d are needed", p.target, len(p.voters), p.quorum)
	}
	others := slices.DeleteFunc(slices.Clone(down), func(id int) bool { return id == p.leader })
	if err := p.killAll(ctx, others); err != nil {
		return err
	}
	if err := p.killAll(ctx, []int{p.leader}); err != nil {
		return err
	}
	if err := p.waitElection(ctx); err != nil {
		return err
	}
	return p.startAll(ctx, down)
}

// spare is how many voters a quorum can do without.
func (p steering) spare() int { return len(p.voters) - p.quorum }

// electAhead gives the target a transaction that the others of its quorum lack,
// so that it wins whatever its id: those others are killed before it is written,
// and everybody else before they come back.
func (p steering) electAhead(ctx context.Context) error {
	var late, ahead []int
	for _, id := range p.voters {
		switch {
		case id == p.target:
		case id != p.leader && len(late) < p.spare():
			late = append(late, id)
		default:
			ahead = append(ahead, id)
		}
	}
	if p.spare()+1 < p.quorum { // the target and the late ones
		return verdict.Inconclusive("server %d cannot be steered to lead: with %d voters that run, and a quorum of %d, only the greatest ids can", p.target, len(p.voters), p.quorum)
	}
	if err := p.killAll(ctx, late); err != nil {
		return err
	}
	if err := p.env.Cluster.Touch(ctx, append([]int{p.target}, ahead...)); err != nil {
		return err
	}
	if err := p.killAll(ctx, ahead); err != nil {
		return err
	}
	if err := p.startAll(ctx, late); err != nil {
		return err
	}
	if err := p.waitElection(ctx); err != nil {
		return err
	}
	return p.startAll(ctx, ahead)
}

func (p steering) killAll(ctx context.Context, ids []int) error {
	return p.env.Cluster.Each(ids, func(s *cluster.Server) error { return s.Kill(ctx) })
}

func (p steering) startAll(ctx context.Context, ids []int) error {
	return p.env.Cluster.Each(ids, func(s *cluster.Server) error { return s.Start(ctx, spec.Change{}) })
}

// waitElection waits for a leader of a later epoch.
func (p steering) waitElection(ctx context.Context) error {
	return verdict.WaitFor(ctx, "a new leader is elected", cluster.StateLimit, func(ctx context.Context) verdict.Verdict {
		survey := p.env.Cluster.Survey(ctx)
		leader := survey.Leader()
		if leader == 0 || int(survey[leader].Zxid.Epoch()) <= p.epoch {
			return verdict.Undecided("no server leads an epoch after %d", p.epoch)
		}
		return verdict.Holds("server %d leads", leader)
	})
}
