package actions

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/cluster"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
)

var partition = harness.Kind[harness.Action]{
	Name:    "partition",
	Summary: "Divides servers into groups that cannot reach each other. Servers in no group keep all their links, and so do clients. Connections hang; nothing is refused.",
	Plain:   `Cut the groups {{.groups}} of servers off from each other`,
	Waits:   "Waits until probes confirm it.",
	Receipt: "probe datagrams between the groups do not arrive; all others do.",
	Example: `partition { groups = [[1, 2], [3, 4, 5]] }`,
	New:     func() harness.Action { return &Partition{} },
}

// Partition implements the word partition.
type Partition struct {
	Groups      [][]int   `hcl:"groups" doc:"Lists of ids of servers: two or more, and no server in two of them."`
	GroupsRange hcl.Range `hcl:"groups,attr_value_range"`
}

// Run implements harness.Action.
func (a *Partition) Run(ctx context.Context, env *harness.Env) error {
	var cuts []cluster.Cut
	names := make([]string, len(a.Groups))
	for i, group := range a.Groups {
		names[i] = strings.Trim(fmt.Sprint(group), "[]")
		for _, other := range a.Groups[i+1:] {
			cuts = append(cuts, cluster.Cut{From: group, To: other})
		}
	}
	return env.Cluster.Network.Cut(ctx, "partition servers "+strings.Join(names, " | "), cuts...)
}

// Needs implements harness.Needer.
func (a *Partition) Needs() []runtime.Capability { return []runtime.Capability{runtime.CanCut} }

// Validate implements harness.Validator.
func (a *Partition) Validate(sc *spec.Scenario) hcl.Diagnostics {
	if len(a.Groups) < 2 || slices.ContainsFunc(a.Groups, func(g []int) bool { return len(g) == 0 }) {
		return hcl.Diagnostics{spec.Errorf(a.GroupsRange, "No partition", "A partition needs at least two groups, each of at least one server: groups = [[1, 2], [3]].")}
	}
	return validServers(sc, slices.Concat(a.Groups...), a.GroupsRange)
}

// Predict implements forecast.Predictor.
func (a *Partition) Predict(f *forecast.Forecast) hcl.Diagnostics {
	f.Divide(a.Groups...)
	return nil
}
