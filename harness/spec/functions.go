package spec

import (
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"

	"github.com/zkscenario/zkscenario/harness/equality"
)

// Functions returns the functions that every expression may call. Package harness adds those
// for zxids and trees.
func Functions(release string) map[string]function.Function {
	return map[string]function.Function{
		"abs":             stdlib.AbsoluteFunc,
		"alltrue":         allTrueFunc,
		"anytrue":         anyTrueFunc,
		"ceil":            stdlib.CeilFunc,
		"coalesce":        stdlib.CoalesceFunc,
		"concat":          stdlib.ConcatFunc,
		"contains":        equality.ContainsFunc,
		"distinct":        stdlib.DistinctFunc,
		"element":         stdlib.ElementFunc,
		"endswith":        endsWithFunc,
		"flatten":         stdlib.FlattenFunc,
		"floor":           stdlib.FloorFunc,
		"format":          formatFunc,
		"formatlist":      formatListFunc,
		"join":            stdlib.JoinFunc,
		"jsondecode":      stdlib.JSONDecodeFunc,
		"keys":            stdlib.KeysFunc,
		"length":          stdlib.LengthFunc,
		"lower":           stdlib.LowerFunc,
		"max":             stdlib.MaxFunc,
		"merge":           stdlib.MergeFunc,
		"min":             stdlib.MinFunc,
		"range":           stdlib.RangeFunc,
		"regex":           stdlib.RegexFunc,
		"replace":         stdlib.ReplaceFunc,
		"round":           roundFunc,
		"setintersection": stdlib.SetIntersectionFunc,
		"setsubtract":     stdlib.SetSubtractFunc,
		"setunion":        stdlib.SetUnionFunc,
		"slice":           stdlib.SliceFunc,
		"sort":            stdlib.SortFunc,
		"split":           stdlib.SplitFunc,
		"startswith":      startsWithFunc,
		"strcontains":     strContainsFunc,
		"strlen":          stdlib.StrlenFunc,
		"strrepeat":       strRepeatFunc,
		"substr":          stdlib.SubstrFunc,
		"tonumber":        conversion(cty.Number, "Converts a text to a number; for any other text it is a mistake."),
		"tostring":        conversion(cty.String, "Converts a number or a bool to text, which == does not: \"3\" and 3 are not equal."),
		"upper":           stdlib.UpperFunc,
		"values":          stdlib.ValuesFunc,

		"release_in": releaseInFunc(release),
	}
}

// conversion returns Terraform's function that converts a value to a type.
func conversion(to cty.Type, description string) function.Function {
	return stdlib.MakeToFunc(to).WithNewDescriptions(description, []string{""})
}

// releaseInFunc returns the function release_in. Its result is an unknown value if the release
// under test is not known yet.
func releaseInFunc(release string) function.Function {
	return function.New(&function.Spec{
		Description: "Whether the release under test is in a range such as \">= 3.5.0, < 3.5.4\".",
		Params:      []function.Parameter{{Name: "range", Type: cty.String}},
		Type:        function.StaticReturnType(cty.Bool),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			c, err := ParseConstraint(args[0].AsString())
			if err != nil {
				return cty.NilVal, function.NewArgError(0, err)
			}
			if release == "" {
				return cty.UnknownVal(cty.Bool), nil
			}
			return cty.BoolVal(c.Allows(release)), nil
		},
	})
}
