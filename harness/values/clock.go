package values

import (
	"strconv"
	"time"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// Clock returns the functions clock and seconds_since at one moment, which is a time since the
// run began. All expressions of one evaluation have the same moment.
func Clock(moment time.Duration) map[string]function.Function {
	return clockAt(Seconds(moment))
}

// UnknownClock returns the same functions before the run.
func UnknownClock() map[string]function.Function {
	return clockAt(cty.UnknownVal(cty.Number).RefineNotNull())
}

func clockAt(now cty.Value) map[string]function.Function {
	return map[string]function.Function{
		"clock": function.New(&function.Spec{
			Description: "Seconds since the run began, before its servers booted, on a monotonic clock. The moment is the same in all expressions of one evaluation: after results and watch events were looked up, before servers are asked.",
			Type:        function.StaticReturnType(cty.Number),
			Impl:        func([]cty.Value, cty.Type) (cty.Value, error) { return now, nil },
		}),
		"seconds_since": function.New(&function.Spec{
			Description: "Seconds from a moment until clock(), such as since result.NAME.at.",
			Params:      []function.Parameter{{Name: "at", Type: cty.Number}},
			Type:        function.StaticReturnType(cty.Number),
			Impl:        func(args []cty.Value, _ cty.Type) (cty.Value, error) { return now.Subtract(args[0]), nil },
		}),
	}
}

// Seconds returns a duration, or a time since the run began, as expressions have it: as a
// decimal number, since what is computed from a binary one is written with dozens of digits.
func Seconds(d time.Duration) cty.Value {
	return cty.MustParseNumberVal(strconv.FormatFloat(d.Seconds(), 'f', -1, 64))
}
