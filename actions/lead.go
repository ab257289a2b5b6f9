package actions

import (
	"context"
	"fmt"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
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

// Lead implements the word lead.
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

// Predict implements forecast.Predictor. The word waits for all servers that were started before
// it begins, and all of them run when it ends.
func (a *Lead) Predict(f *forecast.Forecast) hcl.Diagnostics {
	diags := f.MustServe(f.Scenario.Ensemble.AtBoot(), a.ServerRange)
	f.AllRun()
	return diags
}

// Run implements harness.Action. Each round holds one election. Every election begins the next
// epoch, so the number of rounds follows from the wanted epoch.
func (a *Lead) Run(ctx context.Context, env *harness.Env) error {
	for range maxElections {
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
		e, err := newElection(env, leader, epoch, a.Server)
		if err != nil {
			return err
		}
		hold := e.electTarget
		if a.Epoch-epoch > 1 {
			hold = e.skipEpoch
		}
		if err := hold(ctx); err != nil {
			return err
		}
	}
	return verdict.Inconclusive("server %d does not lead after %d elections", a.Server, maxElections)
}

// maxElections limits the rounds, far above the number that any scenario needs.
const maxElections = 50
