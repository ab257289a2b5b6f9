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

var disconnect = harness.Kind[harness.Action]{
	Name:    "disconnect",
	Summary: "Cuts a session's connection and keeps the client away until connect or move.",
	Label:   "session",
	Plain:   `Cut the connection of session {{.session}} and keep the client away`,
	Waits:   "Waits until the connection is closed.",
	Receipt: "the client has no connection.",
	Example: `disconnect "app" {}`,
	New:     func() harness.Action { return &Disconnect{} },
}

// Disconnect implements the word disconnect.
type Disconnect struct {
	Target sessionTarget `hcl:",remain"`
}

// Run implements harness.Action.
func (a *Disconnect) Run(ctx context.Context, env *harness.Env) error {
	s, err := env.Session(ctx, a.Target.Name)
	if err != nil {
		return err
	}
	if err := s.Disconnect(ctx); err != nil {
		return verdict.Inconclusive("session %q: %w", a.Target.Name, err)
	}
	env.Cluster.Receipt("session "+a.Target.Name, fmt.Sprintf("disconnect session %q", a.Target.Name), "its client is "+string(s.State()))
	return nil
}

// Validate implements harness.Validator.
func (a *Disconnect) Validate(sc *spec.Scenario) hcl.Diagnostics { return a.Target.validate(sc) }

// Predict implements forecast.Predictor.
func (a *Disconnect) Predict(f *forecast.Forecast) hcl.Diagnostics {
	return f.Disconnect(a.Target.Name, a.Target.NameRange)
}
