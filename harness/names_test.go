package harness

import (
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"gotest.tools/v3/assert"
)

func TestUsesReportsNamesInExpressions(t *testing.T) {
	for src, want := range map[string]string{ // the names that it uses, of those below
		`"leader of followers, server(1).tree"`:             "",
		`result.leader.data == "observers"`:                 "",
		`leader == 2`:                                       "leader",
		`"on ${leader}"`:                                    "leader",
		`[for leader in [1, 2] : leader]`:                   "",
		`length(followers) + length(observers)`:             "followers observers",
		`server(1).role`:                                    "server",
		`server(leader).role`:                               "leader server",
		`server(1).tree["/a"]`:                              "server server.tree",
		`server(1)["tree"]`:                                 "server server.tree",
		`"${server(1).disk.zxid}"`:                          "server server.disk",
		`[for s in [1, 2] : s if server(s).tree != null]`:   "server server.tree",
		`differences(server(1).tree, server(2).tree)`:       "server server.tree",
		`server(1)`:                                         "server server.tree server.disk",
		`server(1) == server(2)`:                            "server server.tree server.disk",
		`[for s in [1, 2] : server(s)][0].role`:             "server server.tree server.disk",
		`server(1)[true ? "tree" : "disk"]`:                 "server server.tree server.disk",
		`values(server(1))`:                                 "server server.tree server.disk",
		`[server(1), server(2)][*].role`:                    "server server.tree server.disk",
		`{ (server(1).role) = 1 }`:                          "server",
		`session.events.state`:                              "",
		`session.app.events[0].type`:                        "session.events",
		`session["app"]["events"]`:                          "session.events",
		`session.app`:                                       "session.events",
		`[for s in session : s.state]`:                      "session.events",
		`session[arg.name].state`:                           "session.events",
		`length(log_lines(1, "x")) == 1`:                    "",
		`log_line(1, "x") != null && server(1).zxid != "0"`: "server",
	} {
		expr, diags := hclsyntax.ParseExpression([]byte(src), "a.hcl", hcl.InitialPos)
		assert.Assert(t, !diags.HasErrors(), "%s: %s", src, diags)
		var uses []string
		w := Word{used: namesIn(expr)}
		for _, name := range []string{"leader", "followers", "observers", "server", "server.tree", "server.disk", "session.events"} {
			if w.uses(name) {
				uses = append(uses, name)
			}
		}
		assert.Equal(t, strings.Join(uses, " "), want, src)
	}
}
