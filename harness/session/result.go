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
		r = p.s.result(ctx, p.c)
	}
	if !p.c.unrecorded {
		p.s.record(r)
	}
	return *r
}

func (s *Session) record(r *Result) {
	op := r.Op
	s.opts.Log.Append(timeline.Event{
		Kind: timeline.KindOp, Actor: "session " + s.opts.Name, What: r.Why, Outcome: r.Outcome, Op: &op,
	})
}

// result returns the result of the call as it is known now.
func (s *Session) result(ctx context.Context, c *call) *Result {
	select {
	case <-c.done:
	default:
		return s.timedOut(ctx, c)
	}
	r := s.newResult(c)
	if !c.answered {
		r.setUnknown(timeline.CodeConnectionLoss, "the connection ended before the reply")
		return r
	}
	r.setReply(c)
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

// invocation describes the request, invoked now.
func (s *Session) invocation(q Request) timeline.Op {
	op := timeline.Op{
		Name:   q.Op,
		Path:   q.Path,
		Client: s.opts.Name,
		Invoke: s.opts.Log.Now(),
		Watch:  string(q.Watch),
		Opcode: q.Opcode,
		Asked:  q.description(),
		ACL:    q.ACL,
	}
	switch q.Op {
	case timeline.OpCreate:
		op.Mode, op.TTL = string(q.mode()), q.TTL
		setData(&op, q.Data)
	case timeline.OpSet:
		setData(&op, q.Data)
	}
	for _, part := range q.Parts {
		op.Parts = append(op.Parts, partOf(part))
	}
	return op
}

// newResult returns the call as an operation that ends now, without a reply.
func (s *Session) newResult(c *call) *Result {
	r := &Result{Op: c.op}
	r.Return = s.opts.Log.Now()
	r.Parts = slices.Clone(c.op.Parts) // keeps the recorded invocation unchanged
	if !c.sent {
		r.Session = s.ID()
	}
	return r
}

func partOf(q Request) timeline.Part {
	p := timeline.Part{Name: q.Op, Path: q.Path, ACL: q.ACL, TTL: q.TTL}
	if q.Op == timeline.OpCreate {
		p.Mode = string(q.mode())
	}
	if q.Op == timeline.OpCreate || q.Op == timeline.OpSet {
		p.Data, p.Size, p.Digest = timeline.Text(q.Data), len(q.Data), timeline.Digest(q.Data)
	}
	return p
}

// setData sets the fields of an operation that describe its data.
func setData(op *timeline.Op, data []byte) {
	op.Data, op.Size, op.Digest = timeline.Text(data), len(data), timeline.Digest(data)
}

func (s *Session) timedOut(ctx context.Context, c *call) *Result {
	r := s.newResult(c)
	r.setUnknown(timeline.CodeTimeout, "no reply yet: "+context.Cause(ctx).Error())
	return r
}

// notSent returns the result of a request that was never sent. It certainly had no effect.
func (s *Session) notSent(c *call, err error) *Result {
	r := s.newResult(c)
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
	-124: "SessionClosedRequireSaslAuth",
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
