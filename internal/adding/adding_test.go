package adding

import (
	"fmt"
	"go/format"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

const (
	top  = "../.."
	page = top + "/docs/adding.md"
)

func readPage(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(page)
	assert.NilError(t, err)
	return string(text)
}

// What the page teaches works: with all its examples added to a copy of the repository, each
// of its commands succeeds there.
func TestThePageTeachesWhatWorks(t *testing.T) {
	folder := copyOfRepository(t)
	var commands []string
	for _, e := range examplesOf(readPage(t)) {
		if !e.isCommand() {
			e.addTo(t, folder)
			continue
		}
		for command := range strings.Lines(e.text) {
			commands = append(commands, strings.TrimSpace(command))
		}
	}
	assert.Assert(t, len(commands) > 10)
	for _, command := range commands {
		t.Run(command, func(t *testing.T) { run(t, folder, command) })
	}
}

// copyOfRepository copies all that the examples and their tests need. It leaves this test
// out, which would run itself again.
func copyOfRepository(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	err := filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(top, path)
		switch {
		case err != nil:
			return err
		case d.IsDir() && (slices.Contains([]string{".git", ".zkscenario"}, d.Name()) || name == "bin"):
			return fs.SkipDir
		case d.IsDir():
			return os.MkdirAll(filepath.Join(folder, name), 0o755)
		case !d.Type().IsRegular(), d.Name() == ".git", filepath.Dir(path) == filepath.Join(top, "internal", "adding") && strings.HasSuffix(name, "_test.go"):
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(folder, name), text, 0o644)
	})
	assert.NilError(t, err)
	return folder
}

// addTo adds a new file, or changes one, in a copy of the repository.
func (e example) addTo(t *testing.T, folder string) {
	t.Helper()
	assert.Assert(t, e.file != "", "the paragraph before this block names no file:\n%s", e.text)
	name := filepath.Join(folder, filepath.FromSlash(e.file))
	old, err := os.ReadFile(name)
	text := e.text
	if e.isChange() {
		assert.NilError(t, err)
		text, err = e.change(string(old))
		assert.NilError(t, err)
	} else {
		assert.Assert(t, os.IsNotExist(err), "%s exists already", e.file)
	}
	if strings.HasSuffix(name, ".go") {
		formatted, err := format.Source([]byte(text))
		assert.NilError(t, err, e.file)
		assert.Equal(t, text, string(formatted), "%s is not formatted", e.file)
	}
	assert.NilError(t, os.WriteFile(name, []byte(text), 0o644))
}

// run executes a command of the page. With -trimpath, and always without cgo, the packages
// of all copies are built alike, so that Go's cache has them after the first time.
func run(t *testing.T, folder, command string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sh", "-c", command)
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "PWD="+folder, "CGO_ENABLED=0", "GOFLAGS="+strings.TrimSpace(os.Getenv("GOFLAGS")+" -trimpath"))
	out, err := cmd.CombinedOutput()
	assert.NilError(t, err, "%s\n%s", command, out)
}

// The table at the beginning of the page counts the files of the examples.
func TestThePageCountsItsFiles(t *testing.T) {
	created, changed := map[string]int{}, map[string]map[string]bool{}
	text := readPage(t)
	for _, e := range examplesOf(text) {
		switch {
		case e.isCommand():
		case !e.isChange():
			created[e.section]++
		default:
			if changed[e.section] == nil {
				changed[e.section] = map[string]bool{}
			}
			changed[e.section][e.file] = true
		}
	}
	assert.Equal(t, len(changed), 6)
	for section, files := range changed {
		row := fmt.Sprintf("\n| [%s](#%s) | %d | %d |\n", section, strings.ReplaceAll(strings.ToLower(section), " ", "-"), created[section], len(files))
		assert.Check(t, strings.Contains(text, row), "the table of the page lacks %s", row)
	}
}
