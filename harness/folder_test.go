package harness_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/zclconf/go-cty/cty"
	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/fakert"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/internal/mistakes"
)

const callsAnother = `
scenario "calls_another" {
  summary = "Calls a procedure of another file of the folder."
  ensemble { servers = 3 }
  session "app" { server = 1 }
  step "call" {
    call "write" { data = "x" }
    require { condition = result.written.data == "x" }
  }
}
`

const writeProcedure = `
procedure "write" {
  argument "data" {}
  create "/written" { data = arg.data }
  read "/written" { as = "written" }
}
`

func folder(files map[string]string) *spec.Folder {
	tree := fstest.MapFS{}
	for name, text := range files {
		tree[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return spec.NewFolder(tree, "folder")
}

func TestProcedureOfAnotherFile(t *testing.T) {
	in := spec.Inputs{Release: testRelease, Folder: folder(map[string]string{
		"library.hcl": writeProcedure, "notes.txt": "procedure", "other.hcl": callsAnother,
	})}
	plan := load(t, "folder/other.hcl", callsAnother, in)
	root := t.TempDir()
	rep := harness.Run(t.Context(), plan, harness.Options{Runtime: &fakert.Runtime{}, Root: root})
	assert.Equal(t, rep.Verdict, report.Held, rep.Reason)
	assert.Equal(t, rep.Digest, plan.Digest())
	kept, err := os.ReadFile(filepath.Join(rep.Dir, "library.hcl"))
	assert.NilError(t, err, "whoever looks at the run later needs all of its text")
	assert.Equal(t, string(kept), writeProcedure)
}

func TestProceduresOfAFolderGoWrong(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"nowhere":    {map[string]string{"library.hcl": `procedure "rite" {}`}, `you mean "rite"?`},
		"twice":      {map[string]string{"a.hcl": writeProcedure, "b.hcl": writeProcedure}, "Ambiguous procedure"},
		"unreadable": {map[string]string{"a.hcl": `procedure "write" {`}, "Not all files could be read: folder/a.hcl has mistakes"},
		"its words are wrong": {map[string]string{"a.hcl": `procedure "write" {
			argument "data" {}
			kill { server = 7 }
		}`}, "on folder/a.hcl line 3"},
	} {
		t.Run(name, func(t *testing.T) {
			in := spec.Inputs{Release: testRelease, Folder: folder(c.files)}
			file, _, diags := harness.Load("folder/x.hcl", []byte(callsAnother), in, language())
			var text bytes.Buffer
			assert.NilError(t, harness.WriteDiagnostics(&text, file, diags, false))
			assert.Assert(t, bytes.Contains(text.Bytes(), []byte(c.want)), text.String())
		})
	}
}

// A file may hold procedures alone; what can be said of them is said.
func TestFileOfProcedures(t *testing.T) {
	_, plans, diags := harness.Load("library.hcl", []byte(writeProcedure), spec.Inputs{}, language())
	assert.Assert(t, !diags.HasErrors(), diags)
	assert.Equal(t, len(plans), 0)
	wrong := []byte(`procedure "x" {
		argument "servers" {}
		kil { servers = arg.servers } # ERROR: Unsupported block type: Did you mean "kill"?
		read "/a" { as = "a" }
		require { condition = server(2).role == arg.role } # ERROR: Unsupported attribute
	}`)
	_, _, diags = harness.Load("library.hcl", wrong, spec.Inputs{}, language())
	assert.DeepEqual(t, mistakes.Compare(wrong, diags), []string(nil))
}

// Results of different versions must not be taken for the same: a version is the file,
// the procedures that it calls, wherever they are, and the variables.
func TestDigestTellsWhatIsRun(t *testing.T) {
	digest := func(dir, text, library string, vars map[string]cty.Value) string {
		in := spec.Inputs{Release: testRelease, Variables: vars, Folder: spec.NewFolder(fstest.MapFS{
			"library.hcl": &fstest.MapFile{Data: []byte(library)}, "uncalled.hcl": &fstest.MapFile{Data: []byte(dir)},
		}, dir)}
		return load(t, dir+"/other.hcl", text, in).Digest()
	}
	const text = callsAnother + "variable \"x\" { default = 1 }\n"
	x := func(n int64) map[string]cty.Value { return map[string]cty.Value{"x": cty.NumberIntVal(n)} }
	first := digest("here", text, writeProcedure, nil)
	assert.Equal(t, len(first), 16)
	assert.Equal(t, digest("there", text, writeProcedure, nil), first, "where it is does not matter, nor what it does not call")
	for name, other := range map[string]string{
		"the text":                  digest("here", text+"# more\n", writeProcedure, nil),
		"a procedure that it calls": digest("here", text, writeProcedure+"# more\n", nil),
		"a variable":                digest("here", text, writeProcedure, x(2)),
	} {
		assert.Check(t, other != first, name)
	}
	assert.Assert(t, digest("here", text, writeProcedure, x(2)) != digest("here", text, writeProcedure, x(3)))
}
