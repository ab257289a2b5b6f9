package actions

import (
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

var read = harness.Kind[harness.Action]{
	Name:    "read",
	Summary: "Reads the data and the Stat of a znode.",
	Label:   "path",
	Plain:   `Read {{.path}}{{with .child}} (its child {{.}}){{end}}` + optionsTemplate,
	Waits:   waitsForReply,
	Receipt: receiptOfReply,
	Cases:   casesOfReply,
	Setup:   `create "/config" {}`,
	Example: `read "/config" { as = "before" }`,
	New:     func() harness.Action { return &znodeRead{op: timeline.OpRead} },
}
