package spec_test

import (
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/spec"
)

func TestNearest(t *testing.T) {
	known := []string{"ceil", "fill", "kill", "fill_disk", "leader"}
	for given, want := range map[string]string{
		"Kill":    "kill", // not fill: letters of another case are the same
		"KILL":    "kill",
		"klil":    "kill", // not ceil: neighbours change places at once
		"kil":     "kill",
		"laeder":  "leader",
		"restart": "",
	} {
		assert.Equal(t, spec.Nearest(given, known), want, given)
	}
}
