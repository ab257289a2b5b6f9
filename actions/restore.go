package actions

import (
	"cmp"
	"context"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/cluster"
	"github.com/zkscenario/zkscenario/harness/disk"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

var restore = harness.Kind[harness.Action]{
	Name:    "restore",
	Summary: "Restores a running server from a snapshot by its admin server (3.9.0 and later). A whole ensemble is restored by one such word for each server. From then on no check demands what was acknowledged before and is later than the snapshot. A restore that the server refuses counts like one that it obeys.",
	Plain:   `Restore {{servers .server}} from {{or .snapshot "newest_snapshot"}}{{with .from}} of {{servers .}}{{end}}` + resultTemplate,
	Waits:   "Waits for the answer, at most 15 s.",
	Receipt: "the zxid that the server reports afterwards.",
	Example: `restore { server = 1 }`,
	New:     func() harness.Action { return &Restore{} },
}

// Restore implements the word restore.
type Restore struct {
	From          int           `hcl:"from,optional" doc:"Id of the server on whose data disk the snapshot is. Default: the server itself."`
	FromRange     hcl.Range     `hcl:"from,attr_value_range"`
	Snapshot      string        `hcl:"snapshot,optional" doc:"\"newest_snapshot\", \"oldest_snapshot\", or the name of a snapshot that is not compressed. Default: \"newest_snapshot\"."`
	SnapshotRange hcl.Range     `hcl:"snapshot,attr_value_range"`
	Authorization string        `hcl:"authorization,optional" doc:"Value of the header Authorization: scheme and identity of somebody who has all permissions on /. Default: \"digest harness:harness\", which suffices unless an ACL was set on /."`
	Request       serverRequest `hcl:",remain"`
}

// anyIdentity is accepted as long as everybody has all permissions on /.
const anyIdentity = "digest harness:harness"

// Run implements harness.Action.
func (a *Restore) Run(ctx context.Context, env *harness.Env) error {
	s, err := env.Cluster.Server(a.Request.Server)
	if err != nil {
		return err
	}
	of, err := env.Cluster.Server(cmp.Or(a.From, a.Request.Server))
	if err != nil {
		return err
	}
	r, err := s.Admin().Restore(ctx, cluster.Snapshot{Of: of, File: cmp.Or(a.Snapshot, disk.NewestSnapshot)}, cmp.Or(a.Authorization, anyIdentity))
	if err != nil {
		return err
	}
	env.KeepReply(a.Request.As, r)
	if r.Outcome != timeline.OK && !a.Request.MayFail {
		return verdict.Inconclusive("server %d was not restored: %s", a.Request.Server, r.Code)
	}
	return nil
}

// Validate implements harness.Validator.
func (a *Restore) Validate(sc *spec.Scenario) hcl.Diagnostics {
	diags := append(a.Request.validate(sc), validAdmin(sc, a.Request.Server, "3.9.0", a.Request.ServerRange)...)
	if !a.FromRange.Empty() {
		diags = append(diags, validServers(sc, []int{a.From}, a.FromRange)...)
	}
	if isLog := strings.HasSuffix(a.Snapshot, "_log") || strings.HasPrefix(a.Snapshot, "log."); isLog {
		diags = append(diags, spec.Errorf(a.SnapshotRange, "No snapshot", "A server is restored from a snapshot, not from the log %q.", a.Snapshot))
	}
	return diags
}

// Result implements harness.Resulter.
func (a *Restore) Result() map[string]cty.Value { return a.Request.result() }

// Predict implements forecast.Predictor.
func (a *Restore) Predict(f *forecast.Forecast) hcl.Diagnostics { return a.Request.predict(f) }
