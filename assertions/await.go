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

// untilOneEnds limits the wait for servers, which need a process for what they are to do.
const untilOneEnds = `at most {{or .within "60 s"}}, while each of them has a process or an action in parallel may start it.`

var await = harness.Kind[harness.Assertion]{
	Name:    "await",
	Summary: "Waits for a state of the ensemble or of a session; of several that are named, for all. When it does not come in time the run is inconclusive, or the named guarantee is violated and the run ends.",
	Plain:   `Wait{{with .leader}} for {{servers .}} to lead,{{end}}{{with .epoch}} for epoch {{.}},{{end}}{{with .zxid}} for zxid {{.}} at the leader,{{end}}{{with .serving}} for {{servers .}} to serve,{{end}}{{with .synced}} for {{servers .}} to be synced,{{end}}{{with .persisted}} for {{servers .}} to have that on disk,{{end}}{{with .exited}} for {{servers .}} to exit,{{end}}{{with .stalled}} for {{servers .}} to drop packets,{{end}}{{with .log}} for a log line of {{servers $.server}} that matches {{quoted .}},{{end}}{{with .result}} for the result {{.}},{{end}}{{with .state}} for session {{$.session}} to be {{.}},{{end}}{{with .event}} for session {{$.session}} to receive {{.}}{{end}}{{with .path}} of {{.}}{{end}}{{with .count}} {{.}} times{{end}}{{with .condition}} until {{.}}{{end}}{{with .within}} within {{.}}{{end}}{{with .guarantee}}, or {{.}} is violated{{end}}`,
	Waits:   `Polls until the state has come, at most {{or .within "60 s"}}.`,
	Cases: []harness.Case{
		{Attribute: "serving", Waits: "polls until the servers serve, " + untilOneEnds},
		{Attribute: "synced", Waits: "polls until the servers are synced, " + untilOneEnds},
	},
	Example: `await {
  serving = [1, 2, 3]
  within  = "30s"
}`,
	New: func() harness.Assertion { return &Await{} },
}

// Await implements the word await.
type Await struct {
	Leader         int            `hcl:"leader,optional" doc:"Id of the server that leads."`
	LeaderRange    hcl.Range      `hcl:"leader,attr_value_range"`
	Serving        cty.Value      `hcl:"serving,optional" doc:"Id, or list of ids, of servers that serve clients: they lead, or follow or observe while another server leads."`
	ServingRange   hcl.Range      `hcl:"serving,attr_value_range"`
	Synced         cty.Value      `hcl:"synced,optional" doc:"Id, or list of ids, of servers that have processed everything that the leader has, also what it was elected with."`
	SyncedRange    hcl.Range      `hcl:"synced,attr_value_range"`
	Persisted      cty.Value      `hcl:"persisted,optional" doc:"Id, or list of ids, of servers whose disks hold the last transaction that the leader has processed, in a log or a snapshot. A server may process a transaction before that."`
	PersistedRange hcl.Range      `hcl:"persisted,attr_value_range"`
	Exited         cty.Value      `hcl:"exited,optional" doc:"Id, or list of ids, of servers whose process has exited."`
	ExitedRange    hcl.Range      `hcl:"exited,attr_value_range"`
	Stalled        cty.Value      `hcl:"stalled,optional" doc:"Id, or list of ids, of servers that have dropped packets because of a cut with after."`
	StalledRange   hcl.Range      `hcl:"stalled,attr_value_range"`
	Epoch          int            `hcl:"epoch,optional" doc:"Epoch that the leader has reached."`
	EpochRange     hcl.Range      `hcl:"epoch,attr_value_range"`
	Zxid           string         `hcl:"zxid,optional" doc:"Zxid that the leader has reached."`
	ZxidRange      hcl.Range      `hcl:"zxid,attr_value_range"`
	Log            string         `hcl:"log,optional" doc:"Regular expression (RE2) that a line of the log of server matches, since its last start."`
	LogRange       hcl.Range      `hcl:"log,attr_value_range"`
	Server         int            `hcl:"server,optional" doc:"Id of the server for log."`
	ServerRange    hcl.Range      `hcl:"server,attr_value_range"`
	Result         string         `hcl:"result,optional" doc:"Name of a result that has come, of an operation with wait = false."`
	Session        string         `hcl:"session,optional" doc:"Session for state or event. Default: that of the step, or the scenario's only one."`
	SessionRange   hcl.Range      `hcl:"session,attr_value_range"`
	State          session.State  `hcl:"state,optional" doc:"State of the session: connecting, connected, away, expired or closed."`
	StateRange     hcl.Range      `hcl:"state,attr_value_range"`
	Event          string         `hcl:"event,optional" doc:"Watch event that the session has received: NodeCreated, NodeDeleted, NodeDataChanged or NodeChildrenChanged."`
	EventRange     hcl.Range      `hcl:"event,attr_value_range"`
	Path           string         `hcl:"path,optional" doc:"Znode of the event. Default: any."`
	PathRange      hcl.Range      `hcl:"path,attr_value_range"`
	Count          int            `hcl:"count,optional" doc:"Number of such events since the session was first opened. Default: 1."`
	CountRange     hcl.Range      `hcl:"count,attr_value_range"`
	Condition      hcl.Expression `hcl:"condition,optional" type:"bool" doc:"Condition that is true, for what has no attribute of its own. Default: none."`
	ConditionRange hcl.Range      `hcl:"condition,attr_value_range"`
	WithinText     string         `hcl:"within,optional" doc:"How long it may take. Default: \"60s\"."`
	WithinRange    hcl.Range      `hcl:"within,attr_value_range"`
	Name           string         `hcl:"guarantee,optional" doc:"Guarantee that is violated when the state does not come in time. Default: none, the run is inconclusive."`
	GuaranteeRange hcl.Range      `hcl:"guarantee,attr_value_range"`
	Range          hcl.Range      `hcl:",def_range"`
}

