package spec

import (
	"maps"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness/equality"
)

// File is a parsed scenario file.
type File struct {
	Name   string
	Source []byte

	parser    *hclparse.Parser
	budget    Budget
	variables []variable
	locals    hcl.Attributes
	scenarios hcl.Blocks

	procedures []Procedure
	folder     *Folder  // folder with procedures that the file calls; nil if there is none so far
	libraries  []string // names of the files in the folder that define these procedures
}

type variable struct {
	Name        string
	Description string    `hcl:"description,optional" doc:"What it is for."`
	Default     cty.Value `hcl:"default,optional" doc:"Value when none is given; without it, --var is required."`
	Range       hcl.Range
}

var fileSchema = &hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{
	{Type: "scenario", LabelNames: []string{"name"}},
	{Type: "variable", LabelNames: []string{"name"}},
	{Type: "locals"},
	{Type: "procedure", LabelNames: []string{"name"}},
}}

// Parse parses a scenario file. A file whose name ends in .json must be in HCL's JSON form.
// The File is returned even with errors, because excerpts in messages need it.
func Parse(name string, src []byte) (*File, hcl.Diagnostics) {
	f, parsed, diags := parseSyntax(name, src)
	if parsed == nil || diags.HasErrors() {
		return f, diags
	}
	content, moreDiags := Content(parsed.Body, fileSchema)
	diags = append(diags, moreDiags...)
	for _, b := range content.Blocks {
		if diags := f.budget.SpendBlock(b.DefRange); diags.HasErrors() {
			return f, diags
		}
		diags = append(diags, f.addBlock(b)...)
	}
	mergeParts(f.procedures)
	if len(f.scenarios)+len(f.procedures) == 0 && !diags.HasErrors() {
		diags = append(diags, Errorf(parsed.Body.MissingItemRange(), "No scenario", "A scenario file needs at least one scenario block, or procedures for other files."))
	}
	return f, diags
}

// ParseSyntax parses a file like Parse, but reports errors of HCL's syntax only.
func ParseSyntax(name string, src []byte) (*File, hcl.Diagnostics) {
	f, _, diags := parseSyntax(name, src)
	return f, diags
}

func parseSyntax(name string, src []byte) (*File, *hcl.File, hcl.Diagnostics) {
	f := &File{Name: name, Source: src, parser: hclparse.NewParser()}
	parsed, diags := parseWith(f.parser, name, src)
	return f, parsed, diags
}

func parseWith(parser *hclparse.Parser, name string, src []byte) (*hcl.File, hcl.Diagnostics) {
	if diags := checkLimits(name, src); diags.HasErrors() {
		return nil, diags
	}
	if IsJSON(name) {
		file, diags := parser.ParseJSON(src, name)
		if file != nil {
			file.Body = jsonBody{file.Body}
		}
		return file, clampToFile(diags, len(src))
	}
	file, diags := parser.ParseHCL(src, name)
	explainLabels(diags)
	if file != nil {
		equality.Use(file.Body.(*hclsyntax.Body))
	}
	return file, diags
}

// clampToFile limits the ranges of diagnostics to the file, because HCL reports a place
// after its end for a string that is not terminated.
func clampToFile(diags hcl.Diagnostics, size int) hcl.Diagnostics {
	for _, d := range diags {
		if d.Subject == nil || d.Subject.End.Byte <= size {
			continue
		}
		beyond := d.Subject.End.Byte - size
		d.Subject.End.Byte, d.Subject.End.Column = size, d.Subject.End.Column-beyond
		if d.Subject.Start.Byte > size {
			d.Subject.Start = d.Subject.End
		}
	}
	return diags
}

// IsJSON reports whether a file is in HCL's JSON form, by its name.
func IsJSON(name string) bool { return filepath.Ext(name) == ".json" }

// Budget returns the budget for loading the file.
func (f *File) Budget() *Budget { return &f.budget }

// HCL returns the file and those of its folder with procedures that it calls, by name. A
// diagnostic writer needs them for excerpts.
func (f *File) HCL() map[string]*hcl.File {
	if f.folder == nil {
		return f.parser.Files()
	}
	all := maps.Clone(f.folder.parser.Files())
	maps.Copy(all, f.parser.Files())
	return all
}

