package harness

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness/spec"
)

// division is a fault of the network that divides servers into groups: those of
// different groups do not hear each other; whoever is in no group hears all.
type division struct {
	group   map[int]int // by server, counted from 1
	clients bool        // clients do not hear the servers of alone either
	alone   []int
}

// Networks beyond these are not forecast: what it takes grows with both.
const (
	mostDivisions = 8
	mostDivided   = 32 // servers
)

// Divide is that the network is divided into groups of servers. Nothing is known of
// when a network is divided that may or may not be.
func (f *Forecast) Divide(groups ...[]int) { f.divide(division{group: inGroups(groups)}) }

// Isolate is that each of the servers is by itself, for clients too if so said.
func (f *Forecast) Isolate(ids []int, clients bool) {
	var groups [][]int
	var others []int
	for _, s := range f.sc.Ensemble.Servers {
		if slices.Contains(ids, s.ID) {
			groups = append(groups, []int{s.ID})
		} else {
			others = append(others, s.ID)
		}
	}
	f.divide(division{group: inGroups(append(groups, others)), clients: clients, alone: ids})
}

func inGroups(groups [][]int) map[int]int {
	group := map[int]int{}
	for i, ids := range groups {
		for _, id := range ids {
			group[id] = i + 1
		}
	}
	return group
}

func (f *Forecast) divide(d division) {
	if f.vague == 0 && len(f.cuts) < mostDivisions && len(f.sc.Ensemble.Servers) <= mostDivided {
		f.cuts = append(slices.Clip(f.cuts), d) // a clone has them too
	}
}

// Heal ends all divisions.
func (f *Forecast) Heal() { f.cuts = nil }

// hear tells whether two servers may hear each other.
func (f *Forecast) hear(a, b int) bool {
	return !slices.ContainsFunc(f.cuts, func(d division) bool {
		return d.group[a] != 0 && d.group[b] != 0 && d.group[a] != d.group[b]
	})
}

// hidden tells whether no client reaches the server.
func (f *Forecast) hidden(id int) bool {
	return f.vague == 0 && slices.ContainsFunc(f.cuts, func(d division) bool { return d.clients && slices.Contains(d.alone, id) })
}

func (f *Forecast) dead(id int) bool { return f.surely(f.down[id]) || f.surely(f.silent[id]) }

// voters are those of the ensemble, nil where nobody can tell beforehand how many of
// them make a quorum.
func (f *Forecast) voters() []int {
	var ids []int
	for i := range f.sc.Ensemble.Servers {
		s := &f.sc.Ensemble.Servers[i]
		if f.lists || s.List != nil || s.Later || s.HasWeights() {
			return nil
		}
		if !s.Observer {
			ids = append(ids, s.ID)
		}
	}
	return ids
}

// leaders are the voters that can have a quorum behind them.
func (f *Forecast) leaders(voters []int) []int {
	alive := slices.DeleteFunc(slices.Clone(voters), f.dead)
	quorum := len(voters)/2 + 1
	if len(f.cuts) == 0 || f.vague > 0 {
		if len(alive) < quorum {
			return nil
		}
		return alive
	}
	var ids []int
	for _, id := range alive {
		n := 0
		for _, other := range alive {
			if f.hear(id, other) {
				n++
			}
		}
		if n >= quorum {
			ids = append(ids, id)
		}
	}
	return ids
}

// MustServe demands that servers can serve: that they run, and belong to a quorum.
func (f *Forecast) MustServe(ids []int, at hcl.Range) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, id := range ids {
		if why := f.mute(id); why != "" {
			diags = append(diags, spec.Errorf(at, "Server cannot serve", "Server %d %s at this point of the story.", id, why))
		}
	}
	if diags.HasErrors() {
		return diags
	}
	return f.mustBelong(ids, at)
}

// mute says why nothing is heard of a server; "" is that something may be.
func (f *Forecast) mute(id int) string {
	switch {
	case f.surely(f.down[id]):
		return "does not run"
	case f.surely(f.silent[id]):
		return "is frozen"
	case f.hidden(id):
		return "cannot be reached by clients"
	default:
		return ""
	}
}

// mustBelong demands a quorum, and that the servers belong to it.
func (f *Forecast) mustBelong(ids []int, at hcl.Range) hcl.Diagnostics {
	voters := f.voters()
	if voters == nil {
		return nil
	}
	leaders := f.leaders(voters)
	if len(leaders) == 0 {
		return hcl.Diagnostics{f.noQuorum(voters, at)}
	}
	var diags hcl.Diagnostics
	for _, id := range ids {
		if f.vague == 0 && !slices.ContainsFunc(leaders, func(leader int) bool { return leader == id || f.hear(leader, id) }) {
			diags = append(diags, spec.Errorf(at, "Server cannot serve", "Server %d is cut off at this point of the story: none of those that it reaches can have a quorum behind it.", id))
		}
	}
	return diags
}

// MustLead demands that a server can lead.
func (f *Forecast) MustLead(id int, at hcl.Range) hcl.Diagnostics {
	if diags := f.MustServe([]int{id}, at); diags.HasErrors() {
		return diags
	}
	voters := f.voters()
	switch {
	case f.vague > 0 || voters == nil:
		return nil
	case !slices.Contains(voters, id):
		return hcl.Diagnostics{spec.Errorf(at, "Observers never lead", "Server %d is an observer, which has no vote.", id)}
	case !slices.Contains(f.leaders(voters), id):
		return hcl.Diagnostics{spec.Errorf(at, "Server cannot lead", "Server %d reaches no quorum at this point of the story.", id)}
	}
	return nil
}

// Quorum demands that a quorum can exist.
func (f *Forecast) Quorum(at hcl.Range) hcl.Diagnostics { return f.mustBelong(nil, at) }

func (f *Forecast) noQuorum(voters []int, at hcl.Range) *hcl.Diagnostic {
	var why []string
	var missing []int
	for _, id := range voters {
		if f.dead(id) {
			missing = append(missing, id)
		}
	}
	if len(missing) > 0 {
		why = append(why, theyAre(missing, "does not run", "do not run"))
	}
	if len(f.cuts) > 0 {
		why = append(why, "the network is divided")
	}
	return spec.Errorf(at, "No quorum", "This needs a quorum, %d of the %d servers that vote; at this point of the story %s.",
		len(voters)/2+1, len(voters), strings.Join(why, ", and "))
}

func theyAre(ids []int, one, many string) string {
	if len(ids) == 1 {
		return fmt.Sprintf("server %d %s", ids[0], one)
	}
	return fmt.Sprintf("servers %s %s", list(ids), many)
}
