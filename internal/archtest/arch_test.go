package archtest

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

const module = "github.com/zkscenario/zkscenario/"

// allowed says which packages of ours a package may import. What is not listed
// here does not exist, so that a new package is a decision.
var allowed = map[string][]string{
	"actions":                     {"harness", "harness/machine", "harness/runtime", "harness/server", "harness/session", "harness/spec", "harness/timeline", "harness/verdict"},
	"assertions":                  {"harness", "harness/session", "harness/spec", "harness/timeline", "harness/verdict"},
	"assertions/history":          {"harness/timeline"},
	"cmd/zkscenario":              {"actions", "assertions", "assertions/history", "harness", "harness/machine", "harness/release", "harness/report", "harness/runtime", "harness/runtime/docker", "harness/runtime/local", "harness/spec", "harness/timeline", "internal/bisect", "internal/reference", "internal/trackrecord", "scenarios"},
	"cmd/zkscenario-machine":      {"harness/machine"},
	"examples/gotest":             {},
	"examples/tutorial":           {},
	"harness":                     {"assertions/history", "harness/machine", "harness/persistence", "harness/report", "harness/runtime", "harness/server", "harness/session", "harness/spec", "harness/timeline", "harness/verdict"},
	"harness/machine":             {},
	"harness/persistence":         {"harness/timeline"},
	"harness/release":             {"harness/spec"},
	"harness/report":              {"harness/timeline"},
	"harness/runtime":             {"harness/machine", "harness/spec"},
	"harness/runtime/conformance": {"harness/machine", "harness/release", "harness/runtime", "harness/spec"},
	"harness/runtime/docker":      {"harness/machine", "harness/release", "harness/runtime", "harness/spec"},
	"harness/runtime/fake":        {"harness/machine", "harness/release", "harness/runtime", "harness/spec"},
	"harness/runtime/local":       {"harness/machine", "harness/release", "harness/runtime", "harness/spec"},
	"harness/server":              {"harness/timeline"},
	"harness/session":             {"harness/timeline"},
	"harness/spec":                {"harness/server", "harness/timeline"},
	"harness/verdict":             {"harness/timeline"},
	"harness/timeline":            {},
	"internal/archtest":           {},
	"internal/bisect":             {"harness/report"},
	"internal/docgen":             {"actions", "assertions", "assertions/history", "harness", "harness/server", "harness/timeline", "internal/reference", "internal/trackrecord"},
	"internal/mistakes":           {},
	"internal/reference":          {"assertions/history", "harness", "harness/report", "harness/runtime", "harness/spec", "harness/timeline"},
	"internal/trackrecord":        {"harness/release", "harness/report"},
	"scenarios":                   {},

	"assertions/history/simulator": {"harness/timeline"},
}

// onlyIn says which package alone may import something from outside, and why.
var onlyIn = map[string]struct{ pkg, why string }{
	"github.com/testcontainers/": {"harness/runtime/docker", "one package knows Docker"},
	"github.com/go-zookeeper/":   {"harness/session", "every call of a client must be recorded"},
	"gotest.tools/":              {"harness/runtime/conformance", "importing it adds flags to the binary"},
}

type pkg struct {
	ImportPath, Name, Doc, Dir string
	Imports                    []string
}

func (p pkg) short() string { return strings.TrimPrefix(p.ImportPath, module) }

func packages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Name,Doc,Dir,Imports", "./...")
	cmd.Dir = filepath.Join("..", "..")
	out, err := cmd.Output()
	assert.NilError(t, err)
	var all []pkg
	for in := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		err := in.Decode(&p)
		if errors.Is(err, io.EOF) {
			return all
		}
		assert.NilError(t, err)
		all = append(all, p)
	}
}

func TestImportsPointOneWay(t *testing.T) {
	for _, p := range packages(t) {
		rules, known := allowed[p.short()]
		if !known {
			t.Errorf("%s has no import rules; add it to the list if the tree is to grow", p.short())
		}
		for _, mistake := range mistakes(p, rules) {
			t.Error(mistake)
		}
	}
}

func mistakes(p pkg, rules []string) []string {
	var found []string
	for _, path := range p.Imports {
		if ours, ok := strings.CutPrefix(path, module); ok && !slices.Contains(rules, ours) {
			found = append(found, p.short()+" must not import "+ours)
		}
		for prefix, rule := range onlyIn {
			if strings.HasPrefix(path, prefix) && p.short() != rule.pkg {
				found = append(found, p.short()+" must not import "+path+": "+rule.why)
			}
		}
	}
	return found
}

func TestAWrongImportIsFound(t *testing.T) {
	wrong := pkg{ImportPath: module + "actions", Imports: []string{"fmt", module + "harness/runtime/docker", "github.com/go-zookeeper/zk"}}
	assert.Equal(t, len(mistakes(wrong, allowed["actions"])), 2)
}

// Judging a timeline needs nothing but the package timeline and the standard library.
func TestJudgingNeedsOnlyTheTimeline(t *testing.T) {
	cmd := exec.Command("go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", "./assertions/history")
	cmd.Dir = filepath.Join("..", "..")
	out, err := cmd.Output()
	assert.NilError(t, err)
	assert.DeepEqual(t, strings.Fields(string(out)), []string{module + "harness/timeline", module + "assertions/history"})
}

// The rules name no package that is gone.
func TestRulesAreAlive(t *testing.T) {
	var there []string
	for _, p := range packages(t) {
		there = append(there, p.short())
	}
	for name := range allowed {
		assert.Assert(t, slices.Contains(there, name), "there is no package %s", name)
	}
}

func TestEveryPackageSaysWhatItKnows(t *testing.T) {
	for _, p := range packages(t) {
		first := "Package " + p.Name + " "
		if p.Name == "main" {
			first = "Command " + filepath.Base(p.Dir) + " "
		}
		if !strings.HasPrefix(p.Doc, first) {
			t.Errorf("the package comment of %s begins %q, not %q", p.short(), p.Doc, first)
		}
	}
}
