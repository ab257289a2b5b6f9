package values

import (
	"testing"
	"time"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/cluster"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// closedSession implements Session.
type closedSession struct{}

func (closedSession) ID() timeline.SessionID { return 1 }
func (closedSession) Server() int            { return 1 }
func (closedSession) Timeout() time.Duration { return time.Second }
func (closedSession) State() session.State   { return session.Closed }

// Values must have exactly the attributes of the reference.
func TestValuesHaveTheAttributesOfTheVocabulary(t *testing.T) {
	found := session.Result{Op: timeline.Op{Stat: &timeline.Stat{}, Parts: []timeline.Part{{}}, ACL: []string{""}}, Outcome: timeline.OK}
	var loaded session.Summary
	loaded.Add(found)
	loaded.Add(session.Result{Op: timeline.Op{Code: "Timeout"}, Outcome: timeline.Unknown})
	for name, c := range map[string]struct {
		value cty.Value
		want  attributes
	}{
		"server that does not serve": {cty.ObjectVal(OfServer(&cluster.Server{}, nil)), serverAttributes},
		"server that serves":         {cty.ObjectVal(OfServer(&cluster.Server{ID: 1}, cluster.Survey{1: {}})), serverAttributes},
		"session":                    {OfSession(closedSession{}, []timeline.Event{{Watch: &timeline.Watch{}}}), sessionAttributes},
		"session before its use":     {NullSession(), sessionAttributes},
		"result":                     {OfResult(found), resultAttributes},
		"result without a stat":      {OfResult(session.Result{}), resultAttributes},
		"result of a load":           {OfSummary(loaded), resultAttributes},
		"result of an empty load":    {OfSummary(session.Summary{}), resultAttributes},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := convert.Convert(c.value, cty.Object(c.want.types())) // a tuple passes for a list
			assert.NilError(t, err)
			assert.Equal(t, len(c.value.Type().AttributeTypes()), len(c.want), "it has attributes that the reference does not know")
		})
	}
}

// What is certain of a result before the run must be so in every run.
func TestCertainAttributesHaveTheirValues(t *testing.T) {
	ops := []timeline.Op{
		{Name: timeline.OpWatch, Watch: "data"}, {Name: timeline.OpWatch, Watch: "exists"}, {Name: timeline.OpWatch, Watch: "persistent"},
		{Name: "move"},
	}
	for _, name := range []string{
		timeline.OpCreate, timeline.OpSet, timeline.OpDelete, timeline.OpRead, timeline.OpExists, timeline.OpChildren, timeline.OpSync,
		timeline.OpACL, timeline.OpSetACL, timeline.OpTransaction, timeline.OpUnwatch, timeline.OpAuth, timeline.OpReconfig, timeline.OpRequest, timeline.OpClose,
	} {
		ops = append(ops, timeline.Op{Name: name})
	}
	for _, op := range ops {
		check := func(outcome timeline.Outcome, code, expected string) {
			asked, got := op, op
			asked.Code, got.Code = expected, code
			result := OfResult(session.Result{Op: got, Outcome: outcome})
			for name, certain := range Certain(asked, outcome) {
				v := result.GetAttr(name)
				assert.Assert(t, certain.IsKnown() && v.RawEquals(certain) || !certain.IsKnown() && !v.IsNull(), "%s of %s: %#v", name, op.Name, v)
			}
		}
		check(timeline.OK, "", "")
		check(timeline.Refused, "NodeExists", "NodeExists")
		check(timeline.Refused, timeline.CodeNoAuth, timeline.CodeNoAuth)
		if op.Name == timeline.OpExists || op.Watch == "exists" {
			check(timeline.OK, timeline.CodeNoNode, "")
		}
	}
}

func TestCertainAttributesOfALoadHaveTheirValues(t *testing.T) {
	var failed session.Summary
	failed.Add(session.Result{Op: timeline.Op{Code: "Timeout"}, Outcome: timeline.Unknown})
	for result, certain := range map[*session.Summary]map[string]cty.Value{
		{}: CertainSummary(true), &failed: CertainSummary(false),
	} {
		value := OfSummary(*result)
		for name, c := range certain {
			v := value.GetAttr(name)
			assert.Assert(t, c.IsWhollyKnown() && v.RawEquals(c) || !c.IsWhollyKnown() && !v.IsNull(), "%s: %#v", name, v)
		}
	}
}
