package actions

import (
	"context"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

var execProgram = harness.Kind[harness.Action]{
	Name:    "exec",
	Summary: "Runs a program on the machine of a running server, with its files, its network and its programs: in Docker in the server's container, otherwise on this computer.",
	Plain:   `Run {{quoted .command}} on the machine of {{servers .server}}{{with .code}}; the expected exit code is {{.}}{{end}}` + resultTemplate,
	Waits:   "Waits until it exits, at most 15 s.",
	Receipt: "its exit code and the first line that it printed.",
	Example: `exec {
  server  = 1
  command = ["echo", "hello"]
  as      = "greeting"
}`,
	New: func() harness.Action { return &Exec{} },
}

// Exec implements the word exec.
type Exec struct {
	Command      []string      `hcl:"command" doc:"Program and arguments. No shell reads them, unless it is the program: [\"sh\", \"-c\", \"...\"]."`
	CommandRange hcl.Range     `hcl:"command,attr_value_range"`
	Code         int           `hcl:"code,optional" doc:"Expected exit code. Default: 0."`
	Request      serverRequest `hcl:",remain"`
}

// Run implements harness.Action.
func (a *Exec) Run(ctx context.Context, env *harness.Env) error {
	s, err := env.Cluster.Server(a.Request.Server)
	if err != nil {
		return err
	}
	r, err := s.Admin().Exec(ctx, a.Command)
	if err != nil {
		return err
	}
	if expected := strconv.Itoa(a.Code); r.Outcome == timeline.OK && r.Code != expected && !a.Request.MayFail {
		env.KeepReply(a.Request.As, r)
		return verdict.Inconclusive("exec at server %d: exit code %s instead of %s: %s", a.Request.Server, r.Code, expected, firstLine(r.Text))
	}
	return a.Request.judge(env, "exec "+strings.Join(a.Command, " ")+", exit code "+r.Code, r)
}

// Validate implements harness.Validator.
func (a *Exec) Validate(sc *spec.Scenario) hcl.Diagnostics {
	diags := a.Request.validate(sc)
	if len(a.Command) == 0 || a.Command[0] == "" {
		diags = append(diags, spec.Errorf(a.CommandRange, "No program", "Write command = [\"PROGRAM\", \"ARGUMENT\", ...]."))
	}
	return diags
}

// Result implements harness.Resulter.
func (a *Exec) Result() map[string]cty.Value {
	return a.Request.result()
}

// Predict implements forecast.Predictor.
func (a *Exec) Predict(f *forecast.Forecast) hcl.Diagnostics { return a.Request.predict(f) }
