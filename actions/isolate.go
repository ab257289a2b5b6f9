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
	Summary: "Cuts servers from all other servers. Several are cut from each other too. Their clients stay connected, unless it says clients = true.",
	Plain:   `Isolate[ {servers server}][ {servers servers}] from all other servers[ and from clients{clients=true}]`,
	Waits:   "Waits until probes have shown it.",
	Receipt: "datagrams to and from the servers do not arrive, all others do. With clients = true: datagrams to and from the servers do not arrive, all others do; the kernel lists the rules for clients, and a server that answered a client before does so no longer.",
	Example: `isolate { server = 1 }`,
	New:     func() harness.Action { return &Isolate{} },
}

// Isolate is the word isolate.
type Isolate struct {
	Clients bool    `hcl:"clients,optional" doc:"Whether clients cannot reach the servers either; false when it is left out."`
	Targets targets `hcl:",remain"`
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
