package harness

import (
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// Load parses a scenario file and compiles every scenario in it for one set of inputs.
// Without a release it takes the one that a scenario's own ensemble names. It returns the
// file also with diagnostics, for their excerpts.
func Load(name string, src []byte, in spec.Inputs, lang Language) (*spec.File, []*Plan, hcl.Diagnostics) {
	file, diags := spec.Parse(name, src)
	if diags.HasErrors() {
		return file, nil, forAuthor(diags)
	}
	scenarios, moreDiags := file.Scenarios(in)
	diags = append(diags, moreDiags...)
	called := map[string]bool{}
	var plans []*Plan
	if diags.HasErrors() {
		for _, sc := range scenarios { // their controls would repeat the same mistakes
			_, more, moreDiags := compile(file, sc, lang)
			maps.Copy(called, more)
			diags = append(diags, moreDiags...)
		}
		diags = append(diags, checkUncalled(file, in, called, lang)...)
		return file, nil, forAuthor(diags)
	}
	for _, sc := range scenarios {
		if own := sc.Ensemble.Release; in.Release == "" && own != "" {
			sc, _ = file.Scenario(sc.Name, in.With(spec.Inputs{Release: own})) // it has no mistakes
		}
		plan, more, moreDiags := compileWithControls(file, sc, lang)
		maps.Copy(called, more)
		diags = append(diags, moreDiags...)
		plans = append(plans, plan)
	}
	diags = append(diags, checkUncalled(file, in, called, lang)...)
	return file, plans, forAuthor(diags)
}

// LoadNewest loads each scenario for the release that its own ensemble names, or else for
// the newest known one that it can be run on.
func LoadNewest(name string, src []byte, in spec.Inputs, lang Language) (*spec.File, []*Plan, hcl.Diagnostics) {
	file, plans, diags := Load(name, src, in, lang)
	if diags.HasErrors() || len(in.Known) == 0 {
		return file, plans, diags
	}
	for i, p := range plans {
		if p.Scenario.Ensemble.Release != "" {
			continue
		}
		newest, again, moreDiags := Load(name, src, in.With(spec.Inputs{Release: p.Scenario.Releases.Newest(in.Known)}), lang)
		if moreDiags.HasErrors() {
			return newest, nil, moreDiags
		}
		plans[i] = again[i]
	}
	return file, plans, diags
}

// inOrder sorts diagnostics by their place in the file, those without a place first.
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

// mostMistakes bounds how many diagnostics are shown; a large file can have many more.
const mostMistakes = 30

// forAuthor sorts, dedupes and truncates diagnostics.
func forAuthor(diags hcl.Diagnostics) hcl.Diagnostics {
	diags = explainHidden(inOrder(unique(diags)))
	more := len(diags) - mostMistakes
	if more <= 0 {
		return nameCalls(spec.ImproveDiagnostics(diags))
	}
	severity := hcl.DiagWarning
	if diags.HasErrors() {
		severity = hcl.DiagError
	}
	return append(nameCalls(spec.ImproveDiagnostics(diags[:mostMistakes])), &hcl.Diagnostic{
		Severity: severity,
		Summary:  "Too many mistakes",
		Detail:   fmt.Sprintf("There are %d others, further down in the file.", more),
	})
}

// nameCalls adds to diagnostics in procedures the call that they show in.
func nameCalls(diags hcl.Diagnostics) hcl.Diagnostics {
	for _, d := range diags {
		if call, ok := d.Extra.(calledFrom); ok {
			d.Detail += call.String()
		}
	}
	return diags
}

// diagnosticWidth is the width of a message in columns.
const diagnosticWidth = 78

// WriteDiagnostics writes diagnostics as HCL's own tools do, with an excerpt of the
// source. Control characters in it are made visible.
func WriteDiagnostics(w io.Writer, file *spec.File, diags hcl.Diagnostics, color bool) error {
	var text strings.Builder
	if err := hcl.NewDiagnosticTextWriter(&text, file.HCL(), diagnosticWidth, color).WriteDiagnostics(diags); err != nil {
		return err
	}
	_, err := io.WriteString(w, legible(text.String(), color))
	return err
}

// excerptWidth is the length in bytes at which the excerpt of a long line ends.
const excerptWidth = 500

// legible returns HCL's text with all control characters made visible but its own colours.
func legible(text string, color bool) string {
	var out strings.Builder
	for line := range strings.Lines(text) {
		line, end := strings.CutSuffix(line, "\n")
		if len(line) > excerptWidth {
			line = strings.ToValidUTF8(line[:excerptWidth], "") + "..."
			if color {
				line += "\x1b[0m"
			}
		}
		for line != "" {
			code := ""
			if color {
				code = colours.FindString(line)
			}
			out.WriteString(code)
			line = line[len(code):]
			plain, _, _ := strings.Cut(line[min(1, len(line)):], "\x1b")
			plain = line[:min(1, len(line))] + plain
			out.WriteString(report.Plain(plain))
			line = line[len(plain):]
		}
		if end {
			out.WriteByte('\n')
		}
	}
	return out.String()
}

// colours lists the sequences that HCL writes itself.
var colours = regexp.MustCompile(`^\x1b\[(0|31|33|1;4)m`)
