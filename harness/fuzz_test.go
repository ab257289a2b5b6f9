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

// What one file may take. The machine that tests may be slow and busy, so that only
// what grows out of all bounds goes beyond.
const (
	longestLoad = 30 * time.Second
	mostAlloc   = 4 << 30 // bytes, of which most are garbage soon
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
		bounded(t, func() {
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

// bounded fails when do takes more time or memory than a file may.
func bounded(t *testing.T, do func()) {
	t.Helper()
	before := allocated()
	hang := time.AfterFunc(longestLoad, func() { panic("the file is not loaded after " + longestLoad.String()) })
	defer hang.Stop()
	do()
	if bytes := allocated() - before; bytes > mostAlloc {
		t.Errorf("loading the file took %d MB", bytes>>20)
	}
}

func allocated() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// loadTwice demands of a file that it says the same twice, that all its mistakes can
// be read and found, and that a plan without any can be explained.
func loadTwice(t *testing.T, name string, src []byte, in spec.Inputs, lang harness.Language) {
	t.Helper()
	file, plans, diags := harness.Load(name, src, in, lang)
	_, _, again := harness.Load(name, src, in, lang)
	if first, second := summaries(diags), summaries(again); !reflect.DeepEqual(first, second) {
		t.Errorf("the mistakes are\n%q, then\n%q", first, second)
	}
	for _, d := range diags {
		wellMade(t, d, name, src)
	}
	var text bytes.Buffer
	if err := harness.WriteDiagnostics(&text, file, diags, false); err != nil {
		t.Error(err)
	}
	if steers := strings.IndexFunc(text.String(), func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) }); steers >= 0 {
		t.Errorf("the message steers a terminal: %q", text.String()[steers:min(steers+20, text.Len())])
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

// placeless is the mistake that stands in no line.
const placeless = "Too many mistakes"

func wellMade(t *testing.T, d *hcl.Diagnostic, name string, src []byte) {
	t.Helper()
	if d.Summary == "" || d.Detail == "" {
		t.Errorf("a mistake lacks its summary or its detail: %+v", d)
	}
	if d.Subject == nil {
		if d.Summary != placeless {
			t.Errorf("%q stands nowhere", d.Summary)
		}
		return
	}
	lines := bytes.Count(src, []byte("\n")) + 1
	for _, at := range []hcl.Pos{d.Subject.Start, d.Subject.End} {
		if d.Subject.Filename != name || at.Line < 1 || at.Line > lines || at.Column < 1 || at.Byte < 0 || at.Byte > len(src) {
			t.Errorf("%q stands at %+v, beyond a file of %d lines and %d bytes", d.Summary, *d.Subject, lines, len(src))
		}
	}
}
