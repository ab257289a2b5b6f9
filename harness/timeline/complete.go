package timeline

import "time"

// CodeNoEnd is the code of an operation that has an invocation and no end in the
// timeline.
const CodeNoEnd = "NoEnd"

// Request identifies a request of a client: its invocation, its end and the
// transaction that servers logged for it have the same Request.
type Request struct {
	Session SessionID
	Xid     int32 // 0 if it was never sent
}

// Request returns the identity of the operation's request.
func (op *Op) Request() Request { return Request{op.Session, op.Xid} }

// Request returns the identity of the request that caused the transaction.
func (t Txn) Request() Request { return Request{t.Session, t.Xid} }

// clientRequest identifies a request together with its client, because requests of
// clients without a session differ in nothing else.
type clientRequest struct {
	client string
	Request
}

func clientRequestOf(op *Op) clientRequest { return clientRequest{op.Client, op.Request()} }

// Complete returns the events without invocations: an invocation that has an end is
// removed, and one without becomes, in its place, an operation with outcome unknown
// and code NoEnd that returns at the end of the timeline.
func Complete(events []Event) []Event {
	open, invocations := openInvocations(events)
	if invocations == 0 {
		return events
	}
	end := events[len(events)-1].At
	complete := make([]Event, 0, len(events)-invocations+len(open))
	for i, e := range events {
		if e.Kind != KindInvoke {
			complete = append(complete, e)
		} else if open[i] {
			complete = append(complete, indeterminate(e, end))
		}
	}
	return complete
}

// openInvocations returns the indexes of the invocations without an end, and the
// number of all invocations.
func openInvocations(events []Event) (indexes map[int]bool, invocations int) {
	open, indexes := map[clientRequest]int{}, map[int]bool{}
	for i, e := range events {
		switch {
		case e.Op == nil:
		case e.Kind == KindInvoke:
			if before, ok := open[clientRequestOf(e.Op)]; ok { // the client records no xids
				indexes[before] = true
			}
			open[clientRequestOf(e.Op)] = i
			invocations++
		case e.Kind == KindOp:
			delete(open, clientRequestOf(e.Op))
		}
	}
	for _, i := range open {
		indexes[i] = true
	}
	return indexes, invocations
}

// indeterminate returns an operation with outcome unknown in place of an invocation.
func indeterminate(e Event, end time.Duration) Event {
	op := *e.Op
	op.Return, op.Code = end, CodeNoEnd
	op.Parts = append([]Part(nil), op.Parts...)
	for i := range op.Parts {
		op.Parts[i].Outcome = Unknown
	}
	e.Kind, e.Outcome, e.What, e.Op = KindOp, Unknown, "its end is not recorded", &op
	return e
}
