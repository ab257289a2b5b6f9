package assertions

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/cluster"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/values"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// whileTheyRun is the limit for states that servers can only reach while they run.
const whileTheyRun = "at most {within|60 s}; fails early if the process of one of them has exited, unless a concurrent word may start it."

var await = harness.Kind[harness.Assertion]{
	Name:    "await",
	Summary: "Waits for a state of the ensemble; if several are named, for all of them. If the state is not reached the run is inconclusive or, with guarantee, that guarantee is broken and the scenario ends.",
	Plain:   `Wait[ for {servers leader} to lead,][ for epoch {epoch},][ for zxid {zxid} at the leader,][ for {servers serving} to serve,][ for {servers synced} to be synced,][ for {servers persisted} to have that on disk,][ for {servers exited} to exit,][ for {servers stalled} to drop packets,][ for a log line of {servers server} that matches {text log},][ for the result {result},][ for session {session} to be {state},][ for session {session} to receive {event}][ of {path}][ {count} times][ within {within}][ or {guarantee} is broken]`,
	Waits:   "Polls until the state is reached, at most {within|60 s}. With serving: polls until all of them serve, " + whileTheyRun + " With synced: polls until all of them are synced, " + whileTheyRun,
	Example: `await {
  serving = [1, 2, 3]
  within  = "30s"
}`,
	New: func() harness.Assertion { return &Await{} },
}

// Await implements the word await.
type Await struct {
	Leader         int           `hcl:"leader,optional" doc:"Id of the server that leads."`
	LeaderRange    hcl.Range     `hcl:"leader,attr_value_range"`
	Serving        cty.Value     `hcl:"serving,optional" doc:"Id, or list of ids, of servers that serve clients: they lead, or follow or observe while another server leads."`
	ServingRange   hcl.Range     `hcl:"serving,attr_value_range"`
	Synced         cty.Value     `hcl:"synced,optional" doc:"Id, or list of ids, of servers that have processed all that the leader has."`
	SyncedRange    hcl.Range     `hcl:"synced,attr_value_range"`
	Persisted      cty.Value     `hcl:"persisted,optional" doc:"Id, or list of ids, of servers whose disks hold the last transaction that the leader has processed, in a log or a snapshot. A server may process a transaction before that."`
	PersistedRange hcl.Range     `hcl:"persisted,attr_value_range"`
	Exited         cty.Value     `hcl:"exited,optional" doc:"Id, or list of ids, of servers whose process has exited."`
	ExitedRange    hcl.Range     `hcl:"exited,attr_value_range"`
	Stalled        cty.Value     `hcl:"stalled,optional" doc:"Id, or list of ids, of servers that have dropped packets because of a cut with after."`
	StalledRange   hcl.Range     `hcl:"stalled,attr_value_range"`
	Epoch          int           `hcl:"epoch,optional" doc:"Epoch that the leader has at least."`
	EpochRange     hcl.Range     `hcl:"epoch,attr_value_range"`
	Zxid           string        `hcl:"zxid,optional" doc:"Zxid that the leader has at least."`
	ZxidRange      hcl.Range     `hcl:"zxid,attr_value_range"`
	Log            string        `hcl:"log,optional" doc:"Regular expression that matches a line of the log of server, since its last start."`
	LogRange       hcl.Range     `hcl:"log,attr_value_range"`
	Server         int           `hcl:"server,optional" doc:"Id of the server whose log is searched."`
	ServerRange    hcl.Range     `hcl:"server,attr_value_range"`
	Result         string        `hcl:"result,optional" doc:"Name of the result of an operation with wait = false that has completed."`
	Session        string        `hcl:"session,optional" doc:"Session that state or event is about; that of the step, or the scenario's only one, when it is left out."`
	SessionRange   hcl.Range     `hcl:"session,attr_value_range"`
	State          session.State `hcl:"state,optional" doc:"State that the session is in: connecting, connected, away, expired or closed."`
	StateRange     hcl.Range     `hcl:"state,attr_value_range"`
	Event          string        `hcl:"event,optional" doc:"Event of a watch that the session has received: NodeCreated, NodeDeleted, NodeDataChanged or NodeChildrenChanged."`
	EventRange     hcl.Range     `hcl:"event,attr_value_range"`
	Path           string        `hcl:"path,optional" doc:"Znode of the event; any when it is left out."`
	PathRange      hcl.Range     `hcl:"path,attr_value_range"`
	Count          int           `hcl:"count,optional" doc:"How many such events have come since the session was first opened; 1 when it is left out."`
	CountRange     hcl.Range     `hcl:"count,attr_value_range"`
	WithinText     string        `hcl:"within,optional" doc:"How long it may take; \"60s\" when it is left out."`
	WithinRange    hcl.Range     `hcl:"within,attr_value_range"`
	Name           string        `hcl:"guarantee,optional" doc:"The guarantee that is broken when the state does not come in time; none, the run is inconclusive, when it is left out."`
	GuaranteeRange hcl.Range     `hcl:"guarantee,attr_value_range"`
	Range          hcl.Range     `hcl:",def_range"`
}

