package actions

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/cluster"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
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

// journey is a session fault that may come to nothing.
type journey struct {
	As          string        `hcl:"as,optional" doc:"Name of the result: outcome, code, session, server, and the seconds that it took."`
	Within      string        `hcl:"within,optional" doc:"How long it may take. Default: \"60s\"."`
	WithinRange hcl.Range     `hcl:"within,attr_value_range"`
	MayFail     bool          `hcl:"may_fail,optional" doc:"Whether every outcome is accepted; result.NAME.outcome has it: ok, refused (the session has expired) or unknown (not yet; the client goes on trying). Default: false."`
	Target      sessionTarget `hcl:",remain"`
}

func (j *journey) validate(sc *spec.Scenario) hcl.Diagnostics {
	return append(j.Target.validate(sc), validLimit(j.Within, j.WithinRange)...)
}

// predict demands a server that can serve, unless any end is good.
func (j *journey) predict(f *forecast.Forecast, server int, at hcl.Range, anew bool) hcl.Diagnostics {
	if server == 0 && !at.Empty() {
		f.ReachAny(j.Target.Name)
		return nil
	}
	if at.Empty() {
		at = j.Target.NameRange
	}
	diags := f.Reach(j.Target.Name, server, anew, at)
	if j.MayFail {
		return nil
	}
	return diags
}

// travel takes the session to a server and records the handshake as its receipt.
func (j *journey) travel(
	ctx context.Context, env *harness.Env, word string, reach func(context.Context) (timeline.Handshake, error),
) error {
	ctx, cancel := context.WithTimeout(ctx, limitOf(j.Within, cluster.StateLimit))
	defer cancel()
	r := session.Result{Op: timeline.Op{Name: word, Client: j.Target.Name, Invoke: env.Log.Now()}, Outcome: timeline.OK}
	h, err := reach(ctx)
	r.Return, r.Session, r.Server = env.Log.Now(), h.Granted, h.Server
	what := fmt.Sprintf("%s session %q, server %d", word, j.Target.Name, h.Server)
	if err != nil {
		r.Outcome, r.Code, r.Why = timeline.Unknown, timeline.CodeTimeout, err.Error()
		if errors.Is(err, session.ErrExpired) {
			r.Outcome, r.Code = timeline.Refused, timeline.CodeSessionExpired
		}
		env.Keep(j.As, r)
		if !j.MayFail {
			return verdict.Inconclusive("session %q: %w", j.Target.Name, err)
		}
		env.Cluster.Note("%s, which may fail: %s", what, err)
		return nil
	}
	env.Keep(j.As, r)
	env.Cluster.Receipt("session "+j.Target.Name, what, fmt.Sprintf("server %d granted session %s after %d ms",
		h.Server, h.Granted, (r.Return-r.Invoke)/time.Millisecond))
	return nil
}
