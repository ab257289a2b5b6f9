package actions

import (
	"context"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

var move = harness.Kind[harness.Action]{
	Name:    "move",
	Summary: "Cuts a session's connection and reconnects it, with the same session id, to a named server.",
	Label:   "session",
	Waits:   "Waits until that server accepts the session. Receipt: its handshake with the same session id.",
	Example: `move "app" { server = 2 }`,
	New:     func() harness.Action { return &Move{} },
}

// Move is the word move.
type Move struct {
	Server      int           `hcl:"server" doc:"Id of the server to go to."`
	ServerRange hcl.Range     `hcl:"server,attr_value_range"`
	As          string        `hcl:"as,optional" doc:"Name of the result: session, server, and seconds from the cut to the handshake."`
	Target      sessionTarget `hcl:",remain"`
}

// Run implements harness.Action.
func (a *Move) Run(ctx context.Context, env *harness.Env) error {
	h, took, err := a.Target.travel(ctx, env, "move", a.Server, (*session.Session).Move)
	if err != nil {
		return err
	}
	if h.Granted != h.Asked {
		return harness.Inconclusive("the session came back as %s, it was %s", h.Granted, h.Asked)
	}
	env.Keep(a.As, session.Result{Outcome: timeline.OK, Op: timeline.Op{Name: "move", Session: h.Granted, Server: h.Server, Return: took}})
	return nil
}

// Validate implements harness.Validator.
func (a *Move) Validate(sc *spec.Scenario) hcl.Diagnostics {
	return append(a.Target.validate(sc), validateServer(sc, a.Server, a.ServerRange)...)
}