// Look implements harness.Assertion. It returns the first state that is not reached.
func (a *Await) Look(ctx context.Context, env *harness.Env) verdict.Verdict {
	var reached []string
	for _, check := range []func(context.Context, *harness.Env) verdict.Verdict{
		a.checkLeader, a.checkServing, a.checkSynced, a.checkPersisted, a.checkExited, a.checkStalled, a.checkLog, a.checkResult, a.checkSession, a.checkEvent,
	} {
		v := check(ctx, env)
		if v.Outcome != timeline.OK {
			return v
		}
		if v.Why != "" {
			reached = append(reached, v.Why)
		}
	}
	return verdict.Holds("%s", strings.Join(reached, "; "))
}

// notNamed is the answer for a state that the block does not name.
var notNamed = verdict.Holds("")

func (a *Await) checkLeader(ctx context.Context, env *harness.Env) verdict.Verdict {
	if a.Leader == 0 && a.Epoch == 0 && a.Zxid == "" {
		return notNamed
	}
	survey := env.Cluster.Survey(ctx)
	leader := survey.Leader()
	at := survey[leader].Zxid
	wanted, _ := timeline.ParseZxid(a.Zxid) // "" gives 0; Validate reports errors
	switch {
	case leader == 0:
		return verdict.Undecided("no server leads")
	case a.Leader != 0 && leader != a.Leader:
		return verdict.Undecided("server %d leads", leader)
	case int(at.Epoch()) < a.Epoch, at < wanted:
		return verdict.Undecided("the leader %d is at %s", leader, at)
	}
	return verdict.Holds("server %d leads epoch %d", leader, at.Epoch())
}

func (a *Await) checkServing(ctx context.Context, env *harness.Env) verdict.Verdict {
	ids, _ := values.ServerIDs(a.Serving) // Validate reports errors
	if len(ids) == 0 {
		return notNamed
	}
	return env.Cluster.Serving(ctx, ids)
}

func (a *Await) checkSynced(ctx context.Context, env *harness.Env) verdict.Verdict {
	ids, _ := values.ServerIDs(a.Synced) // Validate reports errors
	if len(ids) == 0 {
		return notNamed
	}
	return env.Cluster.Synced(ctx, ids)
}

func (a *Await) checkPersisted(ctx context.Context, env *harness.Env) verdict.Verdict {
	ids, _ := values.ServerIDs(a.Persisted) // Validate reports errors
	if len(ids) == 0 {
		return notNamed
	}
	return env.Cluster.Persisted(ctx, ids)
}

func (a *Await) checkExited(_ context.Context, env *harness.Env) verdict.Verdict {
	ids, _ := values.ServerIDs(a.Exited) // Validate reports errors
	var exits []string
	for _, id := range ids {
		s, err := env.Cluster.Server(id)
		if err != nil {
			return verdict.Undecided("%s", err)
		}
		exit, exited := s.Exit()
		if !exited {
			return verdict.Undecided("the process of server %d is running", id)
		}
		exits = append(exits, fmt.Sprintf("the process of server %d ended %s", id, exit))
	}
	return verdict.Holds("%s", strings.Join(exits, ", "))
}

func (a *Await) checkStalled(ctx context.Context, env *harness.Env) verdict.Verdict {
	ids, _ := values.ServerIDs(a.Stalled) // Validate reports errors
	return env.Cluster.Network.Stalled(ctx, ids)
}

func (a *Await) checkLog(_ context.Context, env *harness.Env) verdict.Verdict {
	if a.Log == "" {
		return notNamed
	}
	s, err := env.Cluster.Server(a.Server)
	if err != nil {
		return verdict.Undecided("%s", err)
	}
	line, found := s.LogLine(regexp.MustCompile(a.Log))
	if !found {
		return verdict.Undecided("no line of the log of server %d matches %q", a.Server, a.Log)
	}
	return verdict.Holds("server %d logged: %s", a.Server, line)
}

// Within implements harness.Waiter.
func (a *Await) Within() time.Duration {
	d, _ := parseWithin(a.WithinText, cluster.StateLimit) // Validate reports errors
	return d
}

// Guarantee implements harness.Promiser.
func (a *Await) Guarantee() string { return a.Name }

// EndsStory implements harness.Lasting: later steps depend on the state.
func (a *Await) EndsStory() bool { return true }

