package timeline

import "time"

// CodeNoEnd is the code of an operation whose end the record does not hold.
const CodeNoEnd = "NoEnd"

// Request names what a client asked for: what its invocation, its end and the
// transactions that servers made of it have in common.
type Request struct {
	Session SessionID
	Xid     int32 // 0 when it never left its client
}

// Request is the one that the operation is.
func (op *Op) Request() Request { return Request{op.Session, op.Xid} }

// Request is the one that the transaction was made for.
func (t Txn) Request() Request { return Request{t.Session, t.Xid} }

// asked is a request with its client: before a client has a session, nothing else
// tells its requests from those of others.
type asked struct {
	client string
	Request
}

func askedBy(op *Op) asked { return asked{op.Client, op.Request()} }

// Complete gives the events with every operation that may have happened and
// without invocations: one whose end is on record is left out, and one without
// becomes, in its place, an operation whose outcome is unknown. It ends with the
// record.
func Complete(events []Event) []Event {
	open, invocations := unended(events)
	if invocations == 0 {
		return events
	}
	end := events[len(events)-1].At
	complete := make([]Event, 0, len(events)-invocations+len(open))
	for i, e := range events {
		if e.Kind != KindInvoke {
			complete = append(complete, e)
		} else if open[i] {
			complete = append(complete, withoutEnd(e, end))
		}
	}
	return complete
}

// unended are the places of the invocations without an end, and how many
// invocations there are.
func unended(events []Event) (places map[int]bool, invocations int) {
	open, places := map[asked]int{}, map[int]bool{}
	for i, e := range events {
		switch {
		case e.Op == nil:
		case e.Kind == KindInvoke:
			if before, ok := open[askedBy(e.Op)]; ok { // of a client that gives no xids
				places[before] = true
			}
			open[askedBy(e.Op)] = i
			invocations++
		case e.Kind == KindOp:
			delete(open, askedBy(e.Op))
		}
	}
	for _, i := range open {
		places[i] = true
	}
	return places, invocations
}

// withoutEnd is the operation of an invocation.
func withoutEnd(e Event, end time.Duration) Event {
	op := *e.Op
	op.Return, op.Code = end, CodeNoEnd
	op.Parts = append([]Part(nil), op.Parts...)
	for i := range op.Parts {
		op.Parts[i].Outcome = Unknown
	}
	e.Kind, e.Outcome, e.What, e.Op = KindOp, Unknown, "the record does not hold its end", &op
	return e
}
