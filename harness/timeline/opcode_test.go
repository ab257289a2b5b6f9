package timeline_test

import (
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

func TestOpcodes(t *testing.T) {
	for text, want := range map[string]timeline.Opcode{"addWatch": 106, "106": 106, "closeSession": -11, "-11": -11} {
		code, known := timeline.ParseOpcode(text)
		assert.Assert(t, known)
		assert.Equal(t, code, want)
	}
	for _, text := range []string{"", "addwatch", "1e3", "99999999999"} {
		_, known := timeline.ParseOpcode(text)
		assert.Assert(t, !known, text)
	}
	assert.Assert(t, timeline.OpcodeExists.ReadOnly() && !timeline.OpcodeCreate.ReadOnly() && !timeline.Opcode(999).ReadOnly())
}
