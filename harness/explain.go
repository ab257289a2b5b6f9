package harness

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/values"
)

// Explain writes an expression of the present word with the values that it
// compares, such as: result.after.data == result.before.data ("2" == "3").
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
	return fmt.Sprintf("%s (%s %s %s)", source, values.Quoted(left), strings.Trim(between, " ()\n\t"), values.Quoted(right))
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
