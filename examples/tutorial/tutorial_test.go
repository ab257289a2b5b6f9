package tutorial_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2/hclwrite"
	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/actions"
	"github.com/zkscenario/zkscenario/assertions"
	"github.com/zkscenario/zkscenario/assertions/history"
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/report/view"
	"github.com/zkscenario/zkscenario/harness/runtime/local"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// claim holds a statement of the tutorial about a file: its verdict on a release, and the
// guarantee that is broken there.
type claim struct {
	file, release string
	verdict       report.Verdict
	broken        string
	controls      int // number of controls that hold
}

var claims = []claim{
	{"stale_read.hcl", "3.9.5", report.Violated, "single_system_image", 0},
	{"fresh_read.hcl", "3.9.5", report.Held, "", 0},
	{"empty_log.hcl", "3.8.4", report.Violated, "rejoin", 0},
	{"empty_log.hcl", "3.9.5", report.Held, "", 0},
	{"known_bug.hcl", "3.8.4", report.Reproduced, "rejoin", 1},
	{"known_bug.hcl", "3.9.5", report.Held, "", 0},
}

func TestFilesHaveTheVerdictsOfTheTutorial(t *testing.T) {
	for _, c := range claims {
		t.Run(c.file+"/"+c.release, func(t *testing.T) {
			t.Parallel()
			r := harness.Run(t.Context(), plan(t, c.file, c.release), harness.Options{
				Runtime: local.New(local.Options{Logf: t.Logf}), Root: t.ArtifactDir(), Save: view.Write, Controls: true,
			})
			var text bytes.Buffer
			assert.NilError(t, view.Terminal(&text, r, false))
			assert.Equal(t, r.Verdict, c.verdict, text.String())
			assert.Equal(t, strings.Join(broken(r), ", "), c.broken, text.String())
			assert.Equal(t, held(r), c.controls, text.String())
		})
	}
}

// plan returns the plan of the only scenario of a file, which must be in canonical form.
func plan(t *testing.T, name, release string) *harness.Plan {
	t.Helper()
	src, err := os.ReadFile(name)
	assert.NilError(t, err)
	assert.Equal(t, string(hclwrite.Format(src)), string(src), "%s is not in canonical form", name)
	lang := harness.Language{Actions: actions.All(), Assertions: assertions.All(), Checks: history.All()}
	file, plans, diags := harness.Load(name, src, spec.Inputs{Release: release}, lang)
	if diags.HasErrors() {
		var text bytes.Buffer
		assert.NilError(t, harness.WriteDiagnostics(&text, file, diags, false))
		t.Fatal(text.String())
	}
	assert.Equal(t, len(plans), 1)
	return plans[0]
}

func broken(r *report.Report) []string {
	var names []string
	for _, g := range r.Guarantees {
		if g.Outcome == report.GuaranteeBroken {
			names = append(names, g.Name)
		}
	}
	return names
}

func held(r *report.Report) int {
	n := 0
	for _, c := range r.Controls {
		if c.Verdict == report.Held {
			n++
		}
	}
	return n
}

const (
	page  = "../../docs/tutorial.md"
	first = "../../cmd/zkscenario/first/scenario.hcl"
)

var fences = regexp.MustCompile("(?ms)^```hcl\n(.*?)^```$")

// Every block of HCL on the page is a part of a file that was tested, and the page mentions
// every file.
func TestPageShowsTheFiles(t *testing.T) {
	names, err := filepath.Glob("*.hcl")
	assert.NilError(t, err)
	text, err := os.ReadFile(page)
	assert.NilError(t, err)
	files := map[string]string{}
	for _, name := range append(names, first) {
		src, err := os.ReadFile(name)
		assert.NilError(t, err)
		files[name] = withoutIndent(string(src))
		if name != first {
			assert.Assert(t, strings.Contains(string(text), "examples/tutorial/"+name), "the page does not mention %s", name)
			assert.Assert(t, slices.ContainsFunc(claims, func(c claim) bool { return c.file == name }), "%s is not run", name)
		}
	}
	shown := fences.FindAllStringSubmatch(string(text), -1)
	assert.Assert(t, len(shown) > 0)
	for _, block := range shown {
		assert.Assert(t, isIn(files, withoutIndent(block[1])), "no file contains this:\n%s", block[1])
	}
}

func isIn(files map[string]string, block string) bool {
	for _, src := range files {
		if strings.Contains(src, block) {
			return true
		}
	}
	return false
}

// withoutIndent removes the indentation, since the page shows a part of a file without the
// blocks around it.
func withoutIndent(src string) string {
	var out strings.Builder
	for line := range strings.Lines(src) {
		fmt.Fprintln(&out, strings.TrimSpace(line))
	}
	return out.String()
}
