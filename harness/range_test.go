package harness_test

import (
	"fmt"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/spec"
)

func TestDiagnosticsPointToTheSmallestRange(t *testing.T) {
	for word, want := range map[string]string{
		`kill { server = 9 }`:                            "9",
		`kill { servers = [1, 9] }`:                      "[1, 9]",
		`kill { servr = 1 }`:                             "servr",
		`kil { server = 1 }`:                             "kil",
		`read "a" {}`:                                    `"a"`,
		`set "/a" { session = "ap" }`:                    `"ap"`,
		`set "/a" { data = local.nothing }`:              ".nothing",
		`set "/a" { data = sever(1).zxid }`:              "sever",
		`await { zxid = "0xg" }`:                         `"0xg"`,
		"await {\n leader = 1\n within = \"soon\"\n}":    `"soon"`,
		`start { server = 1 }`:                           "1",
		`call "nothing" {}`:                              `"nothing"`,
		"repeat {\n times = -1\n kill { server = 1 }\n}": "-1",
	} {
		t.Run(word, func(t *testing.T) {
			src := fmt.Sprintf("locals { a = 1 }\nscenario \"x\" {\n summary = \"x\"\n ensemble { servers = 3 }\n session \"app\" {}\n step \"x\" {\n%s\n }\n}\n", word)
			file, _, diags := harness.Load("x.hcl", []byte(src), spec.Inputs{}, language())
			assert.Assert(t, len(diags) > 0)
			assert.Equal(t, string(file.Slice(*diags[0].Subject)), want)
		})
	}
}
