package actions

import (
	"context"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// processFault is a word that does something to the processes of some servers.
type processFault struct {
	Server       *int      `hcl:"server,optional" doc:"Id of one server."`
	ServerRange  hcl.Range `hcl:"server,attr_value_range"`
	Servers      *[]int    `hcl:"servers,optional" doc:"Ids of several servers, which are treated at the same time. An empty list does nothing."`
	ServersRange hcl.Range `hcl:"servers,attr_value_range"`
	Range        hcl.Range `hcl:",def_range"`

	do    func(context.Context, *harness.Server) error
	needs []harness.Capability
}

var (
	_ harness.Action    = (*processFault)(nil)
	_ harness.Validator = (*processFault)(nil)
	_ harness.Needer    = (*processFault)(nil)
)

// Run implements harness.Action.
func (f *processFault) Run(ctx context.Context, env *harness.Env) error {
	return env.Each(f.ids(), func(s *harness.Server) error { return f.do(ctx, s) })
}

// Needs implements harness.Needer.
func (f *processFault) Needs() []harness.Capability { return f.needs }

func (f *processFault) ids() []int {
	switch {
	case f.Server != nil:
		return []int{*f.Server}
	case f.Servers != nil:
		return *f.Servers
	default:
		return nil
	}
}

// Validate demands exactly one way of naming servers, and servers that exist.
func (f *processFault) Validate(sc *spec.Scenario) hcl.Diagnostics {
	if (f.Server == nil) == (f.Servers == nil) {
		return hcl.Diagnostics{spec.Errorf(f.Range, "Which server?", "Say either server = ID or servers = [ID, ...]. A role such as leader counts only while somebody has it.")}
	}
	at := f.ServersRange
	if f.Server != nil {
		at = f.ServerRange
	}
	var diags hcl.Diagnostics
	for i, id := range f.ids() {
		if sc.Ensemble.Server(id) == nil {
			diags = append(diags, spec.NoSuchServer(id, sc.Ensemble, at))
		}
		if slices.Contains(f.ids()[:i], id) {
			diags = append(diags, spec.Errorf(at, "Same server twice", "Server %d is named twice.", id))
		}
	}
	return diags
}