// Validate implements harness.Validator.
func (a *Await) Validate(sc *spec.Scenario) hcl.Diagnostics {
	diags := append(validWithin(a.WithinText, a.WithinRange), validGuarantee(a.Name, a.GuaranteeRange)...)
	named := !a.LeaderRange.Empty() || a.Epoch != 0 || a.Zxid != "" || a.Log != "" || a.Result != "" ||
		!a.SessionRange.Empty() || !a.StateRange.Empty() || !a.EventRange.Empty()
	for _, ids := range []struct {
		value cty.Value
		at    hcl.Range
	}{{a.Serving, a.ServingRange}, {a.Synced, a.SyncedRange}, {a.Persisted, a.PersistedRange}, {a.Exited, a.ExitedRange}, {a.Stalled, a.StalledRange}} {
		named = named || ids.value != cty.NilVal
		diags = append(diags, validServers(sc, ids.value, ids.at)...)
	}
	if !a.LeaderRange.Empty() {
		diags = append(diags, validServers(sc, cty.NumberIntVal(int64(a.Leader)), a.LeaderRange)...)
	}
	if a.Epoch < 0 {
		diags = append(diags, spec.Errorf(a.EpochRange, "Invalid epoch", "Epochs count from 1."))
	}
	if _, err := timeline.ParseZxid(a.Zxid); a.Zxid != "" && err != nil {
		diags = append(diags, spec.Errorf(a.ZxidRange, "Invalid zxid", "%s.", err))
	}
	if !named {
		diags = append(diags, spec.Errorf(a.Range, "Nothing to wait for", "Name at least one state: leader, serving, synced, persisted, exited, stalled, epoch, zxid, log, result, state or event."))
	}
	diags = append(diags, a.validateSession(sc)...)
	return append(diags, a.validateLog(sc)...)
}

func (a *Await) validateLog(sc *spec.Scenario) hcl.Diagnostics {
	switch _, err := regexp.Compile(a.Log); {
	case a.Log == "" && a.Server == 0:
		return nil
	case err != nil:
		return hcl.Diagnostics{spec.Errorf(a.LogRange, "Invalid regular expression", "%s.", err)}
	case a.Log == "" || a.Server == 0:
		return hcl.Diagnostics{spec.Errorf(a.Range, "Incomplete log condition", "log needs server, and server needs log: the line, and the server that logs it.")}
	default:
		return validServers(sc, cty.NumberIntVal(int64(a.Server)), a.ServerRange)
	}
}

func validServers(sc *spec.Scenario, v cty.Value, at hcl.Range) hcl.Diagnostics {
	ids, err := values.ServerIDs(v)
	if err != nil {
		return hcl.Diagnostics{spec.Errorf(at, "Not a server", "Expected the id of a server, or a list of ids: %s.", err)}
	}
	var diags hcl.Diagnostics
	for _, id := range ids {
		if sc.Ensemble.Server(id) == nil {
			diags = append(diags, spec.NoSuchServer(id, sc.Ensemble, at))
		}
	}
	return diags
}

// Predict implements forecast.Predictor.
func (a *Await) Predict(f *forecast.Forecast) hcl.Diagnostics {
	var diags hcl.Diagnostics
	switch {
	case a.Leader != 0:
		diags = f.MustLead(a.Leader, a.LeaderRange)
	case a.Epoch != 0:
		diags = f.MustHaveQuorum(a.EpochRange)
	case a.Zxid != "":
		diags = f.MustHaveQuorum(a.ZxidRange)
	}
	for _, ids := range []struct {
		value cty.Value
		at    hcl.Range
	}{{a.Serving, a.ServingRange}, {a.Synced, a.SyncedRange}} {
		if servers := knownServers(ids.value); len(servers) > 0 {
			diags = append(diags, f.MustServe(servers, ids.at)...)
		}
	}
	if persisted := knownServers(a.Persisted); len(persisted) > 0 {
		diags = append(diags, f.MustHaveQuorum(a.PersistedRange)...)
		diags = append(diags, f.MustHaveStarted(persisted, a.PersistedRange)...)
	}
	exited := knownServers(a.Exited)
	diags = append(diags, f.MustHaveStarted(exited, a.ExitedRange)...)
	f.Ended(exited)
	if a.Server != 0 {
		diags = append(diags, f.MustHaveStarted([]int{a.Server}, a.ServerRange)...)
	}
	return diags
}

// knownServers returns the ids in a value; none if they are known only during the run.
func knownServers(v cty.Value) []int {
	if v != cty.NilVal && !v.IsWhollyKnown() {
		return nil
	}
	ids, _ := values.ServerIDs(v) // Validate reports errors
	return ids
}
