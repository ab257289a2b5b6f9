package actions

import (
	"context"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

var execWord = harness.Kind[harness.Action]{
	Name:    "exec",
	Summary: "Runs a program beside a running server, with its files, its network and its programs: in Docker in the server's container, otherwise on this computer.",
	Plain:   `Run {{quoted .command}} beside {{servers .server}}{{with .code}}; the expected exit code is {{.}}{{end}}` + plainResult,
	Waits:   "Waits until it exits, at most 15 s.",
	Receipt: "its exit code and the first line that it printed.",
	Example: `exec {
  server  = 1
  command = ["echo", "hello"]
  as      = "greeting"
}`,
	New: func() harness.Action { return &Exec{} },
}

// Exec is the word exec.
type Exec struct {
	Command      []string  `hcl:"command" doc:"Program and arguments. No shell reads them, unless it is the program: [\"sh\", \"-c\", \"...\"]."`
	CommandRange hcl.Range `hcl:"command,attr_value_range"`
	Code         int       `hcl:"code,optional" doc:"Expected exit code. Default: 0."`
	Asking       asking    `hcl:",remain"`
}

// Run implements harness.Action.
func (a *Exec) Run(ctx context.Context, env *harness.Env) error {
	s, err := env.Cluster.Server(a.Asking.Server)
	if err != nil {
		return err
	}
	r, err := s.Admin().Exec(ctx, a.Command)
	if err != nil {
		return err
	}
	if wanted := strconv.Itoa(a.Code); r.Outcome == timeline.OK && r.Code != wanted && !a.Asking.MayFail {
		env.KeepReply(a.Asking.As, r)
		return verdict.Inconclusive("exec at server %d: exit code %s, not %s: %s", a.Asking.Server, r.Code, wanted, firstLine(r.Text))
	}
	return a.Asking.judge(env, "exec "+strings.Join(a.Command, " ")+", exit code "+r.Code, r)
}

// Validate implements harness.Validator.
func (a *Exec) Validate(sc *spec.Scenario) hcl.Diagnostics {
	diags := a.Asking.validate(sc)
	if len(a.Command) == 0 || a.Command[0] == "" {
		diags = append(diags, spec.Errorf(a.CommandRange, "Which program?", "Say command = [\"PROGRAM\", \"ARGUMENT\", ...]."))
	}
	return diags
}

// Predict implements forecast.Predictor.
func (a *Exec) Predict(f *forecast.Forecast) hcl.Diagnostics { return a.Asking.predict(f) }
