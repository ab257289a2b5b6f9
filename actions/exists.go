package actions

import (
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

var exists = harness.Kind[harness.Action]{
	Name:    "exists",
	Summary: "Reads the Stat of a znode. A missing znode is not an error: result.NAME.exists is then false, the code NoNode, and the outcome ok.",
	Label:   "path",
	Plain:   `Ask for the Stat of {{.path}}{{with .child}} (its child {{.}}){{end}}` + optionsTemplate,
	Waits:   waitsForReply,
	Receipt: receiptOfReply,
	Cases:   casesOfReply,
	Example: `exists "/lock" { as = "lock" }`,
	New:     func() harness.Action { return &znodeRead{op: timeline.OpExists} },
}
