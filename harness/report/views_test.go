package report_test

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/jedib0t/go-pretty/v6/text"
	"gotest.tools/v3/assert"
	"gotest.tools/v3/golden"

	"github.com/zkscenario/zkscenario/harness/report"
)

// TestMain fixes the width of ambiguous characters, which otherwise follows the
// locale of whoever runs the tests.
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
	return func(w io.Writer, r *report.Report) error { return report.Terminal(w, r, color) }
}

func TestViews(t *testing.T) {
	for name, r := range samples() {
		golden.Assert(t, render(t, terminal(false), r), name+".txt")
		for file, view := range report.Files {
			golden.Assert(t, render(t, view, r), name+"."+file)
		}
	}
}

func TestTerminalInColour(t *testing.T) {
	coloured := render(t, terminal(true), reproduced())
	golden.Assert(t, coloured, "reproduced.coloured.txt")
	assert.Equal(t, text.StripEscape(coloured), render(t, terminal(false), reproduced()), "colour changes the text")
}

func TestTerminalFitsIts100Columns(t *testing.T) {
	for name, r := range samples() {
		for _, line := range strings.Split(render(t, terminal(false), r), "\n") {
			assert.Check(t, utf8.RuneCountInString(line) <= 100, "%s: %s", name, line)
		}
	}
}

func TestTerminalIsNotSteeredByWhatItShows(t *testing.T) {
	for _, c := range render(t, terminal(false), hostile()) {
		assert.Check(t, c == '\n' || unicode.IsPrint(c), "prints %U", c)
	}
}

func TestWritersThatFail(t *testing.T) {
	views := map[string]func(io.Writer, *report.Report) error{"terminal": terminal(false), "summary": func(w io.Writer, r *report.Report) error {
		return report.Summary(w, []*report.Report{r})
	}}
	for file, view := range report.Files {
		views[file] = view
	}
	for name, view := range views {
		err := view(fullDisk{}, reproduced())
		assert.Check(t, err != nil, name)
		assert.ErrorIs(t, err, io.ErrShortWrite)
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, io.ErrShortWrite }
