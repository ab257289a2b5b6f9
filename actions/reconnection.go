package actions

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/cluster"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/values"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// reconnection holds the attributes of connect and move, which connect a session to a server.
type reconnection struct {
	As          string        `hcl:"as,optional" doc:"Name of the result: outcome, code, session, server, and the seconds that it took."`
	Within      string        `hcl:"within,optional" doc:"How long it may take. Default: \"60s\"."`
	WithinRange hcl.Range     `hcl:"within,attr_value_range"`
	Wait        *bool         `hcl:"wait,optional" doc:"With false the run goes on while the client tries to connect; the result is kept when it comes, and every outcome is accepted. Default: true."`
	WaitRange   hcl.Range     `hcl:"wait,attr_value_range"`
	MayFail     bool          `hcl:"may_fail,optional" doc:"Whether every outcome is accepted; result.NAME.outcome has it: ok, refused (the session has expired) or unknown (not yet; the client goes on trying). Default: false."`
	Target      sessionTarget `hcl:",remain"`
}

// casesOfReconnection lists the Waits and Receipt of words that are not waited for.
var casesOfReconnection = []harness.Case{
	{Attribute: "wait", Value: "false", Waits: "does not wait.", Receipt: "the handshake, when it comes."},
}

// waits reports whether the run goes on only when the session is connected. Before the run it
// reports false where that depends on values of the run.
func (r *reconnection) waits() bool { return r.WaitRange.Empty() || r.Wait != nil && *r.Wait }

func (r *reconnection) validate(sc *spec.Scenario) hcl.Diagnostics {
	return append(r.Target.validate(sc), validLimit(r.Within, r.WithinRange)...)
}

// predict reports a server that cannot serve the session, unless every outcome is accepted.
func (r *reconnection) predict(f *forecast.Forecast, server int, at hcl.Range, anew bool) hcl.Diagnostics {
	if server == 0 && !at.Empty() {
		f.ReachAny(r.Target.Name)
		return nil
	}
	if at.Empty() {
		at = r.Target.NameRange
	}
	diags := f.Reach(r.Target.Name, server, anew, at)
	if r.MayFail || !r.waits() {
		return nil
	}
	return diags
}

// result returns what is certain of the result of the word.
func (r *reconnection) result() map[string]cty.Value {
	if r.MayFail || !r.waits() {
		return nil
	}
	return values.Certain(timeline.Op{}, timeline.OK)
}

// run connects the session, keeps the result and records the handshake as the receipt.
func (r *reconnection) run(ctx context.Context, env *harness.Env, word string, begin func(context.Context) session.Handshaking) error {
	limit := limitOr(r.Within, cluster.StateLimit)
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	invoke := env.Log.Now()
	handshaking := begin(limited)
	if r.waits() {
		return r.conclude(limited, env, word, invoke, handshaking)
	}
	env.Background(func(ctx context.Context) error {
		limited, cancel := context.WithTimeout(ctx, limit)
		defer cancel()
		return r.conclude(limited, env, word, invoke, handshaking)
	})
	return nil
}

func (r *reconnection) conclude(ctx context.Context, env *harness.Env, word string, invoke time.Duration, handshaking session.Handshaking) error {
	result := session.Result{Op: timeline.Op{Name: word, Client: r.Target.Name, Invoke: invoke}, Outcome: timeline.OK}
	h, err := handshaking(ctx)
	result.Return, result.Session, result.Server = env.Log.Now(), cmp.Or(h.Granted, h.Asked), h.Server
	what := fmt.Sprintf("%s session %q, server %d", word, r.Target.Name, h.Server)
	if err != nil {
		result.Outcome, result.Code, result.Why = timeline.Unknown, timeline.CodeTimeout, err.Error()
		if errors.Is(err, session.ErrExpired) {
			result.Outcome, result.Code = timeline.Refused, timeline.CodeSessionExpired
		}
		env.Keep(r.As, result)
		if !r.MayFail && r.waits() {
			return verdict.Inconclusive("session %q: %w", r.Target.Name, err)
		}
		env.Cluster.Note("%s failed, which is accepted: %s", what, err)
		return nil
	}
	env.Keep(r.As, result)
	env.Cluster.Receipt("session "+r.Target.Name, what, fmt.Sprintf("server %d granted session %s after %d ms",
		h.Server, h.Granted, (result.Return-result.Invoke)/time.Millisecond))
	return nil
}
