package harness_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"runtime/metrics"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// Limits for loading one file. They are generous, since the machine may be slow and busy:
// only unbounded growth exceeds them.
const (
	maxLoadTime  = 30 * time.Second
	maxAllocated = 4 << 30 // bytes, including garbage
)

// FuzzLoad loads files of HCL's native form.
func FuzzLoad(f *testing.F) { fuzzLoad(f, "fuzz.hcl") }

// FuzzLoadJSON loads files of HCL's JSON form.
func FuzzLoadJSON(f *testing.F) { fuzzLoad(f, "fuzz.hcl.json") }

func fuzzLoad(f *testing.F, name string) {
	f.Helper()
	for _, dir := range []string{"testdata", "spec/testdata", "../scenarios", "../examples"} {
		addSeeds(f, dir, strings.TrimPrefix(name, "fuzz"))
	}
	lang := language()
	f.Fuzz(func(t *testing.T, src []byte) {
		assertBounded(t, func() {
			for _, release := range []string{"", testRelease} {
				loadTwice(t, name, src, spec.Inputs{Release: release}, lang)
			}
		})
	})
}

// addSeeds adds the scenario files of a folder.
func addSeeds(f *testing.F, dir, suffix string) {
	f.Helper()
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, suffix) {
			return err
		}
		src, err := os.ReadFile(path)
		f.Add(src)
		return err
	})
	if err != nil {
		f.Fatal(err)
	}
}

// assertBounded calls load, and fails if it exceeds the limits.
func assertBounded(t *testing.T, load func()) {
	t.Helper()
	before := allocated()
	hang := time.AfterFunc(maxLoadTime, func() { panic("the file is not loaded after " + maxLoadTime.String()) })
	defer hang.Stop()
	load()
	if bytes := allocated() - before; bytes > maxAllocated {
		t.Errorf("loading the file allocated %d MB", bytes>>20)
	}
}

func allocated() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// loadTwice checks that loading a file gives the same diagnostics again, that each has a
// text and a position in the file, and that plans without mistakes can be explained.
func loadTwice(t *testing.T, name string, src []byte, in spec.Inputs, lang harness.Language) {
	t.Helper()
	file, plans, diags := harness.Load(name, src, in, lang)
	_, _, again := harness.Load(name, src, in, lang)
	if first, second := summaries(diags), summaries(again); !reflect.DeepEqual(first, second) {
		t.Errorf("loaded twice, the file has the diagnostics\n%q\nand\n%q", first, second)
	}
	for _, d := range diags {
		checkDiagnostic(t, d, name, src)
	}
	var text bytes.Buffer
	if err := harness.WriteDiagnostics(&text, file, diags, false); err != nil {
		t.Error(err)
	}
	if i := strings.IndexFunc(text.String(), func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) }); i >= 0 {
		t.Errorf("the message contains control characters: %q", text.String()[i:min(i+20, text.Len())])
	}
	if diags.HasErrors() {
		return
	}
	for _, p := range plans {
		p.Explain()
	}
}

func summaries(diags hcl.Diagnostics) []string {
	var all []string
	for _, d := range diags {
		at := ""
		if d.Subject != nil {
			at = fmt.Sprint(*d.Subject)
		}
		all = append(all, at+": "+d.Summary+": "+d.Detail)
	}
	return all
}

// withoutPosition is the summary of the only diagnostic that has no position.
const withoutPosition = "Too many mistakes"

// checkDiagnostic checks that a diagnostic has a text and a position in the file.
func checkDiagnostic(t *testing.T, d *hcl.Diagnostic, name string, src []byte) {
	t.Helper()
	if d.Summary == "" || d.Detail == "" {
		t.Errorf("a diagnostic lacks its summary or its detail: %+v", d)
	}
	if d.Subject == nil {
		if d.Summary != withoutPosition {
			t.Errorf("%q has no position", d.Summary)
		}
		return
	}
	lines := bytes.Count(src, []byte("\n")) + 1
	for _, at := range []hcl.Pos{d.Subject.Start, d.Subject.End} {
		if d.Subject.Filename != name || at.Line < 1 || at.Line > lines || at.Column < 1 || at.Byte < 0 || at.Byte > len(src) {
			t.Errorf("%q has the position %+v, outside a file of %d lines and %d bytes", d.Summary, *d.Subject, lines, len(src))
		}
	}
}
