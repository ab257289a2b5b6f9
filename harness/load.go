package harness

import (
	"io"
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness/spec"
)

// Load parses a scenario file and compiles every scenario in it for one set of
// inputs. Without a release the one that a scenario's own ensemble names counts.
// The file comes back with its mistakes too, for their excerpts.
func Load(name string, src []byte, in spec.Inputs, lang Language) (*spec.File, []*Plan, hcl.Diagnostics) {
	file, diags := spec.Parse(name, src)
	if diags.HasErrors() {
		return file, nil, inOrder(diags)
	}
	scenarios, moreDiags := file.Scenarios(in)
	diags = append(diags, moreDiags...)
	called := map[string]bool{}
	var plans []*Plan
	if diags.HasErrors() {
		for _, sc := range scenarios { // their controls would tell the same mistakes again
			_, more, moreDiags := compile(file, sc, lang)
			maps.Copy(called, more)
			diags = append(diags, moreDiags...)
		}
		diags = append(diags, checkUncalled(file, in.Folder, called, lang)...)
		return file, nil, inOrder(spec.Polish(unique(diags)))
	}
	for _, sc := range scenarios {
		if own := sc.Ensemble.Release; in.Release == "" && own != "" {
			sc, _ = file.Scenario(sc.Name, in.With(spec.Inputs{Release: own})) // it has no mistakes
		}
		plan, more, moreDiags := compileAll(file, sc, lang)
		maps.Copy(called, more)
		diags = append(diags, moreDiags...)
		plans = append(plans, plan)
	}
	diags = append(diags, checkUncalled(file, in.Folder, called, lang)...)
	return file, plans, inOrder(spec.Polish(unique(diags)))
}

// inOrder sorts mistakes as they stand in the file, those of no place first.
func inOrder(diags hcl.Diagnostics) hcl.Diagnostics {
	place := func(d *hcl.Diagnostic) int {
		if d.Subject == nil {
			return -1
		}
		return d.Subject.Start.Byte
	}
	slices.SortStableFunc(diags, func(a, b *hcl.Diagnostic) int { return place(a) - place(b) })
	return diags
}

// diagnosticWidth is how many columns a message takes.
const diagnosticWidth = 78

// WriteDiagnostics writes an author's mistakes as HCL's own tools do, with an
// excerpt of the source.
func WriteDiagnostics(w io.Writer, file *spec.File, diags hcl.Diagnostics, color bool) error {
	return hcl.NewDiagnosticTextWriter(w, file.HCL(), diagnosticWidth, color).WriteDiagnostics(diags)
}
