package session

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Wait waits for the end of the operation and records it. If ctx ends first the outcome
// is unknown, and a later reply is ignored.
func (p *Pending) Wait(ctx context.Context) Result {
	r := p.refused
	if r == nil {
		select {
		case <-p.c.done:
		case <-ctx.Done():
		}
		r = p.result(ctx)
	}
	if !p.c.unrecorded {
		p.link.journal.ended(r)
	}
	return *r
}

// result returns the result of the call as it is known now.
func (p *Pending) result(ctx context.Context) *Result {
	select {
	case <-p.c.done:
	default:
		return p.timedOut(ctx)
	}
	r := p.newResult()
	if !p.c.answered {
		r.setUnknown(timeline.CodeConnectionLoss, "the connection ended before the reply")
		return r
	}
	r.setReply(p.c)
	return r
}

// setReply sets the outcome and the contents of the reply.
func (r *Result) setReply(c *call) {
	r.Return, r.Zxid, r.Arrival = c.answer.at, c.answer.zxid, c.answer.arrival
	r.Outcome, r.Code = outcome(c.answer.code)
	if r.Code == timeline.CodeNoNode && (c.req.Op == timeline.OpExists || c.req.Watch == timeline.WatchExists) {
		r.Outcome = timeline.OK
	}
	if r.Outcome != timeline.OK {
		r.Why = "the server's answer"
		r.endParts()
		return
	}
	in := &reader{buf: c.reply}
	if r.read(c.req, in); in.bad {
		r.setUnknown(timeline.CodeUnreadable, "the server's answer cannot be read")
	}
}

// setUnknown sets the outcome unknown.
func (r *Result) setUnknown(code, why string) {
	r.Outcome, r.Code, r.Why = timeline.Unknown, code, why
	r.endParts()
}

// endParts gives all parts of a transaction the outcome of the whole.
func (r *Result) endParts() {
	for i := range r.Parts {
		r.Parts[i].Outcome = r.Outcome
	}
}

// newResult returns the call as an operation that ends now, without a reply.
func (p *Pending) newResult() *Result {
	r := &Result{Op: p.c.op}
	r.Return = p.link.journal.log.Now()
	r.Parts = slices.Clone(p.c.op.Parts) // keeps the recorded invocation unchanged
	if !p.c.sent {
		r.Session = p.link.sessionID()
	}
	return r
}

func (p *Pending) timedOut(ctx context.Context) *Result {
	r := p.newResult()
	r.setUnknown(timeline.CodeTimeout, "no reply yet: "+context.Cause(ctx).Error())
	return r
}

// notSent returns the result of a request that was never sent. It certainly had no effect.
func (p *Pending) notSent(err error) *Result {
	r := p.newResult()
	r.Outcome, r.Code, r.Why = timeline.Refused, timeline.CodeNotSent, err.Error()
	switch {
	case errors.Is(err, errInvalidPath):
		r.Code = timeline.CodeInvalidPath
	case errors.Is(err, ErrExpired):
		r.Code = timeline.CodeSessionExpired
	}
	r.endParts()
	return r
}

// Exists reports whether the reply shows that there was the znode when the operation had
// ended. It reports shown = false if the reply shows neither.
func (r Result) Exists() (exists, shown bool) {
	switch {
	case !r.isForZnode():
		return false, false
	case r.Outcome == timeline.OK:
		return r.Name != timeline.OpDelete && r.Code != timeline.CodeNoNode, true
	case r.Outcome == timeline.Refused && r.Code == timeline.CodeNoNode: // a create lacks its parent
		return false, true
	case r.Outcome == timeline.Refused:
		exists = slices.Contains([]string{"NodeExists", "NotEmpty", "BadVersion"}, r.Code)
		return exists, exists
	}
	return false, false
}

// isForZnode reports whether the server looks up the znode for the operation.
func (r Result) isForZnode() bool {
	switch r.Name {
	case timeline.OpCreate, timeline.OpSet, timeline.OpDelete, timeline.OpRead, timeline.OpExists, timeline.OpChildren, timeline.OpACL, timeline.OpSetACL:
		return true
	case timeline.OpWatch:
		return r.Watch == string(timeline.WatchData) || r.Watch == string(timeline.WatchChildren) || r.Watch == string(timeline.WatchExists)
	}
	return false
}

// codeShutOut is the error with which a server closes the connection of a client that did
// not authenticate as it demands.
const codeShutOut = "SessionClosedRequireSaslAuth"

// errorNames maps ZooKeeper's error codes to their names (KeeperException.Code).
var errorNames = map[int32]string{
	-1:   "SystemError",
	-2:   "RuntimeInconsistency",
	-3:   "DataInconsistency",
	-4:   timeline.CodeConnectionLoss,
	-5:   "MarshallingError",
	-6:   "Unimplemented",
	-7:   "OperationTimeout",
	-8:   "BadArguments",
	-12:  "UnknownSession",
	-13:  "NewConfigNoQuorum",
	-14:  "ReconfigInProgress",
	-101: timeline.CodeNoNode,
	-102: timeline.CodeNoAuth,
	-103: "BadVersion",
	-108: "NoChildrenForEphemerals",
	-110: "NodeExists",
	-111: "NotEmpty",
	-112: timeline.CodeSessionExpired,
	-113: "InvalidCallback",
	-114: "InvalidACL",
	-115: "AuthFailed",
	-118: "SessionMoved",
	-119: "NotReadOnly",
	-120: "EphemeralOnLocalSession",
	-121: "NoWatcher",
	-122: "RequestTimeout",
	-123: "ReconfigDisabled",
	-124: codeShutOut,
	-125: "QuotaExceeded",
	-127: "ThrottledOp",
}

// outcome returns the outcome that the code of a reply stands for, and the name of the
// code. Most errors mean that nothing happened. Those of the server's internal state and
// of its timeouts do not, so the outcome is unknown.
func outcome(code int32) (timeline.Outcome, string) {
	name, known := errorNames[code]
	if !known {
		name = "Code" + strconv.Itoa(int(code))
	}
	switch code {
	case 0:
		return timeline.OK, ""
	case -1, -2, -3, -4, -7, -122:
		return timeline.Unknown, name
	}
	return timeline.Refused, name
}

// Refusals lists ZooKeeper's names of the errors that mean that nothing happened, sorted.
func Refusals() []string {
	return slices.Sorted(func(yield func(string) bool) {
		for code := range maps.Keys(errorNames) {
			if o, name := outcome(code); o == timeline.Refused && !yield(name) {
				return
			}
		}
	})
}
