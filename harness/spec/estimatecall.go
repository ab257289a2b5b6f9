package spec

import (
	"cmp"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// numeric lists the parameters that are numbers, for which HCL accepts strings: the position of
// the first one.
var numeric = map[string]int{
	"abs": 0, "ceil": 0, "element": 1, "floor": 0, "max": 0, "min": 0, "range": 0, "round": 0, "seconds_since": 0, "server": 0,
	"slice": 1, "strrepeat": 1, "substr": 1,
}

// call returns the size of the result of a function, together with its arguments. Some
// functions multiply the sizes of their arguments.
func (e estimate) call(x *hclsyntax.FunctionCallExpr) float64 {
	total := float64(baseSize)
	first, takesNumbers := numeric[x.Name]
	for i, arg := range x.Args {
		if takesNumbers && i >= first {
			total += e.number(arg)
		} else {
			total += e.of(arg)
		}
	}
	if total > maxValue || x.ExpandFinal && len(x.Args) == 1 {
		return e.multiplied(x, total)
	}
	switch {
	case x.Name == "range":
		return e.ofRange(x, total)
	case x.Name == "format" && len(x.Args) > 0:
		return e.format(x.Args[0], x.Args[1:], e.of)
	case x.Name == "formatlist" && len(x.Args) > 0:
		rounds := 1.0
		for _, arg := range x.Args[1:] {
			rounds = max(rounds, e.count(arg))
		}
		return total + rounds*e.format(x.Args[0], x.Args[1:], e.element)
	case x.Name == "join" && len(x.Args) > 0:
		separators := 0.0
		for _, list := range x.Args[1:] {
			separators += e.count(list)
		}
		return total + separators*e.bytes(x.Args[0])
	case x.Name == "replace" && len(x.Args) == 3:
		return total + e.replaced(x.Args[0], x.Args[1], x.Args[2])
	case x.Name == "strrepeat" && len(x.Args) == 2:
		return total + e.repeated(x.Args[0], x.Args[1])
	case x.Name == "regex" && len(x.Args) == 2:
		return total + e.matched(x.Args[0], x.Args[1])
	default:
		return e.multiplied(x, total)
	}
}

// multiplied returns the size of the result of a function, of which nothing but the size of all
// its arguments is known.
func (e estimate) multiplied(x *hclsyntax.FunctionCallExpr, total float64) float64 {
	switch x.Name {
	case "distinct": // compares every pair of elements
		return total * max(total/baseSize/baseSize, 1)
	case "split": // may return an element for each character
		return total * baseSize
	case "format":
		return total * maxWidening
	case "formatlist", "join", "replace", "regex", "strrepeat", "setunion":
		return total * max(total/baseSize, 1)
	default:
		return total
	}
}

// ofRange evaluates a range of known numbers. stdlib.RangeFunc returns at most 1024.
func (e estimate) ofRange(x *hclsyntax.FunctionCallExpr, total float64) float64 {
	if total < 1000 {
		if v, diags := x.Value(e.hclCtx); !diags.HasErrors() && v.IsKnown() {
			return e.size(v)
		}
	}
	return 1024 * baseSize
}

// text returns the value of an expression that is a known text.
func (e estimate) text(expr hcl.Expression) (string, bool) {
	if v, known := e.value(expr); known && v.Type() == cty.String {
		return v.AsString(), true
	}
	return "", false
}

// bytes returns the length of a text.
func (e estimate) bytes(expr hcl.Expression) float64 {
	if text, known := e.text(expr); known {
		return float64(len(text))
	}
	return max(e.of(expr)-baseSize, 0)
}

// replaced returns the length of what replace puts in place of all occurrences of a text.
func (e estimate) replaced(in, text, by hcl.Expression) float64 {
	known, _ := e.text(text)
	return (e.bytes(in)/max(float64(len(known)), 1) + 1) * e.bytes(by)
}

// repeated returns the size of a repeated text. If the number is not known, but the text is
// within a for expression, strrepeat itself limits the result.
func (e estimate) repeated(text, times hcl.Expression) float64 {
	n, known := e.value(times)
	switch {
	case known && n.Type() == cty.Number:
		most, _ := n.AsBigFloat().Float64()
		return min(e.bytes(text)*max(most, 0), math.MaxFloat64)
	case len(e.loops) > 0:
		return maxValue
	default: // the result is not known either
		return baseSize
	}
}

// matched returns the cost of applying a regular expression, and the size of the groups that it
// returns. It takes time proportional to the text and to the program that the expression is
// compiled to, which a repetition such as {10} makes longer than the expression.
func (e estimate) matched(pattern, text hcl.Expression) float64 {
	known, isKnown := e.text(pattern)
	repetitions, groups := 1.0, float64(strings.Count(known, "("))
	for _, m := range repetition.FindAllStringSubmatch(known, -1) {
		n, _ := strconv.ParseFloat(cmp.Or(m[2], m[1]), 64)
		repetitions *= max(n, 1)
	}
	if !isKnown {
		repetitions, groups = maxRepetitions, e.bytes(pattern)/2
	}
	program := e.bytes(pattern)*min(repetitions, maxRepetitions) + 1
	return program*max(e.bytes(text)/baseSize, 1) + groups*e.of(text)
}

// maxRepetitions is the most that package regexp/syntax accepts, also of repetitions within each
// other.
const maxRepetitions = 1000

// repetition matches one of a regular expression: {2}, {2,} or {2,3}.
var repetition = regexp.MustCompile(`\{([0-9]+)(?:,([0-9]*))?\}`)
