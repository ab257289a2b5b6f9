package spec

import (
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// expect adds an expectation.
func (d *decoder) expect(b *hcl.Block) hcl.Diagnostics {
	var attrs expectAttrs
	diags := d.budget.decodeBody(b.Body, d.hclCtx, &attrs)
	e := Expect{Guarantees: []string{b.Labels[0]}, Range: b.DefRange}
	diags = append(diags, knownGuarantee(b.Labels[0], b.LabelRanges[0])...)
	for _, name := range attrs.Or {
		diags = append(diags, knownGuarantee(name, attrs.OrRange)...)
		if slices.Contains(e.Guarantees, name) {
			diags = append(diags, Errorf(attrs.OrRange, "Duplicate guarantee", "The guarantee %q is named twice.", name))
		}
		e.Guarantees = append(e.Guarantees, name)
	}
	if diags.HasErrors() {
		return diags
	}
	e.ViolatedOn, diags = d.out.Inputs.constraint(attrs.ViolatedOn, attrs.ViolatedOnRange)
	diags = append(diags, d.expectedTwice(e)...)
	d.out.Expects = append(d.out.Expects, e)
	return diags
}

// expectedTwice reports guarantees that two expectations name for the same release: alone
// and in a group, or in two groups. Then nobody could state which of them a violation meets.
func (d *decoder) expectedTwice(e Expect) hcl.Diagnostics {
	releases := d.out.Inputs.Known
	if len(releases) == 0 {
		releases = []string{d.out.Inputs.Release}
	}
	var diags hcl.Diagnostics
	for _, other := range d.out.Expects {
		both := slices.IndexFunc(releases, func(r string) bool { return other.ViolatedOn.Allows(r) && e.ViolatedOn.Allows(r) })
		for _, name := range e.Guarantees {
			if both >= 0 && slices.Contains(other.Guarantees, name) {
				diags = append(diags, Errorf(e.Range, "Guarantee expected twice",
					"%q is expected to be violated on %s at %s too.", name, releases[both], other.Range))
			}
		}
	}
	return diags
}

func knownGuarantee(name string, at hcl.Range) hcl.Diagnostics {
	if _, ok := timeline.LookupGuarantee(name); !ok {
		return hcl.Diagnostics{NoSuchGuarantee(name, at)}
	}
	return nil
}

// NoSuchGuarantee returns the error for an unknown guarantee.
func NoSuchGuarantee(name string, at hcl.Range) *hcl.Diagnostic {
	return Errorf(at, "No such guarantee", "There is no guarantee %q.%s", name, DidYouMean(name, timeline.GuaranteeNames()))
}
