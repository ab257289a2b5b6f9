package spec

import (
	"math/big"
	"strings"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// The functions on texts, lists of bools and numbers that cty does not have. They mean what
// Terraform's functions of the same name mean; strrepeat and round are our own.
var (
	startsWithFunc  = textTest("Whether a text begins with a prefix.", "prefix", strings.HasPrefix)
	endsWithFunc    = textTest("Whether a text ends with a suffix.", "suffix", strings.HasSuffix)
	strContainsFunc = textTest("Whether a text contains another one.", "substr", strings.Contains)
	allTrueFunc     = boolsTest("Whether all elements of a list are true; also of an empty one. A null is not true.", true)
	anyTrueFunc     = boolsTest("Whether any element of a list is true; not of an empty one. A null is not true.", false)
)

func textTest(description, other string, test func(text, other string) bool) function.Function {
	return function.New(&function.Spec{
		Description: description,
		Params:      []function.Parameter{{Name: "str", Type: cty.String}, {Name: other, Type: cty.String}},
		Type:        function.StaticReturnType(cty.Bool),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			return cty.BoolVal(test(args[0].AsString(), args[1].AsString())), nil
		},
	})
}

// boolsTest returns a function whose result is otherwise, unless an element decides that it is
// not. One that decides does so whatever the unknown ones are.
func boolsTest(description string, otherwise bool) function.Function {
	return function.New(&function.Spec{
		Description: description,
		Params:      []function.Parameter{{Name: "list", Type: cty.List(cty.Bool)}},
		Type:        function.StaticReturnType(cty.Bool),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			result := cty.BoolVal(otherwise)
			for it := args[0].ElementIterator(); it.Next(); {
				_, v := it.Element()
				switch {
				case !v.IsKnown():
					result = cty.UnknownVal(cty.Bool)
				case (!v.IsNull() && v.True()) != otherwise:
					return cty.BoolVal(!otherwise), nil
				}
			}
			return result, nil
		},
	})
}

// strRepeatFunc bounds its result itself: the size of the values of conditions is not checked
// again when they are evaluated during a run.
var strRepeatFunc = function.New(&function.Spec{
	Description: "A text, repeated a number of times; at most 4 MB.",
	Params:      []function.Parameter{{Name: "str", Type: cty.String}, {Name: "times", Type: cty.Number}},
	Type:        function.StaticReturnType(cty.String),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		text, n := args[0].AsString(), args[1].AsBigFloat()
		times, accuracy := n.Int64()
		switch {
		case accuracy != big.Exact || times < 0:
			return cty.NilVal, function.NewArgErrorf(1, "a whole number of 0 or more is required")
		case text != "" && times > maxValue/int64(len(text)):
			return cty.NilVal, function.NewArgErrorf(1, "the result would have more than %d MB", maxValue>>20)
		case text == "":
			times = 0
		}
		return cty.StringVal(strings.Repeat(text, int(times))), nil
	},
})

const (
	maxDigits = 20 // after the decimal point, for round
	// exactDigits are the decimal digits that round takes a number for. HCL keeps a number such
	// as 2.675 in 512 bits, which is just below it and would be rounded to 2.67.
	exactDigits = 2 * maxDigits
)

// roundFunc has a second parameter that may be left out, which cty has no other way to say.
var roundFunc = function.New(&function.Spec{
	Description: "A number, rounded to a number of digits after the decimal point, 0 to 20; without it to a whole one. Halves are rounded away from zero.",
	Params:      []function.Parameter{{Name: "num", Type: cty.Number}},
	VarParam:    &function.Parameter{Name: "digits", Type: cty.Number},
	Type:        function.StaticReturnType(cty.Number),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		if len(args) > 2 {
			return cty.NilVal, function.NewArgErrorf(2, "at most one number of digits is expected")
		}
		digits := int64(0)
		if len(args) == 2 {
			n, accuracy := args[1].AsBigFloat().Int64()
			if accuracy != big.Exact || n < 0 || n > maxDigits {
				return cty.NilVal, function.NewArgErrorf(1, "a whole number from 0 to %d is required", maxDigits)
			}
			digits = n
		}
		number := args[0].AsBigFloat()
		if number.IsInt() || number.IsInf() {
			return args[0], nil
		}
		exact, _ := new(big.Rat).SetString(number.Text('f', exactDigits))
		rounded, err := cty.ParseNumberVal(exact.FloatString(int(digits)))
		if err != nil || rounded.AsBigFloat().Sign() == 0 { // there is no -0
			return cty.Zero, err
		}
		return rounded, nil
	},
})