// Observe implements harness.Assertion. It returns the first state that is not reached: with
// a guarantee, this one is broken if no later evaluation in time finds it reached.
func (a *Await) Observe(ctx context.Context, env *harness.Env) verdict.Verdict {
	var reached []string
	for _, check := range []func(context.Context, *harness.Env) verdict.Verdict{
		a.checkLeader, a.checkServing, a.checkSynced, a.checkPersisted, a.checkExited, a.checkStalled, a.checkLog, a.checkResult, a.checkSession, a.checkEvent, a.checkCondition,
	} {
		v := check(ctx, env)
		if v.Outcome != timeline.OK {
			if a.Name != "" {
				v.Outcome = timeline.Broken
			}
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
	line, err := s.LogLine(regexp.MustCompile(a.Log))
	if err != nil {
		return verdict.Undecided("%s", err)
	}
	if line == "" {
		return verdict.Undecided("no line of the log of server %d matches %q", a.Server, a.Log)
	}
	return verdict.Holds("server %d logged: %s", a.Server, line)
}

func (a *Await) checkCondition(ctx context.Context, env *harness.Env) verdict.Verdict {
	if a.ConditionRange.Empty() {
		return notNamed
	}
	v := evaluate(ctx, env, a.Condition)
	if v.Outcome == timeline.Broken {
		return verdict.Undecided("it is not yet so that %s", env.Explain(ctx, a.Condition))
	}
	return v
}

// Within implements harness.Waiter.
func (a *Await) Within() time.Duration {
	d, _ := parseWithin(a.WithinText, cluster.StateLimit) // Validate reports errors
	return d
}

// Guarantee implements harness.Promiser.
func (a *Await) Guarantee() string { return a.Name }

// EndsRun implements harness.Lasting: later steps depend on the state.
func (a *Await) EndsRun() bool { return true }

// Validate implements harness.Validator.
func (a *Await) Validate(sc *spec.Scenario) hcl.Diagnostics {
	diags := append(validWithin(a.WithinText, a.WithinRange), validGuarantee(a.Name, a.GuaranteeRange)...)
	named := !a.LeaderRange.Empty() || a.Epoch != 0 || a.Zxid != "" || a.Log != "" || a.Result != "" ||
		!a.SessionRange.Empty() || !a.StateRange.Empty() || !a.EventRange.Empty() || !a.ConditionRange.Empty()
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
		diags = append(diags, spec.Errorf(a.Range, "Nothing to wait for", "Name at least one state: leader, serving, synced, persisted, exited, stalled, epoch, zxid, log, result, state, event or condition."))
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
