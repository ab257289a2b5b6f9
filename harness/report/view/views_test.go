package view_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/jedib0t/go-pretty/v6/text"
	"gotest.tools/v3/assert"
	"gotest.tools/v3/golden"

	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/report/sample"
	"github.com/zkscenario/zkscenario/harness/report/view"
)

// TestMain fixes the width of ambiguous characters, which depends on the locale.
func TestMain(m *testing.M) {
	text.OverrideRuneWidthEastAsianWidth(false)
	os.Exit(m.Run())
}

func render(t *testing.T, view func(io.Writer, *report.Report) error, r *report.Report) string {
	t.Helper()
	var out bytes.Buffer
	assert.NilError(t, view(&out, r))
	return out.String()
}

func terminal(color bool) func(io.Writer, *report.Report) error {
	return func(w io.Writer, r *report.Report) error { return view.Terminal(w, r, color) }
}

func TestViews(t *testing.T) {
	for name, r := range sample.Reports() {
		golden.Assert(t, render(t, terminal(false), r), name+".txt")
		for file, view := range view.Files {
			golden.Assert(t, render(t, view, r), name+"."+file)
		}
	}
}

func TestTerminalInColour(t *testing.T) {
	coloured := render(t, terminal(true), sample.Reproduced())
	golden.Assert(t, coloured, "reproduced.coloured.txt")
	assert.Equal(t, text.StripEscape(coloured), render(t, terminal(false), sample.Reproduced()), "colour changes the text")
}

func TestTerminalFitsIts100Columns(t *testing.T) {
	for name, r := range sample.Reports() {
		for _, line := range strings.Split(render(t, terminal(false), r), "\n") {
			assert.Check(t, utf8.RuneCountInString(line) <= 100, "%s: %s", name, line)
		}
	}
}

func TestTerminalIsNotSteered(t *testing.T) {
	for _, c := range render(t, terminal(false), sample.Hostile()) {
		assert.Check(t, c == '\n' || unicode.IsPrint(c), "prints %U", c)
	}
}

func TestWritersThatFail(t *testing.T) {
	views := map[string]func(io.Writer, *report.Report) error{"terminal": terminal(false), "summary": func(w io.Writer, r *report.Report) error {
		return view.Summary(w, []*report.Report{r})
	}}
	for file, view := range view.Files {
		views[file] = view
	}
	for name, view := range views {
		err := view(fullDisk{}, sample.Reproduced())
		assert.Check(t, err != nil, name)
		assert.ErrorIs(t, err, io.ErrShortWrite)
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

// The page links to the run's files, in its own folder or elsewhere.
func TestLinksOfThePage(t *testing.T) {
	root := t.TempDir()
	r := sample.Reproduced()
	r.Dir = filepath.Join(root, "runs", "a")
	for dir, want := range map[string]string{r.Dir: `href="timeline.jsonl"`, filepath.Join(root, "checked"): `href="../runs/a/timeline.jsonl"`} {
		assert.NilError(t, view.Write(dir, r))
		page, err := os.ReadFile(filepath.Join(dir, "report.html"))
		assert.NilError(t, err)
		assert.Assert(t, strings.Contains(string(page), want), "%s lacks %s", page, want)
	}
	written, err := os.ReadDir(r.Dir)
	assert.NilError(t, err)
	assert.Equal(t, len(written), len(view.Files))
}

func TestFolderThatCannotBeWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	assert.NilError(t, os.WriteFile(file, nil, 0o600))
	assert.ErrorContains(t, view.Write(file, sample.Reproduced()), "make folder of the report")
	assert.NilError(t, os.Mkdir(file+"s", 0o755))
	assert.NilError(t, os.Mkdir(filepath.Join(file+"s", "junit.xml"), 0o755))
	assert.ErrorContains(t, view.Write(file+"s", sample.Reproduced()), "write junit.xml")
}
