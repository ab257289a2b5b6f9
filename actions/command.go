package actions

import (
	"context"
	"regexp"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/spec"
)

var command = harness.Kind[harness.Action]{
	Name:    "command",
	Summary: "Sends a server a four-letter word such as ruok, mntr or cons, or a command of its admin server.",
	Label:   "word",
	Plain:   `Ask {{servers .server}} "{{.word}}"{{with .via}} via {{.}}{{end}}` + plainResult,
	Waits:   "Waits for the answer, at most 15 s.",
	Receipt: "the first line of the answer.",
	Example: `command "ruok" {
  server = 1
  as     = "health"
}`,
	New: func() harness.Action { return &Command{} },
}

// Command is the word command.
type Command struct {
	Word      string    `hcl:"word,label"`
	WordRange hcl.Range `hcl:"word,label_range"`
	Via       string    `hcl:"via,optional" doc:"\"client_port\", or \"admin\" (3.5.0 and later): the admin server, which needs config = { \"admin.enableServer\" = \"true\" } in the ensemble or the server block; its port is admin.serverPort, or 8080. Some jars of 3.5 lack the Jetty that it needs: use an image or a distribution there. Default: \"client_port\"."`
	ViaRange  hcl.Range `hcl:"via,attr_value_range"`
	Asking    asking    `hcl:",remain"`
}

// The ways to ask a server.
const (
	viaClientPort = "client_port"
	viaAdmin      = "admin"
)

// Run implements harness.Action.
func (a *Command) Run(ctx context.Context, env *harness.Env) error {
	s, err := env.Cluster.Server(a.Asking.Server)
	if err != nil {
		return err
	}
	ask := s.Admin().FourLetterWord
	if a.Via == viaAdmin {
		ask = s.Admin().Command
	}
	return a.Asking.judge(env, "ask "+a.Word, ask(ctx, a.Word))
}

var (
	fourLetters  = regexp.MustCompile(`^[a-z]{4}$`)
	adminCommand = regexp.MustCompile(`^[A-Za-z_]+$`)
)

// Validate implements harness.Validator.
func (a *Command) Validate(sc *spec.Scenario) hcl.Diagnostics {
	diags := a.Asking.validate(sc)
	switch {
	case a.Via == viaAdmin:
		return append(diags, a.validateAdmin(sc)...)
	case a.Via != "" && a.Via != viaClientPort:
		diags = append(diags, spec.Errorf(a.ViaRange, "No such way", "%q is no way to ask a server.%s", a.Via, spec.DidYouMean(a.Via, []string{viaAdmin, viaClientPort})))
	case !fourLetters.MatchString(a.Word):
		diags = append(diags, spec.Errorf(a.WordRange, "Invalid command", "%q is no four-letter word, such as ruok; a command of the admin server needs via = \"admin\".", a.Word))
	}
	return diags
}

func (a *Command) validateAdmin(sc *spec.Scenario) hcl.Diagnostics {
	var diags hcl.Diagnostics
	if !adminCommand.MatchString(a.Word) {
		diags = append(diags, spec.Errorf(a.WordRange, "Invalid command", "%q is no command of the admin server, such as monitor or stat.", a.Word))
	}
	if release, before := releaseBefore(sc, a.Asking.Server, "3.5.0"); before {
		return append(diags, spec.Errorf(a.ViaRange, "No admin server", "Server %d runs %s; the admin server came with 3.5.0.", a.Asking.Server, release))
	}
	if s := sc.Ensemble.Server(a.Asking.Server); s != nil && s.Config["admin.enableServer"] != "true" {
		diags = append(diags, spec.Errorf(a.ViaRange, "No admin server", "The admin server of server %d is off. Say config = { \"admin.enableServer\" = \"true\" } in the ensemble or in its server block.", a.Asking.Server))
	}
	return diags
}

// Predict implements forecast.Predictor.
func (a *Command) Predict(f *forecast.Forecast) hcl.Diagnostics { return a.Asking.predict(f) }
