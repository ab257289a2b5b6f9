package history

import (
	"fmt"
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Verdict is the answer of a check.
type Verdict struct {
	Outcome timeline.Outcome // OK, Broken, Unknown or Untested
	Why     string
	// Evidence describes further deviations, a line each.
	Evidence []string
	// Events lists the places in the timeline (Seq) of what contradicts each other, the
	// deviation first.
	Events []int
	// NotOwed explains what was left out because of what the scenario itself did; "" if
	// nothing was.
	NotOwed string
}

// Check judges one guarantee.
type Check struct {
	Name    string // of the guarantee, see timeline.Guarantees
	Summary string // what is verified, one sentence for the reference
	Source  string // the property of ZooKeeper's code that makes the judgement sound
	// Find returns deviations from the guarantee, which need not name it. It may be nil: the
	// replay finds those of most built-in checks.
	Find func(*History) []Deviation
	// Untested explains why nothing in the history tests the guarantee; "" if something
	// does.
	Untested func(*History) string
	// Unknown explains why the history cannot be judged; "" if it can. It may be nil.
	Unknown func(*History) string
	// Held describes what was tested and held.
	Held func(*History) string
}

// Judge returns the verdict on a history.
func (c Check) Judge(h *History) Verdict {
	found := h.found[c.Name]
	if c.Find != nil {
		found = slices.Concat(found, c.Find(h))
	}
	if len(found) > 0 {
		return broken(found)
	}
	v := Verdict{NotOwed: h.notOwed(c.Name)}
	if v.Why = c.Untested(h); v.Why != "" {
		v.Outcome = timeline.Untested
		return v
	}
	if c.Unknown != nil {
		v.Why = c.Unknown(h)
	}
	if v.Outcome = timeline.Unknown; v.Why == "" {
		v.Outcome, v.Why = timeline.OK, c.Held(h)
	}
	return v
}

// Checks is an explicit list of checks, sorted by name.
type Checks struct{ list []Check }

// NewChecks makes a list. It panics if an entry is incomplete or out of order.
func NewChecks(list ...Check) *Checks {
	for i, c := range list {
		if c.Name == "" || c.Summary == "" || c.Source == "" || c.Untested == nil || c.Held == nil {
			panic(fmt.Sprintf("check %d (%q) lacks a name, a summary, a source, Untested or Held", i, c.Name))
		}
		if i > 0 && list[i-1].Name >= c.Name {
			panic(fmt.Sprintf("check %q does not belong after %q: the list is sorted, without duplicates", c.Name, list[i-1].Name))
		}
	}
	return &Checks{list}
}

// With returns a list that has one more check.
func (c *Checks) With(check Check) *Checks {
	list := append(c.List(), check)
	slices.SortStableFunc(list, func(a, b Check) int { return strings.Compare(a.Name, b.Name) })
	return NewChecks(list...)
}

// List returns the checks, sorted by name.
func (c *Checks) List() []Check { return slices.Clone(c.list) }

// Lookup finds a check by its name.
func (c *Checks) Lookup(name string) (Check, bool) {
	for _, check := range c.list {
		if check.Name == name {
			return check, true
		}
	}
	return Check{}, false
}

// Judge replays a timeline once and returns the verdict of each check by name; with
// names, only of these checks.
func (c *Checks) Judge(events []timeline.Event, only ...string) map[string]Verdict {
	h := New(events)
	verdicts := map[string]Verdict{}
	for _, check := range c.list {
		if len(only) == 0 || slices.Contains(only, check.Name) {
			verdicts[check.Name] = check.Judge(h)
		}
	}
	return verdicts
}
