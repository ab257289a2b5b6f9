package assertions

import (
	"context"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

var fact = harness.Kind[harness.Assertion]{
	Name:    "fact",
	Summary: "Compares what a report or a paper says with what this run observed. It is evidence: shown and counted, without effect on the verdict.",
	Label:   "name",
	Plain:   `Compare "{name}" as reported, {text reported}, with {observed}[; they agree when {condition}]`,
	Waits:   "Evaluated once.",
	Example: `fact "servers that follow" {
  reported = 4
  observed = length(followers)
}`,
	New: func() harness.Assertion { return &Fact{} },
}

// Fact implements the word fact.
type Fact struct {
	Name      string         `hcl:"name,label"`
	Reported  cty.Value      `hcl:"reported" doc:"What the report says."`
	Observed  hcl.Expression `hcl:"observed" doc:"The same thing, measured in this run."`
	Condition hcl.Expression `hcl:"condition,optional" type:"bool" doc:"Whether the two agree, if that is not plain equality; whether they are equal when it is left out."`
}

// Look implements harness.Assertion.
func (f *Fact) Look(ctx context.Context, env *harness.Env) verdict.Verdict {
	observed, err := env.Evaluate(ctx, f.Observed)
	if err != nil {
		env.Fact(f.Name, harness.Text(f.Reported), "cannot tell: "+err.Error(), false)
		return verdict.Holds("")
	}
	matches, err := f.matches(ctx, env, harness.Text(observed))
	if err != nil {
		env.Fact(f.Name, harness.Text(f.Reported), "cannot tell: "+err.Error(), false)
		return verdict.Holds("")
	}
	env.Fact(f.Name, harness.Text(f.Reported), harness.Text(observed), matches)
	return verdict.Holds("")
}

// matches evaluates the condition, or compares if there is none: a condition that was
// left out evaluates to null.
func (f *Fact) matches(ctx context.Context, env *harness.Env, observed string) (bool, error) {
	v, err := env.Evaluate(ctx, f.Condition)
	if err != nil {
		return false, err
	}
	if v.IsNull() {
		return observed == harness.Text(f.Reported), nil
	}
	v, err = convert.Convert(v, cty.Bool)
	return err == nil && v.True(), err
}
