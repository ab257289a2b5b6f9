package actions

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/cluster"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/values"
)

var cut = harness.Kind[harness.Action]{
	Name:    "cut",
	Summary: "Drops packets between servers: in both directions or one, on every port or one, at once or after a number of bytes. Cuts add up; heal ends all of them.",
	Plain:   `Cut {{servers .from}} off from {{servers .to}}{{if is .direction "one_way"}}, one way only{{end}}{{if is .direction "both"}}, both ways{{end}}{{with .port}}, on port {{.}}{{end}}{{with .after}}, after {{.}} have passed{{end}}`,
	Waits:   "Waits until probes confirm the cut.",
	Receipt: "probe datagrams that are to be dropped do not arrive, also on the port that is cut; all others arrive, also the other way and on another port.",
	Cases: []harness.Case{
		{Attribute: "after", Waits: "waits until the kernel lists the rule.", Receipt: "the kernel lists the rule, which must have dropped something by the next heal or by the end of the run."},
	},
	Example: `cut {
  from      = 1
  to        = [2, 3]
  direction = "one_way"
  port      = "quorum"
}`,
	New: func() harness.Action { return &Cut{} },
}

// Cut implements the word cut.
type Cut struct {
	From           cty.Value `hcl:"from" doc:"Id, or list of ids, of servers whose packets are dropped."`
	FromRange      hcl.Range `hcl:"from,attr_value_range"`
	To             cty.Value `hcl:"to" doc:"Id, or list of ids, of servers that the packets are for."`
	ToRange        hcl.Range `hcl:"to,attr_value_range"`
	Direction      string    `hcl:"direction,optional" doc:"\"both\", or \"one_way\": only what goes from from to to, which after implies. Default: \"both\"."`
	DirectionRange hcl.Range `hcl:"direction,attr_value_range"`
	Port           cty.Value `hcl:"port,optional" doc:"\"quorum\", \"election\", \"client\" or a number, at either end. Default: every port."`
	PortRange      hcl.Range `hcl:"port,attr_value_range"`
	After          string    `hcl:"after,optional" doc:"Size of the packets, headers included, that pass from from to to before the receiver begins to drop, such as \"10kB\" (kB, KiB, MB, MiB)."`
	AfterRange     hcl.Range `hcl:"after,attr_value_range"`
}

// The directions of a cut.
const (
	bothWays = "both"
	oneWay   = "one_way"
)

// ports maps the names of a server's ports to their numbers.
var ports = map[string]func(runtime.Place) int{
	"client":   func(p runtime.Place) int { return p.ClientPort },
	"election": func(p runtime.Place) int { return p.ElectionPort },
	"quorum":   func(p runtime.Place) int { return p.QuorumPort },
}

// Run implements harness.Action.
func (a *Cut) Run(ctx context.Context, env *harness.Env) error {
	from, _ := values.ServerIDs(a.From) // Validate has accepted all of them
	to, _ := values.ServerIDs(a.To)
	port, name, _ := a.port()
	c := cluster.Cut{From: from, To: to, OneWay: a.Direction == oneWay || a.After != "", Port: port}
	what := fmt.Sprintf("cut servers %v from %v", from, to)
	if c.OneWay {
		what = fmt.Sprintf("cut packets from servers %v to %v", from, to)
	}
	if name != "" {
		what += ", port " + name
	}
	if a.After != "" {
		c.After, _ = spec.ParseSize(a.After)
		what += ", after " + a.After
	}
	return env.Cluster.Network.Cut(ctx, what, c)
}

// port returns nil for every port.
func (a *Cut) port() (number func(runtime.Place) int, name string, err error) {
	if a.Port == cty.NilVal || a.Port.IsNull() || !a.Port.IsKnown() {
		return nil, "", nil
	}
	if a.Port.Type() == cty.Number {
		name = a.Port.AsBigFloat().Text('f', -1)
	} else if a.Port.Type() == cty.String {
		name = a.Port.AsString()
	}
	if named, ok := ports[name]; ok {
		return named, name, nil
	}
	n, err := strconv.ParseUint(name, 10, 16)
	if err != nil || n == 0 {
		return nil, name, fmt.Errorf("%q is not a port; write \"quorum\", \"election\", \"client\" or a number, 1 to 65535", name)
	}
	return func(runtime.Place) int { return int(n) }, name, nil
}

