package session

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Wait waits for the end of the operation and writes it into the timeline. When
// ctx ends first the operation is unknown: its reply may still come, unheeded.
func (p *Pending) Wait(ctx context.Context) Result {
	r := p.refuse
	if r == nil {
		select {
		case <-p.c.done:
		case <-ctx.Done():
		}
		r = p.s.result(ctx, p.c)
	}
	if !p.c.muted {
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

// result is what is known of the call now.
func (s *Session) result(ctx context.Context, c *call) *Result {
	select {
	case <-c.done:
	default:
		return s.unfinished(ctx, c)
	}
	r := s.resultOf(c)
	if !c.answered {
		r.lose(timeline.CodeConnectionLoss, "the connection ended before the reply")
		return r
	}
	r.answer(c)
	return r
}

// answer adds what the server said.
func (r *Result) answer(c *call) {
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
		r.lose(timeline.CodeUnreadable, "the server's answer cannot be read")
	}
}

// lose makes the outcome unknown.
func (r *Result) lose(code, why string) {
	r.Outcome, r.Code, r.Why = timeline.Unknown, code, why
	r.endParts()
}

// endParts lets all parts of a transaction end as the whole does.
func (r *Result) endParts() {
	for i := range r.Parts {
		r.Parts[i].Outcome = r.Outcome
	}
}

// asked says what is asked, and that it is asked now.
func (s *Session) asked(q Request) timeline.Op {
	op := timeline.Op{
		Name:   q.Op,
		Path:   q.Path,
		Client: s.opts.Name,
		Invoke: s.opts.Log.Now(),
		Watch:  string(q.Watch),
		Opcode: q.Code,
		Asked:  q.asked(),
		ACL:    q.ACL,
	}
	switch q.Op {
	case timeline.OpCreate:
		op.Mode, op.TTL = string(q.mode()), q.TTL
		describe(&op, q.Data)
	case timeline.OpSet:
		describe(&op, q.Data)
	}
	for _, part := range q.Parts {
		op.Parts = append(op.Parts, partOf(part))
	}
	return op
}

// resultOf is the operation, when it ends now and without an answer.
func (s *Session) resultOf(c *call) *Result {
	r := &Result{Op: c.op}
	r.Return = s.opts.Log.Now()
	r.Parts = slices.Clone(c.op.Parts) // those of the invocation stay as they were asked for
	if !c.left {
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

// describe keeps of the data what a reader and a check need.
func describe(op *timeline.Op, data []byte) {
	op.Data, op.Size, op.Digest = timeline.Text(data), len(data), timeline.Digest(data)
}

func (s *Session) unfinished(ctx context.Context, c *call) *Result {
	r := s.resultOf(c)
	r.lose(timeline.CodeTimeout, "no reply yet: "+context.Cause(ctx).Error())
	return r
}

// notSent is the end of a request that never left, which surely did not happen.
func (s *Session) notSent(c *call, err error) *Result {
	r := s.resultOf(c)
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

// names are ZooKeeper's error codes (KeeperException.Code).
var names = map[int32]string{
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

// outcome reads the code of a reply. Most refusals are the server's word that
// nothing happened; those of its own trouble and of its waiting are not.
func outcome(code int32) (timeline.Outcome, string) {
	name, known := names[code]
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

// Refusals lists ZooKeeper's names of the refusals, sorted.
func Refusals() []string {
	return slices.Sorted(func(yield func(string) bool) {
		for code := range maps.Keys(names) {
			if o, name := outcome(code); o == timeline.Refused && !yield(name) {
				return
			}
		}
	})
}
