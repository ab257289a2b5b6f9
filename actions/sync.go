package actions

import (
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

var syncServer = harness.Kind[harness.Action]{
	Name:    "sync",
	Summary: "Makes the session's server catch up with the leader.",
	Label:   "path",
	Plain:   `Sync the session's server with the leader, for {{.path}}{{with .child}} (its child {{.}}){{end}}` + optionsTemplate,
	Waits:   waitsForReply,
	Receipt: receiptOfReply,
	Cases:   casesOfReply,
	Example: `sync "/" {}`,
	New:     func() harness.Action { return &znodeRead{op: timeline.OpSync} },
}
