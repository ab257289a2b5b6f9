package spec

import (
	"fmt"
	"math"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/gohcl"
)

// A file may come from an untrusted pull request, so the values that a few lines can expand to
// are limited. HCL evaluates and parses recursively, without a limit.
const (
	maxValue  = 4 << 20  // size of the value of an expression, in bytes and elements
	maxEffort = 32 << 20 // cost of evaluating and compiling a file, in the same unit

	// Costs of work other than values, in the same unit.
	perBlock    = 500  // decoding a block
	perScenario = 2000 // a scenario, and each of its controls, which evaluates the file again
)

// Budget limits the cost of loading one file with all its scenarios, controls, repetitions and
// calls.
type Budget struct {
	spent float64
	over  hcl.Diagnostics // set when the budget is used up: the only error from then on
}

// Spend adds a cost, in bytes and elements of values. It returns an error at the given place
// when the budget is used up, and the same error from then on.
func (b *Budget) Spend(cost float64, at hcl.Range) hcl.Diagnostics {
	b.spent += cost
	if b.over == nil && (b.spent > maxEffort || math.IsNaN(b.spent)) {
		b.over = hcl.Diagnostics{Errorf(at, "Scenario file too complex", "All its values, scenarios, controls, repetitions and calls together exceed the limit for one file; nothing is checked from here on.")}
	}
	return b.over
}

// SpendBlock adds the cost of decoding or compiling a block, as Spend does.
func (b *Budget) SpendBlock(at hcl.Range) hcl.Diagnostics { return b.Spend(perBlock, at) }

// CheckSize returns an error if the value of an expression could become too large, without
// evaluating the expression. It adds the estimated cost of the value.
func (b *Budget) CheckSize(expr hcl.Expression, hclCtx *hcl.EvalContext) hcl.Diagnostics {
	if b.over != nil {
		return b.over
	}
	at, work := expr.Range(), 0.0
	n := estimate{hclCtx: hclCtx, work: &work}.of(expr)
	switch {
	case work > maxValue || math.IsNaN(n):
		n = math.Inf(1)
		fallthrough
	case n > maxValue:
		size := "be too large to estimate"
		if n < 1e12 {
			size = fmt.Sprintf("have about %.0f MB", max(n/1e6, 5))
		}
		_ = b.Spend(work, at)
		return hcl.Diagnostics{Errorf(at, "Value too large", "The value of this expression may %s; at most %d MB are allowed.", size, maxValue>>20)}
	}
	return b.Spend(n+work+float64(at.End.Byte-at.Start.Byte), at)
}

// decodeBody calls gohcl.DecodeBody after checking the size of all values.
func (b *Budget) decodeBody(body hcl.Body, hclCtx *hcl.EvalContext, target any) hcl.Diagnostics {
	if diags := b.SpendBlock(body.MissingItemRange()); diags.HasErrors() {
		return diags
	}
	schema, _ := gohcl.ImpliedBodySchema(target)
	content, _, _ := body.PartialContent(schema) // DecodeBody will report the errors
	var diags hcl.Diagnostics
	for _, a := range content.Attributes {
		if moreDiags := b.CheckSize(a.Expr, hclCtx); moreDiags.HasErrors() {
			diags = append(diags, moreDiags...)
			continue
		}
		diags = append(diags, b.CheckComparisons(a.Expr, hclCtx)...)
	}
	if diags.HasErrors() {
		return diags
	}
	return gohcl.DecodeBody(body, hclCtx, target)
}
