package actions

import (
	"context"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

var rolledBack = harness.Kind[harness.Action]{
	Name:    "rolled_back",
	Summary: "States that the scenario has rolled history back on purpose, such as to a backup of an older snapshot. From then on history up to that zxid is the true one: no check demands what was acknowledged before and is later. It does nothing to servers; write it before clients go on. After wipe, edit_file and restore no check demands what these destroyed, with or without this word.",
	Plain:   `State that history is rolled back on purpose{{with .to}} to {{.}}{{else}} to its beginning{{end}}, so that nothing later is demanded any more`,
	Waits:   "Waits until the disks of all servers are read.",
	Receipt: "the disks: those of a majority of the voters have nothing that is later and that a client has seen.",
	Example: `rolled_back { to = server(1).disk.zxid }`,
	New:     func() harness.Action { return &RolledBack{} },
}

// RolledBack implements the word rolled_back.
type RolledBack struct {
	To      string    `hcl:"to,optional" doc:"Zxid of the last transaction that is left, such as \"0x100000004\" or server(1).disk.snapshot. Default: none is left."`
	ToRange hcl.Range `hcl:"to,attr_value_range"`
}

// Run implements harness.Action.
func (a *RolledBack) Run(ctx context.Context, env *harness.Env) error {
	to, err := a.zxid()
	if err != nil {
		return verdict.Inconclusive("%w", err)
	}
	return env.Cluster.RollBack(ctx, to)
}

// zxid returns the zxid, 0 if none was written.
func (a *RolledBack) zxid() (timeline.Zxid, error) {
	if a.ToRange.Empty() {
		return 0, nil
	}
	return timeline.ParseZxid(a.To)
}

// Validate implements harness.Validator.
func (a *RolledBack) Validate(*spec.Scenario) hcl.Diagnostics {
	if _, err := a.zxid(); err != nil {
		return hcl.Diagnostics{spec.Errorf(a.ToRange, "Invalid zxid", "Write \"0x\" and hexadecimal digits, such as \"0x100000004\": %s.", err)}
	}
	return nil
}
