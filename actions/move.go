package actions

import (
	"context"
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

var move = harness.Kind[harness.Action]{
	Name:    "move",
	Summary: "Cuts a session's connection and reconnects it, with the same session id, to a named server. Watches and credentials come along.",
	Label:   "session",
	Plain:   `Move session {{.session}} to {{servers .server}}{{with .within}}, within {{.}}{{end}}` + goesOnTemplate + resultTemplate,
	Waits:   `Waits until that server accepts the session, at most {{or .within "60 s"}}.`,
	Receipt: "the handshake with the same session id.",
	Cases:   casesOfReconnection,
	Example: `move "app" { server = 2 }`,
	New:     func() harness.Action { return &Move{} },
}

// Move implements the word move.
type Move struct {
	Server       int          `hcl:"server" doc:"Id of the server to move to."`
	ServerRange  hcl.Range    `hcl:"server,attr_value_range"`
	Reconnection reconnection `hcl:",remain"`
}

// Run implements harness.Action.
func (a *Move) Run(ctx context.Context, env *harness.Env) error {
	return a.Reconnection.run(ctx, env, "move", func(ctx context.Context) session.Handshaking {
		s, err := env.Session(ctx, a.Reconnection.Target.Name)
		if err != nil {
			return session.NotBegun(timeline.Handshake{Server: a.Server}, err)
		}
		moved := s.BeginMove(a.Server)
		return func(ctx context.Context) (timeline.Handshake, error) {
			h, err := moved(ctx)
			if err == nil && h.Granted != h.Asked {
				err = fmt.Errorf("the server granted the session %s in place of %s", h.Granted, h.Asked)
			}
			h.Server = a.Server // even without a handshake
			return h, err
		}
	})
}

// Validate implements harness.Validator.
func (a *Move) Validate(sc *spec.Scenario) hcl.Diagnostics {
	return append(a.Reconnection.validate(sc), validOptionalServer(sc, a.Server, a.ServerRange)...)
}

// Result implements harness.Resulter.
func (a *Move) Result() map[string]cty.Value {
	return a.Reconnection.result()
}

// Predict implements forecast.Predictor.
func (a *Move) Predict(f *forecast.Forecast) hcl.Diagnostics {
	return a.Reconnection.predict(f, a.Server, a.ServerRange, false)
}