// Needs implements harness.Needer.
func (a *Cut) Needs() []runtime.Capability { return []runtime.Capability{runtime.CanCut} }

// Validate implements harness.Validator.
func (a *Cut) Validate(sc *spec.Scenario) hcl.Diagnostics {
	from, diags := validIDs(sc, a.From, a.FromRange)
	to, moreDiags := validIDs(sc, a.To, a.ToRange)
	diags = append(diags, moreDiags...)
	if len(from) == 1 && len(to) == 1 && from[0] == to[0] {
		diags = append(diags, spec.Errorf(a.ToRange, "Nothing to cut", "Server %d cannot be cut from itself.", to[0]))
	}
	switch a.Direction {
	case "", bothWays, oneWay:
	default:
		diags = append(diags, spec.Errorf(a.DirectionRange, "Invalid direction", "%q is not a direction.%s", a.Direction, spec.DidYouMean(a.Direction, []string{bothWays, oneWay})))
	}
	if _, _, err := a.port(); err != nil {
		diags = append(diags, spec.Errorf(a.PortRange, "Invalid port", "%s.", err))
	}
	return append(diags, a.validateAfter()...)
}

func (a *Cut) validateAfter() hcl.Diagnostics {
	if a.AfterRange.Empty() {
		return nil
	}
	n, err := spec.ParseSize(a.After)
	switch {
	case err != nil:
		return hcl.Diagnostics{spec.Errorf(a.AfterRange, "Invalid size", "%s.", err)}
	case n == 0:
		return hcl.Diagnostics{spec.Errorf(a.AfterRange, "Invalid size", "The cut begins at once if it is after no bytes; omit after.")}
	case a.Direction == bothWays:
		return hcl.Diagnostics{spec.Errorf(a.DirectionRange, "Invalid direction", "A cut with after counts and drops the packets of one direction; make a second cut for the other one.")}
	default:
		return nil
	}
}

// validIDs returns the ids in a value: one, or a list of at least one.
func validIDs(sc *spec.Scenario, v cty.Value, at hcl.Range) ([]int, hcl.Diagnostics) {
	if v != cty.NilVal && !v.IsWhollyKnown() {
		return nil, nil // validated when the value is known
	}
	ids, err := values.ServerIDs(v)
	switch {
	case err != nil:
		return nil, hcl.Diagnostics{spec.Errorf(at, "Not a server", "Write the id of a server, or a list of ids: %s.", err)}
	case len(ids) == 0:
		return nil, hcl.Diagnostics{spec.Errorf(at, "No server", "Write the id of a server, or a list of ids.")}
	}
	return ids, validServers(sc, ids, at)
}

// Predict implements forecast.Predictor. It predicts nothing of a cut in one direction, on one
// port or after some bytes: its effect on the servers is uncertain.
func (a *Cut) Predict(f *forecast.Forecast) hcl.Diagnostics {
	from, fromErr := knownIDs(a.From)
	to, toErr := knownIDs(a.To)
	partial := !a.PortRange.Empty() || !a.AfterRange.Empty() || a.Direction != bothWays && !a.DirectionRange.Empty()
	overlap := slices.ContainsFunc(from, func(id int) bool { return slices.Contains(to, id) })
	if fromErr == nil && toErr == nil && !partial && !overlap {
		f.Divide(from, to)
	}
	return nil
}

// knownIDs returns the ids in a value, or none if it is not known before the run.
func knownIDs(v cty.Value) ([]int, error) {
	if v == cty.NilVal || !v.IsWhollyKnown() {
		return nil, nil
	}
	return values.ServerIDs(v)
}
