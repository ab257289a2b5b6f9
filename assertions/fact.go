package assertions

import (
	"context"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/equality"
	"github.com/zkscenario/zkscenario/harness/values"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

var fact = harness.Kind[harness.Assertion]{
	Name:    "fact",
	Summary: "Compares what a report or a paper says with what this run observed. Facts are shown and counted; they never change the verdict.",
	Label:   "name",
	Plain:   `Compare "{{.name}}" as reported, {{quoted .reported}}, with {{.observed}}{{with .condition}}; they agree when {{.}}{{end}}`,
	Waits:   "Evaluates once.",
	Example: `fact "servers that follow" {
  reported = 4
  observed = length(followers)
}`,
	New: func() harness.Assertion { return &Fact{} },
}

// Fact implements the word fact.
type Fact struct {
	Name      string         `hcl:"name,label"`
	Reported  cty.Value      `hcl:"reported" doc:"What the report says. A text is compared with the text of what was observed."`
	Observed  hcl.Expression `hcl:"observed" doc:"The same, measured in this run."`
	Condition hcl.Expression `hcl:"condition,optional" type:"bool" doc:"Whether the two agree. Default: whether they are equal."`

	ConditionRange hcl.Range `hcl:"condition,attr_value_range"`
}

// Compares implements harness.Comparer.
func (f *Fact) Compares() (left, right string) {
	if !f.ConditionRange.Empty() || f.reportsText() {
		return "", ""
	}
	return "reported", "observed"
}

// reportsText reports whether the report has a text, which every value can be compared with.
func (f *Fact) reportsText() bool {
	return f.Reported == cty.NilVal || f.Reported.Type() == cty.String && !f.Reported.IsNull()
}

// Observe implements harness.Assertion.
func (f *Fact) Observe(ctx context.Context, env *harness.Env) verdict.Verdict {
	observed, err := env.Evaluate(ctx, f.Observed)
	if err != nil {
		env.Fact(f.Name, values.Text(f.Reported), "cannot tell: "+err.Error(), false)
		return verdict.Holds("")
	}
	matches, err := f.matches(ctx, env, observed)
	if err != nil {
		env.Fact(f.Name, values.Text(f.Reported), "cannot tell: "+err.Error(), false)
		return verdict.Holds("")
	}
	env.Fact(f.Name, values.Text(f.Reported), values.Text(observed), matches)
	return verdict.Holds("")
}

// matches evaluates the condition, or compares if there is none.
func (f *Fact) matches(ctx context.Context, env *harness.Env, observed cty.Value) (bool, error) {
	switch {
	case !f.ConditionRange.Empty():
	case f.reportsText():
		return values.Text(observed) == values.Text(f.Reported), nil
	default:
		return equality.Equal(f.Reported, observed).True(), nil
	}
	return env.Holds(ctx, f.Condition)
}
