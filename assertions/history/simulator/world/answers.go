package world

import (
	"reflect"
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Fill puts the state of a znode into a reply.
func Fill(op *timeline.Op, node *Znode) (timeline.Outcome, string) {
	kind := op.Name
	if kind == timeline.OpWatch {
		kind = op.Watch
	}
	op.Stat, op.Data, op.Size, op.Digest, op.Children, op.ACL = nil, "", 0, "", nil, nil
	if IsPersistent(timeline.WatchMode(kind)) {
		return timeline.OK, ""
	}
	if node == nil {
		if kind == timeline.OpExists {
			return timeline.OK, timeline.CodeNoNode
		}
		return timeline.Refused, timeline.CodeNoNode
	}
	stat := node.Stat
	op.Stat = &stat
	switch kind {
	case timeline.OpRead, string(timeline.WatchData):
		op.Data, op.Size, op.Digest = node.Content.Text, node.Content.Size, node.Content.Digest
	case timeline.OpChildren:
		op.Children = append(op.Children, node.Children...) // nil if there are none
	case timeline.OpACL:
		op.ACL = slices.Clone(node.ACL)
	}
	return timeline.OK, ""
}

// IsAnswer reports whether an operation shows a znode as it is, at a known zxid.
func IsAnswer(e timeline.Event) bool {
	op := e.Op
	return op.Zxid != 0 && op.Arrival > 0 && (e.Outcome == timeline.OK || op.Code == timeline.CodeNoNode) && op.Reads() && op.Name != timeline.OpSync &&
		!IsPersistent(timeline.WatchMode(op.Watch)) && !IsMasked(op.ACL)
}

// IsMasked reports whether an ACL may hide passwords: a client that may not change the ACL
// is shown an x in their place.
func IsMasked(acl []string) bool {
	return slices.ContainsFunc(acl, func(entry string) bool { return strings.HasPrefix(entry, "digest:") && strings.Contains(entry, ":x:") })
}

// Answers reports whether the world gives this reply.
func (w *World) Answers(e timeline.Event) bool {
	op := *e.Op
	outcome, code := Fill(&op, w.At(op.Path, op.Zxid))
	op.Code = code
	return outcome == e.Outcome && reflect.DeepEqual(op, *e.Op)
}

// IsPersistent reports whether events do not use up such a watch.
func IsPersistent(mode timeline.WatchMode) bool {
	return mode == timeline.WatchPersistent || mode == timeline.WatchRecursive
}
