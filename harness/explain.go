package harness

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/zkscenario/zkscenario/harness/equality"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/values"
)

// Explain formats an expression of the present word with the values that it compares,
// such as: result.after.data == result.before.data ("2" != "3"). The operator between
// the values is the one that holds.
func (env *Env) Explain(ctx context.Context, expr hcl.Expression) string {
	source := strings.TrimSpace(string(env.file.Slice(expr.Range())))
	binary, ok := hcl.UnwrapExpression(expr).(*hclsyntax.BinaryOpExpr)
	if !ok {
		return source
	}
	left, err := env.Evaluate(ctx, binary.LHS)
	if err != nil {
		return source
	}
	right, err := env.Evaluate(ctx, binary.RHS)
	if err != nil {
		return source
	}
	between := string(env.file.Slice(hcl.Range{
		Filename: binary.SrcRange.Filename, Start: binary.LHS.Range().End, End: binary.RHS.Range().Start,
	}))
	operator := strings.Trim(between, " ()\n\t")
	if opposite, ok := opposites[binary.Op]; ok && isFalse(binary.Op, left, right) {
		operator = opposite
	}
	return fmt.Sprintf("%s (%s %s %s)", source, values.Quoted(left), operator, values.Quoted(right))
}

// opposites maps each comparison to the one that holds when it does not.
var opposites = map[*hclsyntax.Operation]string{
	equality.OpEqual: "!=", equality.OpNotEqual: "==",
	hclsyntax.OpGreaterThan: "<=", hclsyntax.OpLessThanOrEqual: ">",
	hclsyntax.OpLessThan: ">=", hclsyntax.OpGreaterThanOrEqual: "<",
}

// isFalse reports whether an operation on two values is known to be false.
func isFalse(op *hclsyntax.Operation, left, right cty.Value) bool {
	args := []cty.Value{left, right}
	for i, p := range op.Impl.Params() {
		v, err := convert.Convert(args[i], p.Type)
		if err != nil {
			return false
		}
		args[i] = v
	}
	v, err := op.Impl.Call(args)
	return err == nil && v.IsKnown() && !v.IsNull() && v.False()
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
