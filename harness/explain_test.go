package harness_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/runtime/fake"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// The reason of a precondition that is missing has the values that decide, in both forms of
// HCL.
func TestExplanationHasTheDecisiveValues(t *testing.T) {
	for condition, want := range map[string]string{
		`result.a.text == "DIFF"`:                             `(null != "DIFF")`,
		`(result.a.path != "/a")`:                             `("/a" == "/a")`,
		`result.a.text == "DIFF" && result.a.path == "/a"`:    `(null == "DIFF" is false)`,
		`result.a.text == "DIFF" || result.a.path == "/b"`:    `(null == "DIFF" is false, "/a" == "/b" is false)`,
		`!(result.a.path == "/a" && result.a.text == null)`:   `("/a" == "/a" is true, null == null is true)`,
		`contains(["b"], result.a.path)`:                      `(contains(["b"], "/a") is false)`,
		`result.a.path == "/a" ? result.a.seconds < 0 : true`: `("/a" == "/a" is true, `,
		`result.none.exists`:                                  `assertion failed: `,
	} {
		native := fmt.Sprintf("require {\n condition = %s\n within = \"1ms\"\n}", condition)
		text, err := json.Marshal("${" + condition + "}")
		assert.NilError(t, err)
		for name, src := range map[string]string{
			"explained.hcl": fmt.Sprintf(`scenario "explained" {
  summary = "A precondition is missing."
  ensemble { servers = 1 }
  session "app" {}
  step "one" {
    create "/a" { as = "a" }
    exists "/none" { as = "none" }
    %s
  }
}`, native),
			"explained.hcl.json": fmt.Sprintf(`{"scenario": {"explained": {
  "summary": "A precondition is missing.",
  "ensemble": {"servers": 1},
  "session": {"app": {}},
  "step": {"one": [
    {"create": {"/a": {"as": "a"}}},
    {"exists": {"/none": {"as": "none"}}},
    {"require": {"condition": %s, "within": "1ms"}}
  ]}}}}`, text),
		} {
			rep := runPlan(t.Context(), t, &fake.Runtime{}, load(t, name, src, spec.Inputs{Release: testRelease}))
			assert.Assert(t, strings.Contains(rep.Reason, want), "%s: %s\nlacks: %s", name, rep.Reason, want)
		}
	}
}
