package actions

import (
	"context"
	"fmt"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/cluster"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
)

var isolate = harness.Kind[harness.Action]{
	Name:    "isolate",
	Summary: "Cuts servers off from all other servers, and from each other. Clients stay connected unless clients = true.",
	Plain:   `Isolate {{servers .server .servers}} from all other servers{{if is .clients "true"}} and from clients{{end}}`,
	Waits:   "Waits until probes confirm it.",
	Receipt: "probe datagrams to and from the servers do not arrive; all others do.",
	Cases: []harness.Case{
		{Attribute: "clients", Value: "true", Receipt: "probe datagrams to and from the servers do not arrive; all others do. The kernel lists the rules for clients, and a server that answered a client before does so no longer."},
	},
	Example: `isolate { server = 1 }`,
	New:     func() harness.Action { return &Isolate{} },
}

// Isolate implements the word isolate.
type Isolate struct {
	Clients bool          `hcl:"clients,optional" doc:"Whether the servers are cut off from clients too. Default: false."`
	Targets serverTargets `hcl:",remain"`
}

// Run implements harness.Action.
func (a *Isolate) Run(ctx context.Context, env *harness.Env) error {
	ids := a.Targets.ids()
	if len(ids) == 0 {
		return nil
	}
	var all []int
	for _, s := range env.Cluster.Servers() {
		all = append(all, s.ID)
	}
	what := fmt.Sprintf("isolate servers %v", ids)
	if a.Clients {
		what += ", from clients too"
	}
	return env.Cluster.Network.Cut(ctx, what, cluster.Cut{From: ids, To: all, Clients: a.Clients})
}

// Needs implements harness.Needer.
func (a *Isolate) Needs() []runtime.Capability { return []runtime.Capability{runtime.CanCut} }

// Validate implements harness.Validator.
func (a *Isolate) Validate(sc *spec.Scenario) hcl.Diagnostics { return a.Targets.validate(sc) }

// Predict implements forecast.Predictor.
func (a *Isolate) Predict(f *forecast.Forecast) hcl.Diagnostics {
	if a.Targets.known(f.Scenario) {
		f.Isolate(a.Targets.ids(), a.Clients)
	}
	return nil
}
