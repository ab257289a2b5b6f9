package actions

import (
	"context"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/spec"
)

var connect = harness.Kind[harness.Action]{
	Name:    "connect",
	Summary: "Reconnects a session that was disconnected, or opens a new one: at first use, after an expiry or after a close.",
	Label:   "session",
	Plain:   `Connect session {{.session}}{{with .server}} to {{servers .}}{{end}}{{with .within}}, within {{.}}{{end}}` + goesOnTemplate + resultTemplate,
	Waits:   `Waits until the server accepts the session, at most {{or .within "60 s"}}.`,
	Receipt: "the handshake.",
	Cases:   casesOfReconnection,
	Setup:   `close "app" {}`,
	Example: `connect "app" {}`,
	New:     func() harness.Action { return &Connect{} },
}

// Connect implements the word connect.
type Connect struct {
	Server       int          `hcl:"server,optional" doc:"Id of the server. Default: the last server of the session."`
	ServerRange  hcl.Range    `hcl:"server,attr_value_range"`
	Reconnection reconnection `hcl:",remain"`
}

// Run implements harness.Action.
func (a *Connect) Run(ctx context.Context, env *harness.Env) error {
	return a.Reconnection.run(ctx, env, "connect", func(ctx context.Context) session.Handshaking {
		return env.BeginConnect(ctx, a.Reconnection.Target.Name, a.Server)
	})
}

// Validate implements harness.Validator.
func (a *Connect) Validate(sc *spec.Scenario) hcl.Diagnostics {
	return append(a.Reconnection.validate(sc), validOptionalServer(sc, a.Server, a.ServerRange)...)
}

// Result implements harness.Resulter.
func (a *Connect) Result() map[string]cty.Value {
	return a.Reconnection.result()
}

// Predict implements forecast.Predictor.
func (a *Connect) Predict(f *forecast.Forecast) hcl.Diagnostics {
	return a.Reconnection.predict(f, a.Server, a.ServerRange, true)
}
