package main

import (
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/internal/reference"
)

// group holds the attributes that several entries share, and the waits and the receipt
// if they are the same for all. The page has them once, under a heading of their own.
type group struct {
	Name           string
	Entries        []string
	Arguments      []reference.Value
	Waits, Receipt string
}

// groupsOf collects the groups of all entries, those with the most entries first.
func groupsOf(r reference.Reference) []group {
	var groups []group
	for _, e := range r {
		for _, name := range groupNames(e.Arguments) {
			i := slices.IndexFunc(groups, func(g group) bool { return g.Name == name })
			if i < 0 {
				i = len(groups)
				groups = append(groups, group{Name: name, Arguments: inGroup(e.Arguments, name), Waits: e.Waits, Receipt: e.Receipt})
			}
			groups[i].add(e)
		}
	}
	slices.SortStableFunc(groups, func(a, b group) int { return len(b.Entries) - len(a.Entries) })
	return groups
}

// add takes an entry into the group, and keeps what all have in common.
func (g *group) add(e reference.Entry) {
	g.Entries = append(g.Entries, e.Name)
	if g.Waits != e.Waits {
		g.Waits = ""
	}
	if g.Receipt != e.Receipt {
		g.Receipt = ""
	}
}

// groupNames lists the groups that the values belong to, in their order.
func groupNames(values []reference.Value) []string {
	var names []string
	for _, v := range values {
		if v.Group != "" && !slices.Contains(names, v.Group) {
			names = append(names, v.Group)
		}
	}
	return names
}

// inGroup returns the values of one group; those of "" stand in no group.
func inGroup(values []reference.Value, name string) []reference.Value {
	return slices.DeleteFunc(slices.Clone(values), func(v reference.Value) bool { return v.Group != name })
}

// section holds an entry without what its groups state.
type section struct {
	reference.Entry
	Groups []string
}

// Sections returns the sections of the entries of a kind.
func (p page) Sections(kind reference.Kind) []section {
	var all []section
	for _, e := range p.Of(kind) {
		s := section{e, groupNames(e.Arguments)}
		for _, g := range p.Groups {
			if !slices.Contains(s.Groups, g.Name) {
				continue
			}
			if g.Waits != "" {
				s.Waits = ""
			}
			if g.Receipt != "" {
				s.Receipt = ""
			}
		}
		s.Arguments = inGroup(e.Arguments, "")
		s.Blocks = p.shortened(e.Blocks)
		if s.Runtimes == reference.EveryRuntime {
			s.Runtimes = ""
		}
		all = append(all, s)
	}
	return all
}

// shortened leaves out the arguments that a part has in common with the entry of the
// same name, and names them in its summary.
func (p page) shortened(parts []reference.Inner) []reference.Inner {
	parts = slices.Clone(parts)
	for i := range parts {
		part := &parts[i]
		known := p.Word(part.Name).Arguments
		var same []string
		part.Arguments = slices.DeleteFunc(slices.Clone(part.Arguments), func(v reference.Value) bool {
			if slices.Contains(known, v) {
				same = append(same, "`"+v.Name+"`")
				return true
			}
			return false
		})
		if len(same) > 0 {
			part.Summary = "As [" + part.Name + "](#" + part.Name + "), with " + enumerate(same) + "."
		}
	}
	return parts
}

// enumerate writes a list as text: "a, b and c".
func enumerate(all []string) string {
	last := len(all) - 1
	if last < 1 {
		return strings.Join(all, "")
	}
	return strings.Join(all[:last], ", ") + " and " + all[last]
}
