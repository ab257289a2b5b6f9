package timeline

import "time"

// CodeNoEnd is the code of an operation whose end the record does not hold.
const CodeNoEnd = "NoEnd"

// request is what an operation has in common with its invocation.
type request struct {
	client  string
	session SessionID
	xid     int32
}

func requestOf(op *Op) request { return request{op.Client, op.Session, op.Xid} }

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
	open, places := map[request]int{}, map[int]bool{}
	for i, e := range events {
		switch {
		case e.Op == nil:
		case e.Kind == KindInvoke:
			if before, ok := open[requestOf(e.Op)]; ok { // of a client that gives no xids
				places[before] = true
			}
			open[requestOf(e.Op)] = i
			invocations++
		case e.Kind == KindOp:
			delete(open, requestOf(e.Op))
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
