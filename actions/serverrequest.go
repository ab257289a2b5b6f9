package actions

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/cluster"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// serverRequest holds the attributes of words that ask a server, or a program on its machine.
type serverRequest struct {
	Server      int       `hcl:"server" doc:"Id of the server." group:"Requests to a server"`
	ServerRange hcl.Range `hcl:"server,attr_value_range"`
	As          string    `hcl:"as,optional" doc:"Name of the result: later expressions read result.NAME.text, .outcome and .code." group:"Requests to a server"`
	MayFail     bool      `hcl:"may_fail,optional" doc:"Whether every outcome is accepted; result.NAME.outcome and .code have it. Default: false." group:"Requests to a server"`
}

// maxReceipt limits the part of an answer in a receipt, in bytes: the result has the whole text.
const maxReceipt = 200

// judge keeps and records the reply and demands that the server answered, unless the word
// may fail.
func (r *serverRequest) judge(env *harness.Env, what string, reply cluster.Reply) error {
	env.KeepReply(r.As, reply)
	if reply.Outcome != timeline.OK && !r.MayFail {
		return verdict.Inconclusive("server %d did not answer: %s", r.Server, reply.Code)
	}
	if reply.Outcome != timeline.OK {
		env.Cluster.Note("%s at server %d failed, which is accepted: %s", what, r.Server, reply.Code)
		return nil
	}
	env.Cluster.Receipt(r.actor(), what, firstLine(reply.Text))
	return nil
}

func (r *serverRequest) actor() string { return fmt.Sprintf("server %d", r.Server) }

// receiptOf returns the first line of a reply, or why there is none.
func receiptOf(reply cluster.Reply) string {
	if reply.Outcome != timeline.OK {
		return reply.Code
	}
	return firstLine(reply.Text)
}

// firstLine returns the first line of an answer, at most maxReceipt bytes of it.
func firstLine(text string) string {
	line, rest, _ := strings.Cut(strings.TrimSpace(text), "\n")
	if len(line) > maxReceipt {
		line, rest = strings.ToValidUTF8(line[:maxReceipt], ""), "more"
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

func (r *serverRequest) validate(sc *spec.Scenario) hcl.Diagnostics {
	return validServers(sc, []int{r.Server}, r.ServerRange)
}

// result returns what is certain of the result of the word.
func (r *serverRequest) result() map[string]cty.Value {
	if r.MayFail {
		return nil
	}
	return map[string]cty.Value{"outcome": cty.StringVal(string(timeline.OK))}
}

// predict reports a server that does not run, unless the word may fail.
func (r *serverRequest) predict(f *forecast.Forecast) hcl.Diagnostics {
	if r.MayFail {
		return nil
	}
	return f.MustRun([]int{r.Server}, r.ServerRange)
}

// validAdmin reports a server without an admin server, or of a release before the one that
// has the command.
func validAdmin(sc *spec.Scenario, id int, since string, at hcl.Range) hcl.Diagnostics {
	if release, before := releaseBefore(sc, id, since); before {
		return hcl.Diagnostics{spec.Errorf(at, "No admin server", "Server %d runs %s; the admin server can do this since %s.", id, release, since)}
	}
	if s := sc.Ensemble.Server(id); s != nil && s.Config["admin.enableServer"] != "true" {
		return hcl.Diagnostics{spec.Errorf(at, "No admin server", "The admin server of server %d is off; write config = { \"admin.enableServer\" = \"true\" } in the ensemble or in its server block.", id)}
	}
	return nil
}

// releaseBefore returns the release of a server, and reports whether it is known to be before
// a triple.
func releaseBefore(sc *spec.Scenario, id int, triple string) (string, bool) {
	s := sc.Ensemble.Server(id)
	before, err := spec.ParseConstraint("< " + triple)
	if s == nil || s.Release == "" || err != nil || sc.OutOfRange() {
		return "", false
	}
	return s.Release, before.Allows(s.Release)
}
