package spec

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/zclconf/go-cty/cty"
)

// Procedure is a named sequence of words. Its words can refer to its arguments, but to nothing
// in the file that calls it.
type Procedure struct {
	Name      string
	Arguments []Argument
	Body      hcl.Body // the words in the order of the file
	Range     hcl.Range

	label hcl.Range
	parts []hcl.Body
}

// Argument is an argument of a procedure.
type Argument struct {
	Name        string
	Description string    `hcl:"description,optional" doc:"What it is for."`
	Default     cty.Value `hcl:"default,optional" doc:"Value when a call gives none; without it, every call must give one."`
	Range       hcl.Range
}

// ArgumentNames lists the names of the arguments in their order.
func (p Procedure) ArgumentNames() []string {
	names := make([]string, len(p.Arguments))
	for i, a := range p.Arguments {
		names[i] = a.Name
	}
	return names
}

// When is the attribute that each word may have besides its own: whether it runs.
const When = "when"

var procedureSchema = &hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{{Type: "argument", LabelNames: []string{"name"}}}}

// decodeProcedure decodes the arguments of a procedure. The rest of the block are words.
func (budget *Budget) decodeProcedure(b *hcl.Block) (Procedure, hcl.Diagnostics) {
	p := Procedure{Name: b.Labels[0], Range: b.DefRange, label: b.LabelRanges[0]}
	content, rest, diags := b.Body.PartialContent(procedureSchema)
	p.parts = []hcl.Body{rest}
	var seen hcl.Blocks
	for _, inner := range content.Blocks {
		diags = append(diags, duplicates("argument", seen, inner)...)
		seen = append(seen, inner)
		a := Argument{Name: inner.Labels[0], Range: inner.DefRange}
		diags = append(diags, ValidName(a.Name, "arg", inner.LabelRanges[0])...)
		if a.Name == When {
			diags = append(diags, Errorf(inner.LabelRanges[0], "Taken name", "%q is the condition of the call itself; give the argument another name.", a.Name))
		}
		diags = append(diags, budget.decodeBody(inner.Body, nil, &a)...)
		p.Arguments = append(p.Arguments, a)
	}
	return p, diags
}

// addProcedure adds a procedure to those of a file. In JSON it may be a list of objects; hcl
// makes a block of each object, all with the same label.
func (budget *Budget) addProcedure(all []Procedure, b *hcl.Block) ([]Procedure, hcl.Diagnostics) {
	p, diags := budget.decodeProcedure(b)
	for i := range all {
		switch {
		case all[i].Name != p.Name:
		case all[i].label == p.label:
			all[i].parts = append(all[i].parts, p.parts...)
			all[i].Arguments = append(all[i].Arguments, p.Arguments...)
			return all, diags
		default:
			diags = append(diags, duplicate("procedure", p.Name, b.DefRange, all[i].Range))
		}
	}
	return append(all, p), diags
}

// mergeParts sets the bodies of the procedures after all their parts were added.
func mergeParts(all []Procedure) {
	for i := range all {
		all[i].Body = mergedBody(all[i].parts)
	}
}

// Folder is the folder of a scenario file. Its files may define procedures for each other. It
// reads them at the first use of a procedure.
type Folder struct {
	tree fs.FS
	name string // used in messages

	once       sync.Once
	parser     *hclparse.Parser
	procedures map[string][]Procedure
	budget     Budget
	trouble    []string // files that could not be read
}

// NewFolder returns the folder with the files of tree. Messages use its name.
func NewFolder(tree fs.FS, name string) *Folder { return &Folder{tree: tree, name: name} }

// FolderOf returns the folder of a file on disk.
func FolderOf(file string) *Folder {
	dir := filepath.Dir(file)
	return NewFolder(os.DirFS(dir), dir)
}

// IsScenarioFile reports whether a file is a scenario file, by its name.
func IsScenarioFile(name string) bool {
	return strings.HasSuffix(name, ".hcl") || strings.HasSuffix(name, ".hcl.json")
}

func (d *Folder) read() {
	d.parser, d.procedures = hclparse.NewParser(), map[string][]Procedure{}
	entries, err := fs.ReadDir(d.tree, ".")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		d.trouble = append(d.trouble, err.Error())
	}
	for _, e := range entries {
		if e.IsDir() || !IsScenarioFile(e.Name()) {
			continue
		}
		src, err := fs.ReadFile(d.tree, e.Name())
		if err != nil {
			d.trouble = append(d.trouble, err.Error())
			continue
		}
		if bytes.Contains(src, []byte("procedure")) { // most files have none and need no parsing
			d.readFile(filepath.Join(d.name, e.Name()), src)
		}
	}
}

func (d *Folder) readFile(name string, src []byte) {
	file, diags := parseWith(d.parser, name, src)
	if file == nil || diags.HasErrors() {
		d.trouble = append(d.trouble, name+" has errors")
		return
	}
	content, _, _ := file.Body.PartialContent(fileSchema)
	var all []Procedure
	for _, b := range content.Blocks.OfType("procedure") {
		if d.budget.SpendBlock(b.DefRange).HasErrors() {
			break
		}
		all, _ = d.budget.addProcedure(all, b) // validating that file reports its errors
	}
	mergeParts(all)
	for _, p := range all {
		d.procedures[p.Name] = append(d.procedures[p.Name], p)
	}
}

// Procedure returns the procedure for a call at the given place: one of the file's own, else
// one in the folder. folder may be nil.
func (f *File) Procedure(name string, folder *Folder, at hcl.Range) (Procedure, hcl.Diagnostics) {
	for _, p := range f.procedures {
		if p.Name == name {
			return p, nil
		}
	}
	known := f.procedureNames()
	if folder == nil {
		return Procedure{}, hcl.Diagnostics{noSuchProcedure(name, at, known, nil)}
	}
	folder.once.Do(folder.read)
	f.folder = folder
	switch found := folder.procedures[name]; {
	case len(found) == 1:
		f.libraries = append(f.libraries, found[0].Range.Filename)
		return found[0], nil
	case len(found) > 1:
		return Procedure{}, hcl.Diagnostics{Errorf(at, "Ambiguous procedure", "Two files in the folder define a procedure %q: %s and %s.", name, found[0].Range, found[1].Range)}
	}
	known = append(known, slices.Sorted(maps.Keys(folder.procedures))...)
	return Procedure{}, hcl.Diagnostics{noSuchProcedure(name, at, known, folder.trouble)}
}

func noSuchProcedure(name string, at hcl.Range, known, trouble []string) *hcl.Diagnostic {
	d := Errorf(at, "No such procedure", "Neither this file nor another one in its folder defines a procedure %q.%s", name, DidYouMean(name, known))
	if len(trouble) > 0 {
		d.Detail += " Not all files could be read: " + strings.Join(trouble, "; ") + "."
	}
	return d
}

func (f *File) procedureNames() []string {
	names := make([]string, len(f.procedures))
	for i, p := range f.procedures {
		names[i] = p.Name
	}
	return names
}

// Procedures lists the file's own procedures in their order.
func (f *File) Procedures() []Procedure { return f.procedures }
