package actions

import (
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

var children = harness.Kind[harness.Action]{
	Name:    "children",
	Summary: "Lists the children of a znode, sorted by name.",
	Label:   "path",
	Plain:   `List the children of {{.path}}{{with .child}} (its child {{.}}){{end}}` + optionsTemplate,
	Waits:   waitsForReply,
	Receipt: receiptOfReply,
	Cases:   casesOfReply,
	Setup:   `create "/queue" {}`,
	Example: `children "/queue" { as = "jobs" }`,
	New:     func() harness.Action { return &znodeRead{op: timeline.OpChildren} },
}
