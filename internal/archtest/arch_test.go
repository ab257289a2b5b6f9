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

// allowed lists, for each package, the packages of this module that it may import. A new
// package must be added here, so that its imports are a decision.
var allowed = map[string][]string{
	"actions":                              {"harness", "harness/cluster", "harness/disk", "harness/forecast", "harness/runtime", "harness/session", "harness/spec", "harness/timeline", "harness/values", "harness/verdict"},
	"assertions":                           {"harness", "harness/cluster", "harness/equality", "harness/forecast", "harness/session", "harness/spec", "harness/timeline", "harness/values", "harness/verdict"},
	"assertions/history":                   {"harness/timeline"},
	"assertions/history/simulator":         {"assertions/history/simulator/world", "harness/timeline"},
	"assertions/history/simulator/mutants": {"assertions/history/simulator/world", "harness/timeline"},
	"assertions/history/simulator/world":   {"harness/timeline"},
	"cmd/zkscenario":                       {"actions", "assertions", "assertions/history", "harness", "harness/machine", "harness/release", "harness/report", "harness/report/view", "harness/rundir", "harness/runtime", "harness/runtime/docker", "harness/runtime/local", "harness/spec", "harness/timeline", "internal/bisect", "internal/reference", "internal/reference/text", "internal/shard", "internal/trackrecord", "scenarios"},
	"cmd/zkscenario-machine":               {"harness/machine"},
	"examples/gotest":                      {},
	"examples/tutorial":                    {},
	"harness":                              {"assertions/history", "harness/cluster", "harness/disk", "harness/equality", "harness/forecast", "harness/report", "harness/rundir", "harness/runtime", "harness/server", "harness/session", "harness/spec", "harness/timeline", "harness/values", "harness/verdict"},
	"harness/cluster":                      {"harness/disk", "harness/machine", "harness/runtime", "harness/server", "harness/session", "harness/spec", "harness/timeline", "harness/verdict"},
	"harness/disk":                         {"harness/machine", "harness/persistence", "harness/runtime", "harness/spec", "harness/timeline", "harness/verdict"},
	"harness/equality":                     {},
	"harness/forecast":                     {"harness/spec"},
	"harness/machine":                      {},
	"harness/persistence":                  {"harness/timeline"},
	"harness/release":                      {},
	"harness/report":                       {"harness/timeline"},
	"harness/report/sample":                {"harness/report", "harness/timeline"},
	"harness/report/view":                  {"harness/report", "harness/timeline"},
	"harness/rundir":                       {},
	"harness/runtime":                      {"harness/machine", "harness/spec"},
	"harness/runtime/conformance":          {"harness/machine", "harness/runtime", "harness/spec"},
	"harness/runtime/docker":               {"harness/machine", "harness/release", "harness/runtime", "harness/spec"},
	"harness/runtime/fake":                 {"harness/machine", "harness/runtime", "harness/runtime/fake/jute", "harness/runtime/fake/quorum", "harness/spec", "harness/timeline"},
	"harness/runtime/fake/jute":            {},
	"harness/runtime/fake/quorum":          {"harness/spec"},
	"harness/runtime/local":                {"harness/machine", "harness/release", "harness/runtime", "harness/spec"},
	"harness/server":                       {"harness/timeline"},
	"harness/session":                      {"harness/timeline"},
	"harness/spec":                         {"harness/equality", "harness/server", "harness/timeline"},
	"harness/timeline":                     {},
	"harness/values":                       {"harness/cluster", "harness/disk", "harness/machine", "harness/server", "harness/session", "harness/spec", "harness/timeline"},
	"harness/verdict":                      {"harness/timeline"},
	"internal/adding":                      {},
	"internal/archtest":                    {},
	"internal/bisect":                      {"harness/release", "harness/report", "harness/spec"},
	"internal/docgen":                      {"actions", "assertions", "assertions/history", "harness", "harness/release", "harness/runtime/docker", "harness/runtime/local", "harness/server", "harness/spec", "harness/timeline", "internal/reference", "internal/trackrecord", "scenarios"},
	"internal/mistakes":                    {},
	"internal/reference":                   {"assertions/history", "harness", "harness/report", "harness/runtime", "harness/spec", "harness/timeline", "harness/values"},
	"internal/reference/text":              {"internal/reference"},
	"internal/shard":                       {"harness", "harness/report", "harness/rundir", "scenarios"},
	"internal/trackrecord":                 {"harness/release", "harness/report"},
	"scenarios":                            {},
	"zktest":                               {"actions", "assertions", "assertions/history", "harness", "harness/report", "harness/report/view", "harness/runtime", "harness/runtime/docker", "harness/runtime/local", "harness/spec"},
}

// onlyIn lists the only package that may import another module, and why.
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
			t.Errorf("%s has no import rules; add it to the list", p.short())
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
	for _, ours := range rules {
		if !slices.Contains(p.Imports, module+ours) {
			found = append(found, p.short()+" does not import "+ours+"; remove the rule")
		}
	}
	return found
}

func TestForbiddenImportsAreFound(t *testing.T) {
	wrong := pkg{ImportPath: module + "actions", Imports: []string{"fmt", module + "harness", module + "harness/runtime/docker", "github.com/go-zookeeper/zk"}}
	assert.Equal(t, len(mistakes(wrong, []string{"harness"})), 2)
	assert.Equal(t, len(mistakes(wrong, []string{"harness", "harness/runtime/docker", "harness/spec"})), 2)
}

// Judging a timeline must need only the package timeline and the standard library.
func TestHistoryDependsOnTheTimelineOnly(t *testing.T) {
	assert.DeepEqual(t, dependencies(t, "./assertions/history"), []string{module + "harness/timeline", module + "assertions/history"})
}

// The engine renders nothing, and programs can use it without the package testing.
func TestEngineDependsOnNoViewAndNotOnTesting(t *testing.T) {
	deps := dependencies(t, "./harness")
	for _, unwanted := range []string{"testing", "html/template", "github.com/jedib0t/go-pretty/v6/table", module + "harness/report/view"} {
		assert.Check(t, !slices.Contains(deps, unwanted), "harness depends on %s", unwanted)
	}
}

// dependencies lists the packages that a package imports, directly or not. Of the standard
// library it lists only testing and html/template.
func dependencies(t *testing.T, pkg string) []string {
	t.Helper()
	cmd := exec.Command("go", "list", "-deps", "-f", `{{if or (not .Standard) (eq .ImportPath "testing" "html/template")}}{{.ImportPath}}{{end}}`, pkg)
	cmd.Dir = filepath.Join("..", "..")
	out, err := cmd.Output()
	assert.NilError(t, err)
	return strings.Fields(string(out))
}

// Every rule is for an existing package, or for a module that its package imports.
func TestRulesAreUsed(t *testing.T) {
	existing := map[string]pkg{}
	for _, p := range packages(t) {
		existing[p.short()] = p
	}
	for name := range allowed {
		_, ok := existing[name]
		assert.Check(t, ok, "there is no package %s", name)
	}
	for prefix, rule := range onlyIn {
		used := slices.ContainsFunc(existing[rule.pkg].Imports, func(path string) bool { return strings.HasPrefix(path, prefix) })
		assert.Check(t, used, "%s does not import %s; remove the rule", rule.pkg, prefix)
	}
}

func TestEveryPackageHasAComment(t *testing.T) {
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
