package forecast

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness/spec"
)

// division is a fault of the network that divides servers into groups. Servers of
// different groups cannot reach each other; one that is in no group reaches all.
type division struct {
	group   map[int]int // by server, counted from 1
	clients bool        // clients cannot reach the servers of alone either
	alone   []int
}

// network holds the divisions that are in force for certain.
type network struct{ divisions []division }

// connect reports whether two servers may reach each other.
func (n network) connect(a, b int) bool {
	return !slices.ContainsFunc(n.divisions, func(d division) bool {
		return d.group[a] != 0 && d.group[b] != 0 && d.group[a] != d.group[b]
	})
}

// hide reports whether no client reaches the server.
func (n network) hide(id int) bool {
	return slices.ContainsFunc(n.divisions, func(d division) bool { return d.clients && slices.Contains(d.alone, id) })
}

// Larger networks are not forecast, since the cost grows with both.
const (
	mostDivisions = 8
	mostDivided   = 32 // servers
)

// Divide records that the network is divided into groups of servers.
func (f *Forecast) Divide(groups ...[]int) { f.divide(division{group: inGroups(groups)}) }

// Isolate records that each of the servers is alone, with clients true for clients too.
func (f *Forecast) Isolate(ids []int, clients bool) {
	var groups [][]int
	var others []int
	for _, s := range f.Scenario.Ensemble.Servers {
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

// divide ignores a division that may or may not take place.
func (f *Forecast) divide(d division) {
	if !f.Uncertain() && len(f.divisions) < mostDivisions && len(f.Scenario.Ensemble.Servers) <= mostDivided {
		f.divisions = append(slices.Clip(f.divisions), d) // a copy of the forecast shares them
	}
}

// Heal records that all divisions end.
func (n *network) Heal() { n.divisions = nil }

func (f *Forecast) alive(id int) bool {
	return !f.certain(f.down[id], isTrue) && !f.certain(f.silent[id], isTrue)
}

// voters returns the ids of the voting servers, or nil where the size of a quorum is
// unknown before the run.
func (f *Forecast) voters() []int {
	var ids []int
	for i := range f.Scenario.Ensemble.Servers {
		s := &f.Scenario.Ensemble.Servers[i]
		if f.lists || s.List != nil || s.Later || s.HasWeights() {
			return nil
		}
		if !s.Observer {
			ids = append(ids, s.ID)
		}
	}
	return ids
}

// leaders returns the voters that can have the support of a quorum.
func (f *Forecast) leaders(voters []int) []int {
	alive := slices.DeleteFunc(slices.Clone(voters), func(id int) bool { return !f.alive(id) })
	quorum := len(voters)/2 + 1
	if len(f.divisions) == 0 || f.Uncertain() {
		if len(alive) < quorum {
			return nil
		}
		return alive
	}
	var ids []int
	for _, id := range alive {
		n := 0
		for _, other := range alive {
			if f.connect(id, other) {
				n++
			}
		}
		if n >= quorum {
			ids = append(ids, id)
		}
	}
	return ids
}

// MustServe reports servers that cannot serve: they do not run, or belong to no quorum.
func (f *Forecast) MustServe(ids []int, at hcl.Range) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, id := range ids {
		if why := f.mute(id); why != "" {
			diags = append(diags, spec.Errorf(at, "Server cannot serve", "Server %d %s at this point of the scenario.", id, why))
		}
	}
	if diags.HasErrors() {
		return diags
	}
	return f.mustBelong(ids, at)
}

// mute returns why a server cannot answer a client, or "" when it may.
func (f *Forecast) mute(id int) string {
	switch {
	case f.certain(f.down[id], isTrue):
		return "does not run"
	case f.certain(f.silent[id], isTrue):
		return "is frozen"
	case !f.Uncertain() && f.hide(id):
		return "cannot be reached by clients"
	default:
		return ""
	}
}

// mustBelong reports that there is no quorum, or servers that do not belong to it.
func (f *Forecast) mustBelong(ids []int, at hcl.Range) hcl.Diagnostics {
	voters := f.voters()
	if voters == nil {
		return nil
	}
	leaders := f.leaders(voters)
	if len(leaders) == 0 {
		return hcl.Diagnostics{noQuorum(voters, slices.DeleteFunc(slices.Clone(voters), f.alive), len(f.divisions) > 0, at)}
	}
	var diags hcl.Diagnostics
	for _, id := range ids {
		if !f.Uncertain() && !slices.ContainsFunc(leaders, func(leader int) bool { return leader == id || f.connect(leader, id) }) {
			diags = append(diags, spec.Errorf(at, "Server cannot serve", "Server %d is cut off at this point of the scenario: none of the servers that it reaches can have the support of a quorum.", id))
		}
	}
	return diags
}

// MustLead reports a server that cannot lead.
func (f *Forecast) MustLead(id int, at hcl.Range) hcl.Diagnostics {
	if diags := f.MustServe([]int{id}, at); diags.HasErrors() {
		return diags
	}
	voters := f.voters()
	switch {
	case f.Uncertain() || voters == nil:
		return nil
	case !slices.Contains(voters, id):
		return hcl.Diagnostics{spec.Errorf(at, "Observers never lead", "Server %d is an observer, which has no vote.", id)}
	case !slices.Contains(f.leaders(voters), id):
		return hcl.Diagnostics{spec.Errorf(at, "Server cannot lead", "Server %d reaches no quorum at this point of the scenario.", id)}
	}
	return nil
}

// MustHaveQuorum reports that no quorum can exist.
func (f *Forecast) MustHaveQuorum(at hcl.Range) hcl.Diagnostics { return f.mustBelong(nil, at) }

// noQuorum returns the diagnostic for voters of which some are down, or divided.
func noQuorum(voters, down []int, divided bool, at hcl.Range) *hcl.Diagnostic {
	var why []string
	if len(down) > 0 {
		why = append(why, theyAre(down, "does not run", "do not run"))
	}
	if divided {
		why = append(why, "the network is divided")
	}
	return spec.Errorf(at, "No quorum", "This needs a quorum, %d of the %d servers that vote; at this point of the scenario %s.",
		len(voters)/2+1, len(voters), strings.Join(why, ", and "))
}

func theyAre(ids []int, one, many string) string {
	if len(ids) == 1 {
		return fmt.Sprintf("server %d %s", ids[0], one)
	}
	return fmt.Sprintf("servers %s %s", spec.JoinIDs(ids), many)
}
