package histories

import (
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Tells tells whether a history has all that is needed to judge a guarantee, so that
// there is no excuse for having no answer.
func Tells(events []timeline.Event, guarantee string) bool {
	any := func(fits func(timeline.Event) bool) bool { return slices.ContainsFunc(events, fits) }
	tree := any(func(e timeline.Event) bool { return e.Tree != nil })
	ok := func(e timeline.Event) bool {
		return e.Kind == timeline.KindOp && e.Outcome == timeline.OK && e.Op.Zxid != 0
	}
	update := any(func(e timeline.Event) bool { return ok(e) && isUpdate(e.Op) })
	look := any(func(e timeline.Event) bool { return ok(e) && isLook(e.Op) })
	op := func(name string) bool {
		return any(func(e timeline.Event) bool { return ok(e) && e.Op.Name == name })
	}
	switch guarantee {
	case "replica_agreement":
		return tree
	case "durability":
		return tree && update
	case "atomicity":
		return tree && op("transaction")
	case "ephemeral_lifetime":
		return tree && any(func(e timeline.Event) bool { return ok(e) && strings.HasPrefix(e.Op.Mode, "ephemeral") })
	case "acl_integrity":
		return op("acl")
	case "watch_delivery", "watch_order":
		return any(func(e timeline.Event) bool { return e.Watch != nil })
	}
	return update && look
}
