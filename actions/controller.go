package actions

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/cluster"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

var controller = harness.Kind[harness.Action]{
	Name:    "controller",
	Summary: "Sends a command to ZooKeeper's own fault controller (3.7.0 and later). The server's block must have controller = true.",
	Plain:   `Send the fault controller of {{servers .server}} the command "{{.command}}{{with .parameter}} {{.}}{{end}}"` + resultTemplate,
	Waits:   "Waits for the answer, at most 15 s.",
	Receipt: "the controller's answer over HTTP.",
	Cases: []harness.Case{
		{Attribute: "command", Value: "shutdown", Waits: "waits until the process has exited, at most 15 s.", Receipt: "the exit of the process, since the JVM may end before it has sent its answer."},
	},
	Example: `controller {
  server    = 1
  command   = "adddelay"
  parameter = "100"
}`,
	New: func() harness.Action { return &Controller{} },
}

// Controller implements the word controller.
type Controller struct {
	Command        string        `hcl:"command" doc:"ping, closeconnection (parameter: a session id; without one, all connections), adddelay (parameter: milliseconds before each response; 1000 without one), failrequests and noresponse (parameter: number of requests; without one, all until reset), reset, electnewleader, shutdown (ends the server and its process; the process of a leader stays if a thread of its LearnerHandler does not end, and then there is no receipt)."`
	CommandRange   hcl.Range     `hcl:"command,attr_value_range"`
	Parameter      string        `hcl:"parameter,optional" doc:"Number that the command takes, decimal or hexadecimal with 0x."`
	ParameterRange hcl.Range     `hcl:"parameter,attr_value_range"`
	Request        serverRequest `hcl:",remain"`
}

// controls maps the commands that have an effect (ZooKeeperServerController.processCommand)
// to whether they take a parameter.
var controls = map[string]bool{
	"adddelay": true, "closeconnection": true, "electnewleader": false, "failrequests": true,
	"noresponse": true, "ping": false, "reset": false, shutdown: false,
}

// idleControls maps commands that the controller answers, but that have no effect in any
// release so far, to the words to use instead.
var idleControls = map[string]string{
	"expiresession":     `use expire to end a session`,
	"rejectconnections": `cut the port "client" to keep clients away`,
}

// Run implements harness.Action.
func (a *Controller) Run(ctx context.Context, env *harness.Env) error {
	s, err := env.Cluster.Server(a.Request.Server)
	if err != nil {
		return err
	}
	command := strings.ToLower(a.Command)
	if command == shutdown {
		return a.shutDown(env, s.Admin().ShutDown(ctx))
	}
	if a.Parameter != "" {
		command += "/" + a.Parameter
	}
	return a.Request.judge(env, "controller: "+command, s.Admin().Control(ctx, command))
}

// shutdown ends the JVM, which may exit before it has sent the answer.
const shutdown = "shutdown"

// shutDown demands that the process exited, whatever the controller answered.
func (a *Controller) shutDown(env *harness.Env, r cluster.Reply) error {
	if r.Outcome != timeline.OK && !a.Request.MayFail {
		return verdict.Inconclusive("no receipt: %s", r.Code)
	}
	return a.Request.judge(env, "controller: "+shutdown, r)
}

// Needs implements harness.Needer.
func (a *Controller) Needs() []runtime.Capability { return []runtime.Capability{runtime.CanControl} }

var javaLong = regexp.MustCompile(`^-?(0x[0-9a-fA-F]{1,16}|[0-9]{1,19})$`)

// Validate implements harness.Validator.
func (a *Controller) Validate(sc *spec.Scenario) hcl.Diagnostics {
	diags := append(a.Request.validate(sc), a.validateCommand()...)
	s := sc.Ensemble.Server(a.Request.Server)
	if s == nil {
		return diags
	}
	if release, before := releaseBefore(sc, s.ID, "3.7.0"); before {
		return append(diags, spec.Errorf(a.Request.ServerRange, "No controller", "Server %d runs %s; ZooKeeper has a fault controller since 3.7.0.", s.ID, release))
	}
	if !s.Controller {
		diags = append(diags, spec.Errorf(a.Request.ServerRange, "No controller", "Server %d does not run under ZooKeeper's fault controller; write controller = true in its server block.", s.ID))
	}
	return diags
}

// Result implements harness.Resulter.
func (a *Controller) Result() map[string]cty.Value {
	return a.Request.result()
}

func (a *Controller) validateCommand() hcl.Diagnostics {
	word := strings.ToLower(a.Command)
	takes, known := controls[word]
	var names []string
	for name := range controls {
		names = append(names, name)
	}
	slices.Sort(names)
	switch instead, idle := idleControls[word]; {
	case idle:
		return hcl.Diagnostics{spec.Errorf(a.CommandRange, "Command without effect", "ZooKeeper's controller answers %s but does nothing; %s.", word, instead)}
	case !known:
		return hcl.Diagnostics{spec.Errorf(a.CommandRange, "No such command", "%q is not a command of ZooKeeper's controller.%s", a.Command, spec.DidYouMean(word, names))}
	case a.Parameter != "" && !takes:
		return hcl.Diagnostics{spec.Errorf(a.ParameterRange, "No parameter", "%s takes no parameter.", word)}
	case a.Parameter != "" && !javaLong.MatchString(a.Parameter):
		return hcl.Diagnostics{spec.Errorf(a.ParameterRange, "Invalid parameter", "%q is not a number such as 100 or 0x10000.", a.Parameter)}
	}
	return nil
}

// Predict implements forecast.Predictor.
func (a *Controller) Predict(f *forecast.Forecast) hcl.Diagnostics {
	id := a.Request.Server
	switch {
	case !strings.EqualFold(a.Command, shutdown):
		return a.Request.predict(f)
	case f.Scenario.Ensemble.Server(id) == nil:
		f.AnyServers()
		return nil
	case a.Request.MayFail:
		f.MayEnd([]int{id})
		return nil
	default:
		return f.End([]int{id}, a.Request.ServerRange)
	}
}
