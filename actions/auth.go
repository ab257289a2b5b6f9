package actions

import (
	"context"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

var auth = harness.Kind[harness.Action]{
	Name:    "auth",
	Summary: "Authenticates a session (addauth). The client does so again after every move; a new session is not authenticated.",
	Label:   "scheme",
	Plain:   `Authenticate with the scheme {{.scheme}}{{with .credentials}} and the credentials {{quoted .}}{{end}}` + optionsTemplate,
	Waits:   waitsForReply,
	Receipt: receiptOfReply,
	Cases:   casesOfReply,
	Example: `auth "digest" { credentials = "ann:secret" }`,
	New:     func() harness.Action { return &Auth{} },
}

// Auth implements the word auth.
type Auth struct {
	Scheme      string         `hcl:"scheme,label"`
	SchemeRange hcl.Range      `hcl:"scheme,label_range"`
	Credentials string         `hcl:"credentials,optional" doc:"Credentials for the scheme, such as \"USER:PASSWORD\" for digest. They are not recorded. Default: none."`
	Options     requestOptions `hcl:",remain"`
}

// Run implements harness.Action.
func (a *Auth) Run(ctx context.Context, env *harness.Env) error {
	return a.Options.send(ctx, env, session.Request{Op: timeline.OpAuth, Scheme: a.Scheme, Data: []byte(a.Credentials)})
}

// Validate implements harness.Validator.
func (a *Auth) Validate(sc *spec.Scenario) hcl.Diagnostics {
	return a.Options.validate(sc, a.SchemeRange)
}

// Result implements harness.Resulter.
func (a *Auth) Result() map[string]cty.Value {
	return a.Options.result(timeline.Op{Name: timeline.OpAuth})
}

// Predict implements forecast.Predictor.
func (a *Auth) Predict(f *forecast.Forecast) hcl.Diagnostics {
	return a.Options.predict(f, forecast.Ask, a.SchemeRange)
}
