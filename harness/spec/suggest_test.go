package spec_test

import (
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/spec"
)

func TestNearest(t *testing.T) {
	known := []string{"ceil", "fill", "kill", "fill_disk", "leader"}
	for given, want := range map[string]string{
		"Kill":    "kill", // not fill: case is ignored
		"KILL":    "kill",
		"klil":    "kill", // not ceil: swapping two letters is one change
		"kil":     "kill",
		"laeder":  "leader",
		"restart": "",
	} {
		assert.Equal(t, spec.Nearest(given, known), want, given)
	}
}
