package values

import (
	"fmt"
	"math/big"
	"regexp"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/zkscenario/zkscenario/harness/server"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// ServerFunc returns the function server(N). lookup returns the attributes of a server.
func ServerFunc(e *spec.Ensemble, lookup func(id int) (map[string]cty.Value, error)) function.Function {
	return function.New(&function.Spec{
		Description: "State of a server.",
		Params:      []function.Parameter{{Name: "id", Type: cty.Number}},
		Type:        function.StaticReturnType(cty.Object(serverAttributes.types())),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			id, err := serverArg(e, args[0])
			if err != nil {
				return cty.NilVal, err
			}
			values, err := lookup(id)
			if err != nil {
				return cty.NilVal, err
			}
			return cty.ObjectVal(values), nil
		},
	})
}

// LogLineFunc returns the function log_line(N, PATTERN). lookup returns the line.
func LogLineFunc(e *spec.Ensemble, lookup func(id int, pattern *regexp.Regexp) (cty.Value, error)) function.Function {
	return logFunc(e, cty.String, lookup, "First line of a server's log, since its last start, that matches a regular expression (RE2); null if there is none yet. Of a log of more than 9 MB the begin and the end are kept; the function fails if none of these lines matches.")
}

// LogLinesFunc returns the function log_lines(N, PATTERN). lookup returns the lines.
func LogLinesFunc(e *spec.Ensemble, lookup func(id int, pattern *regexp.Regexp) (cty.Value, error)) function.Function {
	return logFunc(e, cty.List(cty.String), lookup, fmt.Sprintf("All lines of a server's log, since its last start, that match a regular expression (RE2), in order. The function fails if more than %d match, and if lines of a log of more than 9 MB were left out.", server.MostFound))
}

func logFunc(e *spec.Ensemble, result cty.Type, lookup func(id int, pattern *regexp.Regexp) (cty.Value, error), description string) function.Function {
	return function.New(&function.Spec{
		Description: description,
		Params:      []function.Parameter{{Name: "id", Type: cty.Number}, {Name: "pattern", Type: cty.String}},
		Type:        function.StaticReturnType(result),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			id, err := serverArg(e, args[0])
			if err != nil {
				return cty.NilVal, err
			}
			pattern, err := regexp.Compile(args[1].AsString())
			if err != nil {
				return cty.NilVal, function.NewArgError(1, err)
			}
			return lookup(id, pattern)
		},
	})
}

// serverArg reads an argument that is the id of a server.
func serverArg(e *spec.Ensemble, arg cty.Value) (int, error) {
	n, accuracy := arg.AsBigFloat().Int64()
	if accuracy != big.Exact || e != nil && e.Server(int(n)) == nil {
		return 0, function.NewArgErrorf(0, "there is no server %s", arg.AsBigFloat().Text('g', 10))
	}
	return int(n), nil
}
