package actions

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/cluster"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

var expire = harness.Kind[harness.Action]{
	Name:    "expire",
	Summary: "Silences a session's client until the ensemble expires the session.",
	Label:   "session",
	Plain:   `Silence session {{.session}} until the ensemble expires it`,
	Waits:   "Waits until a server logs the expiry and a handshake confirms it.",
	Receipt: "the log line and the handshake.",
	Example: `expire "app" {}`,
	New:     func() harness.Action { return &Expire{} },
}

// Expire implements the word expire.
type Expire struct {
	Target sessionTarget `hcl:",remain"`
}

// Run implements harness.Action.
func (a *Expire) Run(ctx context.Context, env *harness.Env) error {
	s, err := env.Session(ctx, a.Target.Name)
	if err != nil {
		return err
	}
	id, line := s.ID(), ""
	// The server expires by its own clock, up to one tick after the timeout.
	limit := s.Timeout() + cluster.StateLimit
	ctx, cancel := context.WithTimeout(ctx, limit+cluster.StateLimit)
	defer cancel()
	err = s.Expire(ctx, func(ctx context.Context) error {
		return env.Cluster.WaitFor(ctx, fmt.Sprintf("a server expires session %s", id), limit, func(context.Context) verdict.Verdict {
			if line = expiryLine(env.Log.Events(), id); line != "" {
				return verdict.Holds("%s", line)
			}
			return verdict.Undecided("no server has logged the expiry")
		})
	})
	if err != nil {
		return verdict.Inconclusive("session %q: %w", a.Target.Name, err)
	}
	env.Cluster.Receipt("session "+a.Target.Name, fmt.Sprintf("expire session %q", a.Target.Name), "a handshake answered that it is expired; log: "+line)
	return nil
}

// expiryLine returns the first log line about a session's expiry that no later answer to the
// session refutes, or "". A leader that was cut off expires sessions in vain.
func expiryLine(events []timeline.Event, id timeline.SessionID) string {
	line, logged := "", time.Duration(0)
	for _, e := range events {
		switch {
		case e.Server != nil && e.Server.Change == timeline.Expired && e.Server.SessionID == id && line == "":
			line, logged = e.Server.Line, e.At
		case e.Handshake != nil && e.Handshake.Granted == id, e.Kind == timeline.KindOp && e.Outcome == timeline.OK && e.Op.Session == id && e.Op.Return > logged:
			line = ""
		}
	}
	return line
}

// Validate implements harness.Validator.
func (a *Expire) Validate(sc *spec.Scenario) hcl.Diagnostics { return a.Target.validate(sc) }

// Predict implements forecast.Predictor.
func (a *Expire) Predict(f *forecast.Forecast) hcl.Diagnostics {
	if diags := f.EndSession(a.Target.Name, a.Target.NameRange); diags.HasErrors() {
		return diags
	}
	return f.MustHaveQuorum(a.Target.NameRange)
}
