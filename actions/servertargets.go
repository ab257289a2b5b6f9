package actions

import (
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// serverTargets names the servers that a word acts on.
type serverTargets struct {
	Server       *int      `hcl:"server,optional" doc:"Id of one server." group:"Choice of servers"`
	ServerRange  hcl.Range `hcl:"server,attr_value_range"`
	Servers      *[]int    `hcl:"servers,optional" doc:"Ids of several servers, handled at the same time. An empty list does nothing." group:"Choice of servers"`
	ServersRange hcl.Range `hcl:"servers,attr_value_range"`
	Range        hcl.Range `hcl:",def_range"`
}

func (t *serverTargets) ids() []int {
	switch {
	case t.Server != nil:
		return []int{*t.Server}
	case t.Servers != nil:
		return *t.Servers
	default:
		return nil
	}
}

// validate reports servers that are named in neither way or in both ways, and ids that the
// ensemble does not have.
func (t *serverTargets) validate(sc *spec.Scenario) hcl.Diagnostics {
	if (t.Server == nil) == (t.Servers == nil) {
		return hcl.Diagnostics{spec.Errorf(t.Range, "Invalid choice of servers", "Write either server = ID or servers = [ID, ...]. A role such as leader is null while no server has it.")}
	}
	return validServers(sc, t.ids(), t.at())
}

// validServers reports ids that the ensemble does not have, and ids that are given twice.
func validServers(sc *spec.Scenario, ids []int, at hcl.Range) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for i, id := range ids {
		if sc.Ensemble.Server(id) == nil {
			diags = append(diags, spec.NoSuchServer(id, sc.Ensemble, at))
		}
		if slices.Contains(ids[:i], id) {
			diags = append(diags, spec.Errorf(at, "Same server twice", "Server %d is named twice.", id))
		}
	}
	return diags
}

// validOptionalServer reports an id that the ensemble does not have, if one is given.
func validOptionalServer(sc *spec.Scenario, id int, at hcl.Range) hcl.Diagnostics {
	if at.Empty() || sc.Ensemble.Server(id) != nil {
		return nil
	}
	return hcl.Diagnostics{spec.NoSuchServer(id, sc.Ensemble, at)}
}

// known reports whether all ids have values; before the run, those that depend on the ensemble
// have none.
func (t *serverTargets) known(sc *spec.Scenario) bool {
	if t.Server == nil && t.Servers == nil || t.Servers != nil && *t.Servers == nil {
		return false
	}
	return !slices.ContainsFunc(t.ids(), func(id int) bool { return sc.Ensemble.Server(id) == nil })
}

// at returns the range of the attribute that names the servers.
func (t *serverTargets) at() hcl.Range {
	if t.Server != nil {
		return t.ServerRange
	}
	return t.ServersRange
}

// predict predicts a change of the servers. If the ids are not known, all servers become uncertain.
func (t *serverTargets) predict(f *forecast.Forecast, change func(*forecast.Forecast, []int, hcl.Range) hcl.Diagnostics) hcl.Diagnostics {
	if !t.known(f.Scenario) {
		f.AnyServers()
		return nil
	}
	return change(f, t.ids(), t.at())
}
