package actions_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/actions"
	"github.com/zkscenario/zkscenario/assertions"
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/fakert"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// play runs steps on an ensemble in memory.
func play(t *testing.T, rt *fakert.Runtime, ensemble, steps string) *report.Report {
	t.Helper()
	src := fmt.Sprintf(`
scenario "words" {
  summary = "Some words in use."

  ensemble { %s }

  session "app" { server = 1 }

%s
}
`, ensemble, steps)
	lang := harness.Language{Actions: actions.All(), Assertions: assertions.All(), Checks: assertions.Checks()}
	file, plans, diags := harness.Load("words.hcl", []byte(src), spec.Inputs{Release: "3.9.5"}, lang)
	if len(diags) > 0 {
		var text bytes.Buffer
		assert.NilError(t, harness.WriteDiagnostics(&text, file, diags, false))
		t.Fatalf("\n%s", &text)
	}
	return harness.Run(t.Context(), plans[0], harness.Options{Runtime: rt})
}

func held(t *testing.T, rep *report.Report) {
	t.Helper()
	assert.Equal(t, rep.Verdict, report.Held, rep.Reason)
}

// before is what must have happened before a word's example can.
var before = map[string]string{
	"acl":       `create "/config" {}`,
	"children":  `create "/queue" {}`,
	"connect":   `disconnect "app" {}`,
	"delete":    `create "/config" {}`,
	"edit_file": `kill { server = 1 }`,
	"fill":      `create "/bulk" {}`,
	"finish":    `background "load" { path = "/load" }`,
	"free_disk": "fill_disk {\nserver = 1\ndisk = \"log\"\n}",
	"power_on":  `power_off { servers = [1, 2] }`,
	"read":      `create "/config" {}`,
	"reconfig":  `auth "digest" { credentials = "super:secret" }`,
	"resume":    `pause { servers = [1, 2] }`,
	"set":       `create "/config" {}`,
	"start":     `kill { servers = [1, 2] }`,
	"unwatch":   `watch "/config" { mode = "exists" }`,
	"wipe":      `kill { server = 1 }`,
}

// exampleEnsemble has a server 1 that every example can work with, and a super that
// may do everything, whose digest this is.
const exampleEnsemble = `
    servers    = 5
    config     = { reconfigEnabled = true }
    properties = { "zookeeper.DigestAuthenticationProvider.superDigest" = "super:lK75jTNcA+U9vtVEw5vB51mj/w4=" }

    server "1" {
      log_size   = "3MB"
      controller = true
    }
`

func TestEachExampleDoesWhatItSays(t *testing.T) {
	for _, k := range actions.All().Kinds() {
		t.Run(k.Name, func(t *testing.T) {
			t.Parallel()
			rt := &fakert.Runtime{SilentAfter: 20 * time.Millisecond}
			if k.Name == "connect" {
				rt.SilentAfter = 0 // or the session would be gone
			}
			held(t, play(t, rt, exampleEnsemble, fmt.Sprintf("step \"before\" {\nexists \"/\" {}\n%s\n}\nstep \"example\" {\n%s\n}", before[k.Name], k.Example)))
		})
	}
}

func TestEachWordIsDescribed(t *testing.T) {
	for _, k := range actions.All().Kinds() {
		t.Run(k.Name, func(t *testing.T) {
			assert.Assert(t, strings.HasSuffix(k.Summary, "."), "its summary is no sentence")
			assert.Assert(t, strings.HasSuffix(k.Waits, "."), "it does not say what it waits for")
			assert.Assert(t, strings.HasPrefix(k.Example, k.Name+" "), "its example shows another word")
			assert.Equal(t, k.Label != "", strings.HasPrefix(k.Example, k.Name+` "`), "label and example differ")
			for _, a := range harness.Attributes(k.New()) {
				assert.Assert(t, strings.HasSuffix(a.Doc, "."), "its attribute %s has no doc tag", a.Name)
			}
			assert.Assert(t, k.New() != k.New(), "two blocks would share their attributes")
		})
	}
}
