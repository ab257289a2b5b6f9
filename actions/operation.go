package actions

import (
	"context"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// operation holds the attributes of a client operation on a znode.
type operation = znodePath[requestOptions]

// sendOperation sends a request for the operation's znode.
func sendOperation(ctx context.Context, env *harness.Env, o *operation, r session.Request) error {
	r.Path = o.path()
	return o.Options.send(ctx, env, r)
}

func validOperation(sc *spec.Scenario, o *operation) hcl.Diagnostics {
	return append(o.Options.validate(sc, o.PathRange), o.validatePath(false)...)
}

// znodeRead implements the words that send one request for a znode and change nothing.
type znodeRead struct {
	Operation operation `hcl:",remain"`

	op string
}

var (
	_ harness.Action     = (*znodeRead)(nil)
	_ harness.Validator  = (*znodeRead)(nil)
	_ forecast.Predictor = (*znodeRead)(nil)
)

// Run implements harness.Action.
func (a *znodeRead) Run(ctx context.Context, env *harness.Env) error {
	return sendOperation(ctx, env, &a.Operation, session.Request{Op: a.op})
}

// Validate implements harness.Validator.
func (a *znodeRead) Validate(sc *spec.Scenario) hcl.Diagnostics {
	return validOperation(sc, &a.Operation)
}

// Result implements harness.Resulter.
func (a *znodeRead) Result() map[string]cty.Value {
	return a.Operation.Options.result(timeline.Op{Name: a.op})
}

// Predict implements forecast.Predictor. A server answers without asking a quorum; this holds
// for sync as well, because the leader does not verify that it still has one (ZOOKEEPER-1675).
func (a *znodeRead) Predict(f *forecast.Forecast) hcl.Diagnostics {
	return a.Operation.Options.predict(f, forecast.Ask, a.Operation.PathRange)
}
