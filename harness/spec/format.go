package spec

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// maxWidening is the highest ratio of the length of a verb's output to that of the verb in
// format.
const maxWidening = 250

// maxWidth is the number of digits that a width or a precision may have.
const maxWidth = 3

// verb matches a verb of format: its width, its precision, the position of its argument and its
// letter. A zero before the width is a flag.
var verb = regexp.MustCompile(`%%|%[ #+0-]*(\*|[0-9]*)(?:\.(\*|[0-9]*))?(\[[0-9]*\])?([A-Za-z]?)`)

// isWide reports whether a width or precision has too many digits, or is given as an argument.
func isWide(digits string) bool {
	return len(strings.TrimLeft(digits, "0")) > maxWidth || digits == "*"
}

// limitWidth returns a formatting function that rejects verbs with a wide output.
func limitWidth(f function.Function) function.Function {
	varParam := *f.VarParam()
	return function.New(&function.Spec{
		Description: strings.ReplaceAll(f.Description(), `\"`, `"`), // go-cty escapes the quotes
		Params:      f.Params(),
		VarParam:    &varParam,
		Type: func(args []cty.Value) (cty.Type, error) {
			if v := args[0]; v.IsKnown() && !v.IsNull() {
				for _, m := range verb.FindAllStringSubmatch(v.AsString(), -1) {
					if isWide(m[1]) || isWide(m[2]) {
						return cty.NilType, function.NewArgErrorf(0, "a width of more than three digits, or one given as an argument, is not allowed")
					}
				}
			}
			return f.ReturnTypeForValues(args)
		},
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) { return f.Call(args) },
	})
}

var (
	formatFunc     = limitWidth(stdlib.FormatFunc)
	formatListFunc = limitWidth(stdlib.FormatListFunc)
)

// Letters of verbs that convert their argument to a number, and of those that write a text with
// quotes or as JSON, where a byte may become the six of \u0000.
const (
	numberVerbs = "bdoxXeEfgG"
	quotedVerbs = "qv"
	quotedByte  = 6
)

// format returns the size of a formatted text; each returns that of an argument.
func (e estimate) format(text hclsyntax.Expression, args []hclsyntax.Expression, each func(hcl.Expression) float64) float64 {
	layout, known := e.text(text)
	given := 0.0
	for _, arg := range args {
		given += each(arg)
	}
	if !known {
		return (e.of(text) + given) * maxWidening
	}
	n := e.of(text)
	quoted, numbers, uses := false, false, 1.0
	for _, m := range verb.FindAllStringSubmatch(layout, -1) {
		width, _ := strconv.Atoi(m[1]) // limitWidth rejects what is no number
		precision, _ := strconv.Atoi(m[2])
		n += float64(min(width, 999) + min(precision, 999) + baseSize)
		quoted = quoted || strings.Contains(quotedVerbs, m[4])
		if m[3] != "" {
			uses++
		}
		numbers = numbers || m[4] != "" && strings.Contains(numberVerbs, m[4])
	}
	for _, arg := range args {
		if numbers {
			given += e.number(arg) - e.of(arg)
		}
	}
	if quoted {
		given *= quotedByte
	}
	return n + given*uses
}
