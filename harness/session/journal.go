package session

import "github.com/zkscenario/zkscenario/harness/timeline"

// journal records what a session does and receives in the timeline.
type journal struct {
	name  string // of the session
	log   *timeline.Log
	quiet bool // records nothing
}

func (j journal) append(e timeline.Event) {
	if j.quiet {
		return
	}
	e.Actor = "session " + j.name
	j.log.Append(e)
}

// invoked records an invocation, so that the operation is known even if the harness
// crashes before its end.
func (j journal) invoked(op timeline.Op) {
	j.append(timeline.Event{Kind: timeline.KindInvoke, Op: &op})
}

// ended records the end of an operation.
func (j journal) ended(r *Result) {
	op := r.Op
	j.append(timeline.Event{Kind: timeline.KindOp, What: r.Why, Outcome: r.Outcome, Op: &op})
}

func (j journal) handshake(h timeline.Handshake, o timeline.Outcome, what string) {
	j.append(timeline.Event{Kind: timeline.KindHandshake, What: what, Outcome: o, Handshake: &h})
}

func (j journal) watchEvent(w timeline.Watch) {
	w.Client = j.name
	j.append(timeline.Event{Kind: timeline.KindWatch, Watch: &w})
}

// invocation describes the request, invoked now.
func (j journal) invocation(q Request) timeline.Op {
	op := timeline.Op{
		Name:   q.Op,
		Path:   q.Path,
		Client: j.name,
		Invoke: j.log.Now(),
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
	op.Version = requiredVersion(q)
	for _, part := range q.Parts {
		op.Parts = append(op.Parts, partOf(part))
	}
	return op
}

func partOf(q Request) timeline.Part {
	p := timeline.Part{Name: q.Op, Path: q.Path, ACL: q.ACL, TTL: q.TTL, Version: requiredVersion(q)}
	if q.Op == timeline.OpCreate {
		p.Mode = string(q.mode())
	}
	if q.Op == timeline.OpCreate || q.Op == timeline.OpSet {
		p.Data, p.Size, p.Digest = timeline.Text(q.Data), len(q.Data), timeline.Digest(q.Data)
	}
	return p
}

// requiredVersion returns the version that a request requires, or nil.
func requiredVersion(q Request) *int32 {
	switch q.Op {
	case timeline.OpSet, timeline.OpDelete, timeline.OpSetACL, timeline.OpCheck:
		if q.Version != AnyVersion {
			return &q.Version
		}
	}
	return nil
}

// setData sets the fields of an operation that describe its data.
func setData(op *timeline.Op, data []byte) {
	op.Data, op.Size, op.Digest = timeline.Text(data), len(data), timeline.Digest(data)
}
