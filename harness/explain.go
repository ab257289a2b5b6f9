package harness

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/zkscenario/zkscenario/harness/equality"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/values"
)

// Explain formats a condition of the present word with the values that decide it, such as:
// result.after.data == result.before.data ("2" != "3"). A comparison alone has the operator
// that holds. Of several parts it writes those that decide, each with its own operator and
// whether it is true: (null == "DIFF" is false).
func (env *Env) Explain(ctx context.Context, expr hcl.Expression) string {
	source := env.source(expr)
	native, ok := expr.(hclsyntax.Expression)
	if !ok {
		return source
	}
	native = inner(native)
	var found []string
	if c, ok := native.(*hclsyntax.BinaryOpExpr); ok && operators[c.Op].symbol != "" {
		found = append(found, env.compared(ctx, c, env.holding(ctx, c)))
	} else {
		for _, part := range env.decisive(ctx, native) {
			if _, isCall := part.(*hclsyntax.FunctionCallExpr); part != native || isCall {
				found = append(found, env.explainPart(ctx, part))
			}
		}
	}
	found = slices.DeleteFunc(found, func(s string) bool { return s == "" })
	if len(found) == 0 {
		return source
	}
	return fmt.Sprintf("%s (%s)", source, strings.Join(found, ", "))
}

// source returns what the author wrote.
func (env *Env) source(expr hcl.Expression) string {
	return strings.TrimSpace(string(env.file.Slice(expr.Range())))
}

// inner returns an expression without the parentheses around it.
func inner(expr hclsyntax.Expression) hclsyntax.Expression {
	switch e := expr.(type) {
	case *hclsyntax.ParenthesesExpr:
		return inner(e.Expression)
	case *hclsyntax.TemplateWrapExpr: // "${...}", as all expressions of the JSON form
		return inner(e.Wrapped)
	default:
		return expr
	}
}

// decisive lists the parts of a condition that make it true or false, in their order: of a
// false && for example those that are false.
func (env *Env) decisive(ctx context.Context, expr hclsyntax.Expression) []hclsyntax.Expression {
	switch e := inner(expr).(type) {
	case *hclsyntax.UnaryOpExpr:
		return env.decisive(ctx, e.Val)
	case *hclsyntax.ConditionalExpr:
		chosen := e.FalseResult
		if env.is(ctx, e.Condition, true) {
			chosen = e.TrueResult
		}
		return append(env.decisive(ctx, e.Condition), env.decisive(ctx, chosen)...)
	case *hclsyntax.BinaryOpExpr:
		if e.Op != hclsyntax.OpLogicalAnd && e.Op != hclsyntax.OpLogicalOr {
			return []hclsyntax.Expression{e}
		}
		var parts []hclsyntax.Expression
		result := env.is(ctx, e, true)
		for _, operand := range []hclsyntax.Expression{e.LHS, e.RHS} {
			if env.is(ctx, operand, result) {
				parts = append(parts, env.decisive(ctx, operand)...)
			}
		}
		return parts
	default:
		return []hclsyntax.Expression{e}
	}
}

// is reports whether a condition is known to have a value.
func (env *Env) is(ctx context.Context, expr hcl.Expression, value bool) bool {
	v, err := env.Evaluate(ctx, expr)
	return err == nil && isKnown(v, value)
}

// explainPart writes a part of a condition with its values, and whether it is true. It
// returns "" for a part without a value, and for a literal.
func (env *Env) explainPart(ctx context.Context, part hclsyntax.Expression) string {
	v, err := env.Evaluate(ctx, part)
	if err != nil {
		return ""
	}
	text := ""
	switch e := part.(type) {
	case *hclsyntax.LiteralValueExpr:
	case *hclsyntax.BinaryOpExpr:
		text = env.compared(ctx, e, operators[e.Op].symbol)
	case *hclsyntax.FunctionCallExpr:
		text = env.called(ctx, e)
	default:
		if !spec.IsJSON(part.Range().Filename) { // where places within a text are not those in the file
			text = env.source(part)
		}
	}
	if text == "" {
		return ""
	}
	return text + " is " + values.Quoted(v)
}

// compared writes the values that are compared, with an operator between them; "" if one
// has none.
func (env *Env) compared(ctx context.Context, c *hclsyntax.BinaryOpExpr, operator string) string {
	sides := env.quoted(ctx, []hclsyntax.Expression{c.LHS, c.RHS})
	return strings.Join(sides, " "+operator+" ")
}

// called writes a call with the values of its arguments; "" if one has none.
func (env *Env) called(ctx context.Context, call *hclsyntax.FunctionCallExpr) string {
	args := env.quoted(ctx, call.Args)
	if args == nil {
		return ""
	}
	return fmt.Sprintf("%s(%s)", call.Name, strings.Join(args, ", "))
}

// quoted returns the values of expressions as in HCL, or nil if one has none.
func (env *Env) quoted(ctx context.Context, exprs []hclsyntax.Expression) []string {
	var texts []string
	for _, e := range exprs {
		v, err := env.Evaluate(ctx, e)
		if err != nil {
			return nil
		}
		texts = append(texts, values.Quoted(v))
	}
	return texts
}

// holding returns the operator that holds between the values that are compared.
func (env *Env) holding(ctx context.Context, c *hclsyntax.BinaryOpExpr) string {
	if env.is(ctx, c, false) {
		return operators[c.Op].opposite
	}
	return operators[c.Op].symbol
}

// operators maps each comparison to its operator, and to the one that holds when it does
// not.
var operators = map[*hclsyntax.Operation]struct{ symbol, opposite string }{
	equality.OpEqual: {"==", "!="}, equality.OpNotEqual: {"!=", "=="},
	hclsyntax.OpGreaterThan: {">", "<="}, hclsyntax.OpLessThanOrEqual: {"<=", ">"},
	hclsyntax.OpLessThan: {"<", ">="}, hclsyntax.OpGreaterThanOrEqual: {">=", "<"},
}

// Fact records what a report states and what this run observed.
func (env *Env) Fact(name, reported, observed string, matches bool) {
	outcome := timeline.OK
	if !matches {
		outcome = timeline.Broken
	}
	env.Log.Append(timeline.Event{Kind: timeline.KindFinding, Actor: "harness", What: name, Outcome: outcome,
		Finding: &timeline.Finding{By: "fact", Reported: reported, Observed: observed, Matches: matches}})
}
