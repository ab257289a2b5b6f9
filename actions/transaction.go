package actions

import (
	"context"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

var transaction = harness.Kind[harness.Action]{
	Name:    "transaction",
	Summary: "Sends several operations as one transaction (multi): all take effect, or none. It holds create, set, delete and check, with the attributes of those operations except for the common ones; create also has count, and check requires a version. With for_each, one of them stands for an operation for each value of a list or map.",
	Plain:   `Send one transaction` + optionsTemplate,
	Waits:   waitsForReply,
	Receipt: receiptOfReply,
	Cases:   casesOfReply,
	Example: `transaction {
  create "/order" { data = "1" }
  set "/order" { data = "2" }
  check "/order" { version = 1 }
  create "/order" {
    for_each = ["apple", "pear"]
    child    = each.value
    data     = each.index
  }
}`,
	New: func() harness.Action { return &Transaction{} },
}

// Transaction implements the word transaction.
type Transaction struct {
	Options requestOptions `hcl:",remain"`
	Range   hcl.Range      `hcl:",def_range"`

	parts []part
}

// part makes the requests of an operation within a transaction.
type part interface {
	number() int // of requests
	requests() []session.Request
}

// Holds implements harness.Holder.
func (a *Transaction) Holds() []harness.Kind[any] {
	return []harness.Kind[any]{
		{Name: "check", Label: "path", Summary: "Requires that a znode has a version.", New: func() any { return &checkPart{} }},
		{Name: "create", Label: "path", Summary: create.Summary, New: func() any { return &createPart{} }},
		{Name: "delete", Label: "path", Summary: deleteZnode.Summary, New: func() any { return &deletePart{} }},
		{Name: "set", Label: "path", Summary: set.Summary, New: func() any { return &setPart{} }},
	}
}

// Hold implements harness.Holder.
func (a *Transaction) Hold(inner any) { a.parts = append(a.parts, inner.(part)) }

// Run implements harness.Action.
func (a *Transaction) Run(ctx context.Context, env *harness.Env) error {
	r := session.Request{Op: timeline.OpTransaction}
	for _, p := range a.parts {
		r.Parts = append(r.Parts, p.requests()...)
	}
	return a.Options.send(ctx, env, r)
}

// Validate implements harness.Validator.
func (a *Transaction) Validate(sc *spec.Scenario) hcl.Diagnostics {
	diags := a.Options.validate(sc, a.Range)
	n := 0
	for _, p := range a.parts {
		n += p.number()
	}
	switch {
	case n == 0:
		diags = append(diags, spec.Errorf(a.Range, "Empty transaction", "A transaction holds at least one create, set, delete or check."))
	case n > maxParts:
		diags = append(diags, spec.Errorf(a.Range, "Too many operations", "A transaction has at most %d operations; this one has %d, those of for_each and count included.", maxParts, n))
	}
	return diags
}

// Result implements harness.Resulter.
func (a *Transaction) Result() map[string]cty.Value {
	return a.Options.result(timeline.Op{Name: timeline.OpTransaction})
}

// eachPart holds what all parts have in common. The engine reads for_each before the part.
type eachPart struct {
	ForEach cty.Value `hcl:"for_each,optional" doc:"List or map with a value for each of several such operations, in its order. Their other attributes see each.index, from 0, and each.value, and no each of a repeat around: give that one an iterator. Default: one operation."`
}

func (eachPart) number() int { return 1 }

type createPart struct {
	Count      *int      `hcl:"count,optional" doc:"How many times the znode is created; more than once only with a sequential mode. Default: 1."`
	CountRange hcl.Range `hcl:"count,attr_value_range"`
	eachPart   `hcl:",remain"`
	Creation   znodeCreation[znodePath[noOptions]] `hcl:",remain"`
}

// maxParts exceeds what fits into jute.maxbuffer by far.
const maxParts = 1_000_000

func (p *createPart) number() int { return valueOr(p.Count, 1) }

func (p *createPart) requests() []session.Request {
	r := p.Creation.request()
	r.Path = p.Creation.Data.Znode.path()
	all := make([]session.Request, p.number())
	for i := range all {
		all[i] = r
	}
	return all
}

// Validate implements harness.Validator.
func (p *createPart) Validate(*spec.Scenario) hcl.Diagnostics {
	diags := append(p.Creation.Data.Znode.validatePath(p.Creation.Mode.Sequential()), p.Creation.validate()...)
	switch n := valueOr(p.Count, 1); {
	case n < 1 || n > maxParts:
		diags = append(diags, spec.Errorf(p.CountRange, "Invalid number of creates", "count must be 1 to %d.", maxParts))
	case n > 1 && !p.Creation.Mode.Sequential():
		diags = append(diags, spec.Errorf(p.CountRange, "Same path twice", "Only sequential znodes can be created several times with one path."))
	}
	return diags
}

type setPart struct {
	Version  *int32 `hcl:"version,optional" doc:"Version that the znode must have. Default: any."`
	eachPart `hcl:",remain"`
	Data     znodeData[znodePath[noOptions]] `hcl:",remain"`
}

func (p *setPart) requests() []session.Request {
	return []session.Request{{Op: timeline.OpSet, Path: p.Data.Znode.path(), Data: p.Data.bytes(), Version: valueOr(p.Version, session.AnyVersion)}}
}

// Validate implements harness.Validator.
func (p *setPart) Validate(*spec.Scenario) hcl.Diagnostics {
	return append(p.Data.Znode.validatePath(false), p.Data.validateData()...)
}

type deletePart struct {
	Version  *int32 `hcl:"version,optional" doc:"Version that the znode must have. Default: any."`
	eachPart `hcl:",remain"`
	Znode    znodePath[noOptions] `hcl:",remain"`
}

func (p *deletePart) requests() []session.Request {
	return []session.Request{{Op: timeline.OpDelete, Path: p.Znode.path(), Version: valueOr(p.Version, session.AnyVersion)}}
}

// Validate implements harness.Validator.
func (p *deletePart) Validate(*spec.Scenario) hcl.Diagnostics { return p.Znode.validatePath(false) }

type checkPart struct {
	Version  int32 `hcl:"version" doc:"Version that the znode must have."`
	eachPart `hcl:",remain"`
	Znode    znodePath[noOptions] `hcl:",remain"`
}

func (p *checkPart) requests() []session.Request {
	return []session.Request{{Op: timeline.OpCheck, Path: p.Znode.path(), Version: p.Version}}
}

// Validate implements harness.Validator.
func (p *checkPart) Validate(*spec.Scenario) hcl.Diagnostics { return p.Znode.validatePath(false) }

// Predict implements forecast.Predictor.
func (a *Transaction) Predict(f *forecast.Forecast) hcl.Diagnostics {
	for _, p := range a.parts {
		if c, ok := p.(*createPart); ok {
			if diags := c.Creation.since(f, &a.Options); diags.HasErrors() {
				return diags
			}
		}
	}
	return a.Options.predict(f, forecast.Commit, a.Range)
}
