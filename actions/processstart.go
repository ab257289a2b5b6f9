package actions

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// processStart holds the attributes of the words that start the processes of servers. Changes
// of a server's settings remain in force for later starts.
type processStart struct {
	Release         string            `hcl:"release,optional" doc:"Release of ZooKeeper from then on. Default: the present one." group:"Start of servers"`
	ReleaseRange    hcl.Range         `hcl:"release,attr_value_range"`
	Config          map[string]string `hcl:"config,optional" doc:"Lines of zoo.cfg to add or replace, from then on." group:"Start of servers"`
	ConfigRange     hcl.Range         `hcl:"config,attr_value_range"`
	Properties      map[string]string `hcl:"properties,optional" doc:"Java system properties to add or replace, from then on." group:"Start of servers"`
	PropertiesRange hcl.Range         `hcl:"properties,attr_value_range"`
	List            *[]int            `hcl:"server_list,optional" doc:"Ids of the servers that zoo.cfg lists from then on, including those that start. Servers that accept reconfigurations take the newest list of any server that they meet, and one in zoo.cfg is the oldest: with them the list must name only servers that the same word starts, while no other runs, or the run is inconclusive. Default: the present list, also that of a reconfiguration." group:"Start of servers"`
	ListRange       hcl.Range         `hcl:"server_list,attr_value_range"`
	Targets         serverTargets     `hcl:",remain"`
}

func (a *processStart) change(in spec.Inputs) spec.Change {
	c := spec.Change{Release: in.FullRelease(a.Release), Config: a.Config, Properties: a.Properties}
	if a.List != nil {
		c.List = *a.List
	}
	return c
}

// changes reports whether the author changes any setting.
func (a *processStart) changes() bool {
	return !a.ReleaseRange.Empty() || !a.ConfigRange.Empty() || !a.PropertiesRange.Empty() || !a.ListRange.Empty()
}

// releases lists the release that the servers get; none if they keep theirs.
func (a *processStart) releases(sc *spec.Scenario) []string {
	if a.Release == "" {
		return nil
	}
	return []string{sc.Inputs.FullRelease(a.Release)}
}

func (a *processStart) validate(sc *spec.Scenario) hcl.Diagnostics {
	diags := append(a.Targets.validate(sc), sc.Inputs.ValidRelease(a.Release, a.ReleaseRange)...)
	diags = append(diags, spec.ValidConfig(a.Config, spec.SameRange(a.ConfigRange))...)
	diags = append(diags, spec.ValidProperties(a.Properties, spec.SameRange(a.PropertiesRange))...)
	for _, id := range a.Targets.ids() {
		if sc.Ensemble.Server(id) == nil {
			continue // reported by Targets, or not known before the run
		}
		found := spec.ValidList(sc.Ensemble, id, a.change(sc.Inputs).List, a.ListRange)
		diags = append(diags, found...)
		if found.HasErrors() {
			break // the other servers have the same mistakes
		}
	}
	return diags
}

// predict predicts the start of the servers by change, and what their new settings leave
// unknown.
func (a *processStart) predict(f *forecast.Forecast, change func(*forecast.Forecast, []int, hcl.Range) hcl.Diagnostics) hcl.Diagnostics {
	if a.List != nil {
		f.ListsDiffer()
	}
	if !a.ReleaseRange.Empty() {
		f.ReleasesDiffer()
	}
	return a.Targets.predict(f, change)
}
