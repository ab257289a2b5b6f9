package values

import (
	"maps"

	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// OfSummary returns the value of result.NAME for many operations: those of fill, or of a load.
// Attributes of a single reply are null.
func OfSummary(s session.Summary) cty.Value {
	values := resultAttributes.null()
	maps.Copy(values, map[string]cty.Value{
		"outcome": cty.StringVal(string(s.Outcome())),
		"code":    cty.StringVal(s.First),
		"zxid":    zxidOrNull(s.Newest),
		"session": cty.StringVal(s.Session.String()),
		"server":  cty.NumberIntVal(int64(s.Server)),
		"seconds": Seconds(s.Ended - s.Began),
		"at":      Seconds(s.Ended),
		"operations": cty.ObjectVal(map[string]cty.Value{
			"total": count(s.Total()), "ok": count(s.OK), "refused": count(s.Refused), "unknown": count(s.Unknown),
		}),
		"errors":  countsValue(s.Codes),
		"latency": latencyValue(&s),
	})
	return cty.ObjectVal(values)
}

// CertainSummary returns the attributes of such a result that are certain before the run. With
// allOK every operation is ok, or the run ends.
func CertainSummary(allOK bool) map[string]cty.Value {
	certain := map[string]cty.Value{
		"operations": cty.ObjectVal(operationsAttributes.unknown()).RefineNotNull(),
		"errors":     cty.UnknownVal(cty.Map(cty.Number)).RefineNotNull(),
	}
	if allOK {
		certain["outcome"], certain["code"] = cty.StringVal(string(timeline.OK)), cty.StringVal("")
	}
	return certain
}

// null returns the attributes without values.
func (as attributes) null() map[string]cty.Value {
	values := map[string]cty.Value{}
	for _, a := range as {
		values[a.Name] = cty.NullVal(a.Type)
	}
	return values
}

func count(n int) cty.Value { return cty.NumberIntVal(int64(n)) }

func countsValue(counts map[string]int) cty.Value {
	if len(counts) == 0 {
		return cty.MapValEmpty(cty.Number)
	}
	values := map[string]cty.Value{}
	for name, n := range counts {
		values[name] = count(n)
	}
	return cty.MapVal(values)
}

func latencyValue(s *session.Summary) cty.Value {
	l, some := s.Latency()
	if !some {
		return cty.NullVal(cty.Object(latencyAttributes.types()))
	}
	return cty.ObjectVal(map[string]cty.Value{
		"min": Seconds(l.Least), "median": Seconds(l.Median), "p99": Seconds(l.P99), "max": Seconds(l.Greatest),
	})
}
