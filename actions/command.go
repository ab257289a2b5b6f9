package actions

import (
	"context"
	"regexp"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/spec"
)

var command = harness.Kind[harness.Action]{
	Name:    "command",
	Summary: "Sends a server a four-letter word such as ruok, mntr or cons, or a command of its admin server.",
	Label:   "word",
	Plain:   `Ask {{servers .server}} "{{.word}}"{{with .via}} via {{.}}{{end}}` + resultTemplate,
	Waits:   "Waits for the answer, at most 15 s.",
	Receipt: "the first line of the answer.",
	Example: `command "ruok" {
  server = 1
  as     = "health"
}`,
	New: func() harness.Action { return &Command{} },
}

// Command implements the word command.
type Command struct {
	Word      string        `hcl:"word,label"`
	WordRange hcl.Range     `hcl:"word,label_range"`
	Via       string        `hcl:"via,optional" doc:"\"client_port\", or \"admin\" (3.5.0 and later): the admin server, which needs config = { \"admin.enableServer\" = \"true\" } in the ensemble or the server block; its port is admin.serverPort, or 8080. Some jars of 3.5 lack the Jetty that it needs: use an image or a distribution there. Default: \"client_port\"."`
	ViaRange  hcl.Range     `hcl:"via,attr_value_range"`
	Request   serverRequest `hcl:",remain"`
}

// Values of via.
const (
	viaClientPort = "client_port"
	viaAdmin      = "admin"
)

// Run implements harness.Action.
func (a *Command) Run(ctx context.Context, env *harness.Env) error {
	s, err := env.Cluster.Server(a.Request.Server)
	if err != nil {
		return err
	}
	ask := s.Admin().FourLetterWord
	if a.Via == viaAdmin {
		ask = s.Admin().Command
	}
	return a.Request.judge(env, "ask "+a.Word, ask(ctx, a.Word))
}

var (
	fourLetters  = regexp.MustCompile(`^[a-z]{4}$`)
	adminCommand = regexp.MustCompile(`^[A-Za-z_]+$`)
)

// Validate implements harness.Validator.
func (a *Command) Validate(sc *spec.Scenario) hcl.Diagnostics {
	diags := a.Request.validate(sc)
	switch {
	case a.Via == viaAdmin:
		return append(diags, a.validateAdmin(sc)...)
	case a.Via != "" && a.Via != viaClientPort:
		diags = append(diags, spec.Errorf(a.ViaRange, "Invalid value of via", "A server cannot be asked via %q.%s", a.Via, spec.DidYouMean(a.Via, []string{viaAdmin, viaClientPort})))
	case !fourLetters.MatchString(a.Word):
		diags = append(diags, spec.Errorf(a.WordRange, "Invalid command", "%q is not a four-letter word such as ruok; a command of the admin server needs via = \"admin\".", a.Word))
	}
	return diags
}

// Result implements harness.Resulter.
func (a *Command) Result() map[string]cty.Value {
	return a.Request.result()
}

func (a *Command) validateAdmin(sc *spec.Scenario) hcl.Diagnostics {
	var diags hcl.Diagnostics
	if !adminCommand.MatchString(a.Word) {
		diags = append(diags, spec.Errorf(a.WordRange, "Invalid command", "%q is not a command of the admin server such as monitor or stat.", a.Word))
	}
	if release, before := releaseBefore(sc, a.Request.Server, "3.5.0"); before {
		return append(diags, spec.Errorf(a.ViaRange, "No admin server", "Server %d runs %s; ZooKeeper has an admin server since 3.5.0.", a.Request.Server, release))
	}
	if s := sc.Ensemble.Server(a.Request.Server); s != nil && s.Config["admin.enableServer"] != "true" {
		diags = append(diags, spec.Errorf(a.ViaRange, "No admin server", "The admin server of server %d is off; write config = { \"admin.enableServer\" = \"true\" } in the ensemble or in its server block.", a.Request.Server))
	}
	return diags
}

// Predict implements forecast.Predictor.
func (a *Command) Predict(f *forecast.Forecast) hcl.Diagnostics { return a.Request.predict(f) }
