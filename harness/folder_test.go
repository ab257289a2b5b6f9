package harness_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/zclconf/go-cty/cty"
	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/runtime/fake"
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

func TestCallFindsProcedureInAnotherFile(t *testing.T) {
	in := spec.Inputs{Release: testRelease, Folder: folder(map[string]string{
		"library.hcl": writeProcedure, "notes.txt": "procedure", "other.hcl": callsAnother,
	})}
	plan := load(t, "folder/other.hcl", callsAnother, in)
	root := t.TempDir()
	rep := harness.Run(t.Context(), plan, harness.Options{Runtime: &fake.Runtime{}, Root: root})
	assert.Equal(t, rep.Verdict, report.Held, rep.Reason)
	kept, err := os.ReadFile(filepath.Join(rep.Dir, "library.hcl"))
	assert.NilError(t, err, "the folder of the run lacks the file of the procedure")
	assert.Equal(t, string(kept), writeProcedure)
}

// The digest identifies the version of a scenario: its file, the procedures that it calls
// and the values of its variables. Comments, layout and names of files do not change it.
func TestDigestDiffersBetweenVersions(t *testing.T) {
	const text = callsAnother + "variable \"x\" { default = 1 }\n"
	digest := func(name, text, library string, x ...int64) string {
		in := spec.Inputs{Release: testRelease, Folder: folder(map[string]string{"library.hcl": library, "uncalled.hcl": name})}
		for _, value := range x {
			in.Variables = map[string]cty.Value{"x": cty.NumberIntVal(value)}
		}
		plan := load(t, name, text, in)
		rep := harness.Run(t.Context(), plan, harness.Options{Runtime: &fake.Runtime{}})
		assert.Equal(t, rep.Digest, plan.Digest())
		return rep.Digest
	}
	same := digest("folder/a.hcl", text, writeProcedure)
	assert.Equal(t, digest("elsewhere/b.hcl", text, writeProcedure), same)
	assert.Equal(t, digest("folder/a.hcl", "# a comment\n\n"+text+"// another", "/* a third */\n"+writeProcedure), same)
	seen := map[string]bool{same: true}
	for _, other := range []string{
		digest("folder/a.hcl", strings.Replace(text, "default = 1", "default = 10", 1), writeProcedure),
		digest("folder/a.hcl", strings.Replace(text, "{ default = 1 }", "{\n default = 1\n description = \"\"\n}", 1), writeProcedure),
		digest("folder/a.hcl", text, writeProcedure+"locals { b = \"\" }"),
		digest("folder/a.hcl", text, writeProcedure, 2),
		digest("folder/a.hcl", text, writeProcedure, 3),
	} {
		assert.Assert(t, !seen[other])
		seen[other] = true
	}
}

func TestMistakesInProceduresOfTheFolderAreReported(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"unknown":    {map[string]string{"library.hcl": `procedure "rite" {}`}, `you mean "rite"?`},
		"twice":      {map[string]string{"a.hcl": writeProcedure, "b.hcl": writeProcedure}, "Ambiguous procedure"},
		"unreadable": {map[string]string{"a.hcl": `procedure "write" {`}, "Not all files could be read: folder/a.hcl has errors"},
		"wrong words": {map[string]string{"a.hcl": `procedure "write" {
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

// A file may contain procedures only. The mistakes that do not depend on a caller are
// reported.
func TestFileOfProceduresIsChecked(t *testing.T) {
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
