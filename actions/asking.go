package actions

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/cluster"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// asking is what words share that ask a server, or a program beside it.
type asking struct {
	Server      int       `hcl:"server" doc:"Id of the server." group:"Requests to a server"`
	ServerRange hcl.Range `hcl:"server,attr_value_range"`
	As          string    `hcl:"as,optional" doc:"Name of the result: later expressions read result.NAME.text, .outcome and .code." group:"Requests to a server"`
	MayFail     bool      `hcl:"may_fail,optional" doc:"Whether every outcome is accepted; result.NAME.outcome and .code have it. Default: false." group:"Requests to a server"`
}

// longestReceipt is how much of an answer a reader of the story wants to see, in bytes.
const longestReceipt = 200

// judge keeps the reply and demands an answer.
func (a *asking) judge(env *harness.Env, what string, r cluster.Reply) error {
	env.KeepReply(a.As, r)
	if r.Outcome != timeline.OK && !a.MayFail {
		return verdict.Inconclusive("server %d did not answer: %s", a.Server, r.Code)
	}
	receipt := r.Code
	if r.Outcome == timeline.OK {
		receipt = firstLine(r.Text)
	}
	env.Cluster.Receipt(fmt.Sprintf("server %d", a.Server), what, receipt)
	return nil
}

// firstLine is the beginning of an answer.
func firstLine(text string) string {
	line, rest, _ := strings.Cut(strings.TrimSpace(text), "\n")
	if len(line) > longestReceipt {
		line, rest = strings.ToValidUTF8(line[:longestReceipt], ""), "more"
	}
	switch {
	case line == "":
		return "an empty answer"
	case rest != "":
		return line + " ..."
	default:
		return line
	}
}

func (a *asking) validate(sc *spec.Scenario) hcl.Diagnostics {
	return validServers(sc, []int{a.Server}, a.ServerRange)
}

// releaseBefore tells whether a server is known to run a release before a triple.
func releaseBefore(sc *spec.Scenario, id int, triple string) (string, bool) {
	s := sc.Ensemble.Server(id)
	before, err := spec.ParseConstraint("< " + triple)
	if s == nil || s.Release == "" || err != nil || sc.OutOfRange() {
		return "", false
	}
	return s.Release, before.Allows(s.Release)
}

// predict demands that the server runs, if an answer is wanted.
func (a *asking) predict(f *forecast.Forecast) hcl.Diagnostics {
	if a.MayFail {
		return nil
	}
	return f.MustRun([]int{a.Server}, a.ServerRange)
}
