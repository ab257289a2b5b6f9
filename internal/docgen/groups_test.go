package main

import (
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/internal/reference"
)

var (
	own   = reference.Value{Name: "own"}
	as    = reference.Value{Name: "as", Group: "Operations"}
	child = reference.Value{Name: "child", Group: "Znodes"}
	size  = reference.Value{Name: "size"}
)

func TestGroupsHaveCommonPropertiesOfTheirEntries(t *testing.T) {
	r := reference.Reference{
		{Name: "fill", Arguments: []reference.Value{own, child}, Waits: "Waits for all.", Receipt: "a number."},
		{Name: "read", Arguments: []reference.Value{child, as}, Waits: "Waits.", Receipt: "the reply."},
		{Name: "set", Arguments: []reference.Value{child, as}, Waits: "Waits.", Receipt: "another reply."},
	}
	assert.DeepEqual(t, groupsOf(r), []group{
		{Name: "Znodes", Entries: []string{"fill", "read", "set"}, Arguments: []reference.Value{child}},
		{Name: "Operations", Entries: []string{"read", "set"}, Arguments: []reference.Value{as}, Waits: "Waits."},
	})
}

func TestSectionsOmitPropertiesOfTheirGroups(t *testing.T) {
	p := page{Reference: reference.Reference{
		{Name: "read", Kind: reference.Action, Arguments: []reference.Value{own, as}, Waits: "Waits.", Receipt: "the reply.", Runtimes: reference.EveryRuntime},
		{Name: "set", Kind: reference.Action, Arguments: []reference.Value{as}, Waits: "Waits.", Receipt: "another reply.", Runtimes: "It needs root."},
	}}
	p.Groups = groupsOf(p.Reference)
	sections := p.Sections(reference.Action)
	assert.DeepEqual(t, sections[0], section{
		reference.Entry{Name: "read", Kind: reference.Action, Arguments: []reference.Value{own}, Receipt: "the reply."}, []string{"Operations"},
	})
	assert.Equal(t, sections[1].Receipt, "another reply.")
	assert.Equal(t, sections[1].Runtimes, "It needs root.")
}

func TestPartsReferToAttributesOfTheirAction(t *testing.T) {
	count := reference.Value{Name: "count"}
	p := page{Reference: reference.Reference{
		{Name: "create", Kind: reference.Action, Arguments: []reference.Value{own, size, child, as}},
		{Name: "transaction", Kind: reference.Action, Blocks: []reference.Inner{
			{Name: "create", Summary: "Creates.", Arguments: []reference.Value{own, size, child, count}},
			{Name: "check", Summary: "Requires.", Arguments: []reference.Value{child}},
		}},
	}}
	assert.DeepEqual(t, p.Sections(reference.Action)[1].Blocks, []reference.Inner{
		{Name: "create", Summary: "As [create](#create), with `own`, `size` and `child`.", Arguments: []reference.Value{count}},
		{Name: "check", Summary: "Requires.", Arguments: []reference.Value{child}},
	})
}
