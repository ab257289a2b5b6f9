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
	Word               string        `hcl:"word,label"`
	WordRange          hcl.Range     `hcl:"word,label_range"`
	Via                string        `hcl:"via,optional" doc:"\"client_port\", or \"admin\" (3.5.0 and later): the admin server, which needs config = { \"admin.enableServer\" = \"true\" } in the ensemble or the server block; its port is admin.serverPort, or 8080. Some jars of 3.5 lack the Jetty that it needs: use an image or a distribution there. Default: \"client_port\"."`
	ViaRange           hcl.Range     `hcl:"via,attr_value_range"`
	Authorization      string        `hcl:"authorization,optional" doc:"With via = \"admin\": value of the header Authorization, scheme and identity, such as \"digest super:secret\"; snapshot needs one. Default: no such header."`
	AuthorizationRange hcl.Range     `hcl:"authorization,attr_value_range"`
	Request            serverRequest `hcl:",remain"`
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
	if a.Via == viaAdmin {
		return a.Request.judge(env, "ask "+a.Word, s.Admin().Command(ctx, a.Word, a.Authorization))
	}
	return a.Request.judge(env, "ask "+a.Word, s.Admin().FourLetterWord(ctx, a.Word))
}

var (
	fourLetters  = regexp.MustCompile(`^[a-z]{4}$`)
	adminCommand = regexp.MustCompile(`^[A-Za-z_]+(\?[A-Za-z_]+=\w+(&[A-Za-z_]+=\w+)*)?$`)
)

// Validate implements harness.Validator.
func (a *Command) Validate(sc *spec.Scenario) hcl.Diagnostics {
	diags := a.Request.validate(sc)
	switch {
	case a.Via == viaAdmin:
		return append(diags, a.validateAdmin(sc)...)
	case a.Via != "" && a.Via != viaClientPort:
		diags = append(diags, spec.Errorf(a.ViaRange, "Invalid value of via", "A server cannot be asked via %q.%s", a.Via, spec.DidYouMean(a.Via, []string{viaAdmin, viaClientPort})))
	case !a.AuthorizationRange.Empty():
		diags = append(diags, spec.Errorf(a.AuthorizationRange, "No authorization", "A four-letter word has no authorization; a command of the admin server needs via = \"admin\"."))
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
	switch {
	case !adminCommand.MatchString(a.Word):
		diags = append(diags, spec.Errorf(a.WordRange, "Invalid command", "%q is not a command of the admin server such as monitor, stat or snapshot?streaming=false.", a.Word))
	case a.Word == "restore" || a.Word == "rest":
		diags = append(diags, spec.Errorf(a.WordRange, "Command with a snapshot", "The command %s needs a snapshot; use the word restore, which sends one.", a.Word))
	}
	return append(diags, validAdmin(sc, a.Request.Server, "3.5.0", a.ViaRange)...)
}

// Predict implements forecast.Predictor.
func (a *Command) Predict(f *forecast.Forecast) hcl.Diagnostics { return a.Request.predict(f) }
