package harness

import (
	"testing"

	"github.com/zclconf/go-cty/cty"
	"gotest.tools/v3/assert"
)

func TestAttributesAreReadFromTheTags(t *testing.T) {
	type shared struct {
		Label string `hcl:"name,label"`
		As    string `hcl:"as,optional" doc:"Name of the result."`
	}
	type word struct {
		Servers      []int    `hcl:"servers" doc:"Their ids."`
		ServersRange struct{} `hcl:"servers,attr_value_range"`
		Shared       shared   `hcl:",remain"`
		untagged     int
	}
	w := word{untagged: 1}
	got := Attributes(&w)
	assert.Equal(t, len(got), 2)
	assert.Equal(t, got[0].Name, "servers")
	assert.Assert(t, got[0].Required)
	assert.Assert(t, got[0].Type.Equals(cty.List(cty.Number)))
	assert.Equal(t, got[1].Name, "as")
	assert.Equal(t, got[1].Doc, "Name of the result.")
	assert.Assert(t, !got[1].Required)
}
