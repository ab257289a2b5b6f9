package timeline_test

import (
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

func TestInvocationsWithoutEndAreUnknown(t *testing.T) {
	op := func(kind timeline.Kind, client string, id timeline.SessionID, xid int32) timeline.Event {
		e := timeline.Event{Kind: kind, At: 3, Op: &timeline.Op{
			Name: "transaction", Client: client, Session: id, Xid: xid, Invoke: 2, Parts: []timeline.Part{{Name: "check"}},
		}}
		if kind == timeline.KindOp {
			e.Outcome = timeline.OK
		}
		return e
	}
	events := []timeline.Event{
		op(timeline.KindInvoke, "a", 1, 5),
		op(timeline.KindInvoke, "a", 1, 6),
		op(timeline.KindInvoke, "b", 1, 5),
		op(timeline.KindInvoke, "a", 2, 5),
		op(timeline.KindOp, "a", 1, 5),
		op(timeline.KindOp, "c", 1, 9), // a client that records no invocations
		{Kind: timeline.KindNote, At: 9},
	}
	got := timeline.Complete(events)
	assert.Equal(t, len(got), 6)
	for _, e := range got[:3] {
		assert.Equal(t, e.Kind, timeline.KindOp)
		assert.Equal(t, e.Outcome, timeline.Unknown)
		assert.DeepEqual(t, []any{e.Op.Invoke, e.Op.Return, e.Op.Code, e.Op.Parts[0].Outcome},
			[]any{events[0].Op.Invoke, events[6].At, timeline.CodeNoEnd, timeline.Unknown})
	}
	assert.DeepEqual(t, []any{got[0].Op.Xid, got[1].Op.Client, got[2].Op.Session}, []any{int32(6), "b", timeline.SessionID(2)})
	assert.DeepEqual(t, got[3:], events[4:])
	assert.Equal(t, events[1].Op.Code, "", "Complete changed its input")
}

func TestWithoutInvocationsNothingChanges(t *testing.T) {
	assert.Equal(t, len(timeline.Complete(nil)), 0)
	events := []timeline.Event{{Kind: timeline.KindNote}}
	assert.DeepEqual(t, timeline.Complete(events), events)
}

// Without xids it is open which of the requests has ended, but none is lost.
func TestInvocationsWithoutXids(t *testing.T) {
	asked := timeline.Event{Kind: timeline.KindInvoke, Op: &timeline.Op{Name: "set", Client: "a"}}
	ended := timeline.Event{Kind: timeline.KindOp, Outcome: timeline.OK, Op: asked.Op}
	got := timeline.Complete([]timeline.Event{asked, asked, ended, asked})
	assert.DeepEqual(t, []timeline.Outcome{got[0].Outcome, got[1].Outcome, got[2].Outcome}, []timeline.Outcome{timeline.Unknown, timeline.OK, timeline.Unknown})
}