// Libraries returns the texts of the other files with procedures that the file calls, by
// name.
func (f *File) Libraries() map[string][]byte {
	texts := map[string][]byte{}
	for _, name := range f.libraries {
		texts[name] = f.folder.parser.Sources()[name]
	}
	return texts
}

// Slice returns the text at a range of the file, or of another one with a procedure that it
// calls. It returns nil for any other range.
func (f *File) Slice(at hcl.Range) []byte {
	if file := f.HCL()[at.Filename]; file != nil && at.CanSliceBytes(file.Bytes) {
		return at.SliceBytes(file.Bytes)
	}
	return nil
}

// Line returns the text of a line that a source such as "lock.hcl:27" names, of the file or
// of another one with a procedure that it calls. It returns "" for any other source.
func (f *File) Line(source string) string {
	i := strings.LastIndex(source, ":")
	if i < 0 {
		return ""
	}
	name, number := source[:i], source[i+1:]
	file := f.HCL()[name]
	n, err := strconv.Atoi(number)
	if file == nil || err != nil {
		return ""
	}
	lines := strings.Split(string(file.Bytes), "\n")
	if n < 1 || n > len(lines) {
		return ""
	}
	return strings.TrimSpace(lines[n-1])
}

func (f *File) addBlock(b *hcl.Block) hcl.Diagnostics {
	switch b.Type {
	case "scenario":
		diags := duplicates("scenario", f.scenarios, b)
		f.scenarios = append(f.scenarios, b)
		return diags
	case "variable":
		v := variable{Name: b.Labels[0], Range: b.DefRange}
		diags := append(ValidName(v.Name, "var", b.LabelRanges[0]), f.budget.decodeBody(b.Body, nil, &v)...)
		for _, other := range f.variables {
			if other.Name == v.Name {
				diags = append(diags, duplicate("variable", v.Name, b.DefRange, other.Range))
			}
		}
		f.variables = append(f.variables, v)
		return diags
	case "procedure":
		var diags hcl.Diagnostics
		f.procedures, diags = f.budget.addProcedure(f.procedures, b)
		return diags
	default:
		attrs, diags := b.Body.JustAttributes()
		if f.locals == nil {
			f.locals = hcl.Attributes{}
		}
		for name, a := range attrs {
			if other, ok := f.locals[name]; ok {
				diags = append(diags, duplicate("local value", name, a.NameRange, other.NameRange))
			}
			f.locals[name] = a
		}
		return diags
	}
}

// duplicates returns an error if b has the label of one of the others.
func duplicates(what string, others hcl.Blocks, b *hcl.Block) hcl.Diagnostics {
	for _, other := range others {
		if other.Labels[0] == b.Labels[0] {
			return hcl.Diagnostics{duplicate(what, b.Labels[0], b.DefRange, other.DefRange)}
		}
	}
	return nil
}

func duplicate(what, name string, at, first hcl.Range) *hcl.Diagnostic {
	return Errorf(at, "Duplicate "+what, "The %s %q is already defined at %s.", what, name, first)
}

// Scenarios evaluates the file for one set of inputs. It also returns scenarios with errors,
// as far as they could be evaluated, so that their steps can be checked.
func (f *File) Scenarios(in Inputs) ([]*Scenario, hcl.Diagnostics) {
	hclCtx, diags := f.context(in)
	if diags.HasErrors() {
		return nil, diags
	}
	var scenarios []*Scenario
	for _, b := range f.scenarios {
		s, moreDiags := f.decodeScenario(b, hclCtx, in)
		diags = append(diags, moreDiags...)
		if s.Ensemble != nil { // its steps cannot be checked without one
			scenarios = append(scenarios, s)
		}
	}
	return scenarios, diags
}

// Scenario evaluates one scenario of the file. It returns nil if the diagnostics have errors
// or the file has no scenario of that name.
func (f *File) Scenario(name string, in Inputs) (*Scenario, hcl.Diagnostics) {
	hclCtx, diags := f.context(in)
	if diags.HasErrors() {
		return nil, diags
	}
	for _, b := range f.scenarios {
		if b.Labels[0] != name {
			continue
		}
		s, moreDiags := f.decodeScenario(b, hclCtx, in)
		diags = append(diags, moreDiags...)
		if moreDiags.HasErrors() {
			return nil, diags
		}
		return s, diags
	}
	return nil, diags
}
