package actions

import (
	"context"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/cluster"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

var execProgram = harness.Kind[harness.Action]{
	Name:    "exec",
	Summary: "Runs a program on the machine of a running server, with its files, its network and its programs: in Docker in the server's container, otherwise on this computer. What it writes by a client of its own is not recorded: from its start on anything may have happened to whatever it can reach, so no check holds that against ZooKeeper.",
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
	env.KeepReply(a.Request.As, r)
	a.record(env, r)
	expected := strconv.Itoa(a.Code)
	switch {
	case a.Request.MayFail:
		return nil
	case r.Outcome != timeline.OK:
		return verdict.Inconclusive("exec at server %d: the program did not end: %s", a.Request.Server, r.Code)
	case r.Code != expected:
		return verdict.Inconclusive("exec at server %d: exit code %s instead of %s: %s", a.Request.Server, r.Code, expected, firstLine(r.Text))
	}
	return nil
}

// record records the end of the program.
func (a *Exec) record(env *harness.Env, r cluster.Reply) {
	what := "exec " + strings.Join(a.Command, " ")
	if r.Outcome == timeline.OK {
		what += ", exit code " + r.Code
	} else {
		what += " did not end"
	}
	env.Cluster.Fault(timeline.Fault{Word: timeline.FaultExec, Servers: []int{a.Request.Server}}, a.Request.actor(), what, receiptOf(r))
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
