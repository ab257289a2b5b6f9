package session

import (
	"context"
	"errors"
	"strconv"

	"github.com/go-zookeeper/zk"

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
	if !p.muted {
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
	s.mu.Lock() // a reply may still come when the library has given up on it
	left, answered, answer := c.left, c.answered, c.answer
	s.mu.Unlock()
	switch {
	case !left:
		return refuse(r, c.err)
	case !answered, answer.code == 0 && c.err != nil:
		r.Outcome, r.Code, r.Why = timeline.Unknown, CodeConnectionLoss, "the connection ended before the reply"
		return r
	}
	r.answer(c, answer)
	return r
}

// answer adds what the server said.
func (r *Result) answer(c *call, h header) {
	r.Return, r.Zxid = h.at, h.zxid
	r.Outcome, r.Code = outcome(h.code)
	if c.req.Op == OpExists && r.Code == CodeNoNode {
		r.Outcome = timeline.OK
	}
	if r.Outcome == timeline.OK {
		r.fill(c)
		return
	}
	r.Why = "the server's answer"
}

// resultOf says what was asked; it ends now, without an answer.
func (s *Session) resultOf(c *call) *Result {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := &Result{Op: timeline.Op{
		Name:    c.req.Op,
		Path:    c.req.Path,
		Client:  s.opts.Name,
		Session: c.session,
		Server:  c.server,
		Invoke:  c.invoke,
		Return:  s.opts.Log.Now(),
		Xid:     c.xid,
	}}
	if !c.left {
		r.Session = s.id
	}
	switch c.req.Op {
	case OpCreate:
		r.Mode = string(c.req.Mode)
		if r.Mode == "" {
			r.Mode = string(Persistent)
		}
		r.describe(c.req.Data)
	case OpSet:
		r.describe(c.req.Data)
	}
	return r
}

// describe keeps of the data what a reader and a check need.
func (r *Result) describe(data []byte) {
	r.Op.Data, r.Size, r.Digest = timeline.Text(data), len(data), timeline.Digest(data)
}

// fill adds what an ok reply brought.
func (r *Result) fill(c *call) {
	switch c.req.Op {
	case OpCreate:
		r.Path = c.path
	case OpRead:
		r.Data = c.data
		r.describe(c.data)
	case OpChildren:
		r.Children = c.children
	}
	if c.stat != nil {
		r.Stat = statOf(c.stat)
	}
}

func (s *Session) unfinished(ctx context.Context, c *call) *Result {
	r := s.resultOf(c)
	r.Outcome, r.Code, r.Why = timeline.Unknown, CodeTimeout, "no reply yet: "+context.Cause(ctx).Error()
	return r
}

func (s *Session) notSent(c *call, err error) *Result { return refuse(s.resultOf(c), err) }

// refuse is the end of a request that never left, which surely did not happen.
func refuse(r *Result, err error) *Result {
	r.Outcome, r.Code, r.Why = timeline.Refused, CodeNotSent, err.Error()
	switch {
	case errors.Is(err, zk.ErrInvalidPath):
		r.Code, r.Why = CodeInvalidPath, "not the path of a znode"
	case errors.Is(err, ErrExpired), errors.Is(err, zk.ErrSessionExpired):
		r.Code, r.Why = CodeSessionExpired, ErrExpired.Error()
	}
	return r
}

func statOf(s *zk.Stat) *timeline.Stat {
	return &timeline.Stat{
		Czxid:          timeline.Zxid(s.Czxid),
		Mzxid:          timeline.Zxid(s.Mzxid),
		Pzxid:          timeline.Zxid(s.Pzxid),
		Ctime:          s.Ctime,
		Mtime:          s.Mtime,
		Version:        s.Version,
		Cversion:       s.Cversion,
		Aversion:       s.Aversion,
		EphemeralOwner: timeline.SessionID(s.EphemeralOwner),
		DataLength:     s.DataLength,
		NumChildren:    s.NumChildren,
	}
}

// names are ZooKeeper's error codes (KeeperException.Code).
var names = map[int32]string{
	-1:   "SystemError",
	-2:   "RuntimeInconsistency",
	-3:   "DataInconsistency",
	-4:   CodeConnectionLoss,
	-5:   "MarshallingError",
	-6:   "Unimplemented",
	-7:   "OperationTimeout",
	-8:   "BadArguments",
	-12:  "UnknownSession",
	-13:  "NewConfigNoQuorum",
	-14:  "ReconfigInProgress",
	-101: CodeNoNode,
	-102: CodeNoAuth,
	-103: "BadVersion",
	-108: "NoChildrenForEphemerals",
	-110: "NodeExists",
	-111: "NotEmpty",
	-112: CodeSessionExpired,
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
