package actions

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// sessionTarget is the session that a session fault is for.
type sessionTarget struct {
	Name      string    `hcl:"session,label"`
	NameRange hcl.Range `hcl:"session,label_range"`
}

func (t *sessionTarget) validate(sc *spec.Scenario) hcl.Diagnostics {
	return validSession(sc, t.Name, t.NameRange, t.NameRange)
}

// validateServer allows no server to be named at all.
func validateServer(sc *spec.Scenario, id int, at hcl.Range) hcl.Diagnostics {
	if at.Empty() || sc.Ensemble.Server(id) != nil {
		return nil
	}
	return hcl.Diagnostics{spec.NoSuchServer(id, sc.Ensemble, at)}
}

// travel takes the session to a server and records the handshake as its receipt.
func (t *sessionTarget) travel(
	ctx context.Context, env *harness.Env, word string, server int,
	reach func(*session.Session, context.Context, int) (timeline.Handshake, error),
) (timeline.Handshake, time.Duration, error) {
	s, err := env.Session(ctx, t.Name)
	if err != nil {
		return timeline.Handshake{}, 0, err
	}
	ctx, cancel := context.WithTimeout(ctx, harness.StateLimit)
	defer cancel()
	start := env.Log.Now()
	h, err := reach(s, ctx, server)
	if err != nil {
		return h, 0, harness.Inconclusive("session %q: %w", t.Name, err)
	}
	took := env.Log.Now() - start
	env.Receipt("session "+t.Name, fmt.Sprintf("%s session %q, server %d", word, t.Name, h.Server),
		fmt.Sprintf("server %d granted session %s, %d ms after the connection was cut", h.Server, h.Granted, took.Milliseconds()))
	return h, took, nil
}
