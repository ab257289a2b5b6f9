package actions

import (
	"context"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

var syncWord = harness.Kind[harness.Action]{
	Name:    "sync",
	Summary: "Makes the session's server catch up with the leader.",
	Label:   "path",
	Plain:   `Sync the session's server with the leader, for {{.path}}{{with .child}} (its child {{.}}){{end}}` + plainEnd,
	Waits:   waitsForReply,
	Receipt: receiptOfReply,
	Cases:   casesOfReply,
	Example: `sync "/" {}`,
	New:     func() harness.Action { return &Sync{} },
}

// Sync is the word sync.
type Sync struct {
	Operation operation `hcl:",remain"`
}

// Run implements harness.Action.
func (a *Sync) Run(ctx context.Context, env *harness.Env) error {
	return do(ctx, env, &a.Operation, session.Request{Op: timeline.OpSync})
}

// Validate implements harness.Validator.
func (a *Sync) Validate(sc *spec.Scenario) hcl.Diagnostics {
	return validOperation(sc, &a.Operation)
}

// Predict implements forecast.Predictor. A leader answers a sync without asking
// whether it still has a quorum (ZOOKEEPER-1675).
func (a *Sync) Predict(f *forecast.Forecast) hcl.Diagnostics {
	return a.Operation.Rest.predict(f, forecast.Ask, a.Operation.PathRange)
}
