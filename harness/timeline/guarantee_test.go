package timeline_test

import (
	"testing"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/assert/cmp"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

func TestGuarantees(t *testing.T) {
	names := timeline.GuaranteeNames()
	for i, name := range names {
		g, ok := timeline.LookupGuarantee(name)
		assert.Assert(t, ok)
		assert.Assert(t, g.Promise != "" && g.Source != "", name)
		assert.Assert(t, i == 0 || names[i-1] < name, "%s is not in order", name)
	}
	assert.Assert(t, cmp.Contains(names, "single_system_image"))
	_, ok := timeline.LookupGuarantee("speed")
	assert.Assert(t, !ok)
}
