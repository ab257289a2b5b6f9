package harness

import (
	"fmt"
	"slices"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/values"
)

// Explanation describes what a plan will do and which receipts it will require, without
// running it.
type Explanation struct {
	Scenario   string               `json:"scenario"`
	Summary    string               `json:"summary"`
	References []string             `json:"references,omitempty"`
	Releases   string               `json:"releases"` // on which it can be run
	Release    string               `json:"release"`  // "" while it is not known
	Servers    []ExplainedServer    `json:"servers"`
	Auth       []string             `json:"auth,omitempty"` // schemes with which the harness's own clients authenticate, besides the super user of the run
	Sessions   []ExplainedSession   `json:"sessions,omitempty"`
	Needs      []runtime.Capability `json:"needs,omitempty"` // that not every runtime has
	Steps      []ExplainedStep      `json:"steps"`
	Expects    []ExplainedExpect    `json:"expects,omitempty"`
	Checks     []string             `json:"checks"` // of the whole run
	Controls   []ExplainedControl   `json:"controls,omitempty"`
}

// ExplainedServer describes a server at its first start.
type ExplainedServer struct {
	ID         int               `json:"id"`
	Observer   bool              `json:"observer,omitempty"`
	Later      bool              `json:"later,omitempty"` // started by a step
	Release    string            `json:"release"`
	Config     map[string]string `json:"config,omitempty"`
	Properties map[string]string `json:"properties,omitempty"`
	Controller bool              `json:"controller,omitempty"`  // it runs under ZooKeeper's fault controller
	ServerList []int             `json:"server_list,omitempty"` // ids of the servers that it lists; left out for all
	DataDisk   *ExplainedDisk    `json:"data_disk,omitempty"`   // left out for one as large as the machine's own
	LogDisk    *ExplainedDisk    `json:"log_disk,omitempty"`    // as data_disk
}

// ExplainedDisk describes a disk of a given size.
type ExplainedDisk struct {
	Bytes  int64 `json:"bytes,omitempty"`  // left out without a limit
	Inodes int64 `json:"inodes,omitempty"` // left out without a limit
}

// ExplainedSession describes a declared session. Timeout is in seconds; Auth lists the
// schemes with which it authenticates.
type ExplainedSession struct {
	Name    string   `json:"name"`
	Server  int      `json:"server"`
	Timeout float64  `json:"timeout"`
	Auth    []string `json:"auth,omitempty"`
}

// ExplainedExpect describes an expectation, with the promises of all its guarantees. Breaks
// states whether one of them is to be violated on this release; it is nil while the release
// is not known.
type ExplainedExpect struct {
	Guarantee  string   `json:"guarantee"`
	Or         []string `json:"or,omitempty"`
	Promise    string   `json:"promise"`
	ViolatedOn string   `json:"violated_on"`
	Breaks     *bool    `json:"breaks,omitempty"`
}

// ExplainedControl describes a control: what it changes, and whether it runs on this
// release.
type ExplainedControl struct {
	Name       string            `json:"name"`
	Because    string            `json:"because"`
	Release    string            `json:"release,omitempty"`
	Variables  map[string]string `json:"variables,omitempty"` // written as in HCL
	Config     map[string]string `json:"config,omitempty"`
	Properties map[string]string `json:"properties,omitempty"`
	On         string            `json:"on"`
	Runs       *bool             `json:"runs,omitempty"`
}

// ExplainedStep describes a step.
type ExplainedStep struct {
	Name    string          `json:"name"`
	Finally bool            `json:"finally,omitempty"` // it runs whatever happened before it
	Words   []ExplainedWord `json:"words"`
}

// ExplainedWord describes a word and the words that it holds. Number is that of the
// step, of the word and of the words within, as in "2.1.3".
type ExplainedWord struct {
	Number  string          `json:"number"`
	Word    string          `json:"word"`
	Says    string          `json:"says"`
	Values  []ResolvedValue `json:"values,omitempty"`
	Waits   string          `json:"waits,omitempty"`
	Receipt string          `json:"receipt,omitempty"`
	File    string          `json:"file"`
	Line    int             `json:"line"`
	Words   []ExplainedWord `json:"words,omitempty"`
}

// ResolvedValue is an attribute. Value is "" if it is known only when the word runs.
type ResolvedValue struct {
	Name   string `json:"name"`
	Source string `json:"source"`
	Value  string `json:"value,omitempty"`
}

// Explain describes what the plan will do.
func (p *Plan) Explain() Explanation {
	sc := p.Scenario
	e := Explanation{Scenario: sc.Name, Summary: sc.Summary, References: sc.References, Releases: sc.Releases.String(), Release: sc.Ensemble.Release}
	for _, s := range sc.Ensemble.Servers {
		e.Servers = append(e.Servers, explainServer(s))
	}
	for _, s := range sc.Sessions {
		e.Sessions = append(e.Sessions, ExplainedSession{s.Name, s.Server, s.Timeout.Seconds(), schemes(s.Auth)})
	}
	e.Auth = schemes(sc.Ensemble.Auth)
	e.Needs = p.Needs()
	slices.Sort(e.Needs)
	e.Needs = slices.Compact(e.Needs)
	for i, s := range p.Steps {
		e.Steps = append(e.Steps, ExplainedStep{s.Name, s.Finally, p.explainWords(s.Words, fmt.Sprint(i+1), p.sessionOf(s))})
	}
	for _, x := range sc.Expects {
		e.Expects = append(e.Expects, explainExpect(x, sc.Ensemble.Release))
	}
	for _, k := range p.Language.Checks.List() {
		e.Checks = append(e.Checks, k.Name)
	}
	for _, c := range sc.Controls {
		e.Controls = append(e.Controls, explainControl(c, sc.Ensemble.Release))
	}
	return e
}

// schemes leaves out the secrets.
func schemes(all []spec.Credentials) []string {
	var names []string
	for _, c := range all {
		names = append(names, c.Scheme)
	}
	return names
}

func explainServer(s spec.Server) ExplainedServer {
	disk := func(d *spec.Disk) *ExplainedDisk {
		if d == nil {
			return nil
		}
		return &ExplainedDisk{d.Bytes, d.Inodes}
	}
	return ExplainedServer{
		ID: s.ID, Observer: s.Observer, Later: s.Later, Release: s.Release, Config: s.Config, Properties: s.Properties,
		Controller: s.Controller, ServerList: s.List, DataDisk: disk(s.DataDisk), LogDisk: disk(s.LogDisk),
	}
}

func explainExpect(x spec.Expect, release string) ExplainedExpect {
	var promises []string
	for _, name := range x.Guarantees {
		g, _ := timeline.LookupGuarantee(name)
		promises = append(promises, g.Promise)
	}
	return ExplainedExpect{x.Guarantees[0], x.Guarantees[1:], strings.Join(promises, " "), x.ViolatedOn.String(), holdsOn(x.ViolatedOn, release)}
}

func explainControl(c spec.Control, release string) ExplainedControl {
	e := ExplainedControl{
		Name: c.Name, Because: c.Because, Release: c.Change.Release, Config: c.Change.Config, Properties: c.Change.Properties,
		On: c.On.String(), Runs: holdsOn(c.On, release),
	}
	for name, value := range c.Change.Variables {
		if e.Variables == nil {
			e.Variables = map[string]string{}
		}
		e.Variables[name] = values.Quoted(value)
	}
	return e
}

// holdsOn returns nil while the release is not known.
func holdsOn(c spec.Constraint, release string) *bool {
	if release == "" {
		return nil
	}
	allows := c.Allows(release)
	return &allows
}

// sessionOf returns the session of the step's operations that name none, if there is one.
func (p *Plan) sessionOf(s Step) string {
	declared, _ := p.Scenario.Within(p.Scenario.Context, s.session).Session("")
	return declared.Name
}

func (p *Plan) explainWords(words []Word, prefix, session string) []ExplainedWord {
	var all []ExplainedWord
	for i, w := range words {
		number := fmt.Sprintf("%s.%d", prefix, i+1)
		kind := p.describes(w)
		waits, receipt := kind.proof(w)
		all = append(all, ExplainedWord{
			Number: number, Word: describeWord(w), Says: kind.describe(w, session), Values: w.values(), Waits: capital(waits), Receipt: receipt,
			File: w.Range.Filename, Line: w.Range.Start.Line, Words: p.explainWords(w.Words, number, session),
		})
	}
	return all
}

// capital writes the first letter as a capital.
func capital(s string) string { return strings.ToUpper(s[:min(1, len(s))]) + s[min(1, len(s)):] }

// describes returns the description of the word's kind.
func (p *Plan) describes(w Word) description {
	if k, ok := p.Language.Actions.Lookup(w.Name); ok {
		return descriptionOf(k)
	}
	if k, ok := p.Language.Assertions.Lookup(w.Name); ok {
		return descriptionOf(k)
	}
	k, _ := structures.Lookup(w.Name)
	return descriptionOf(k)
}

// given is an attribute as it was written, with its value as far as it was known when
// the file was loaded. If it is not fixed, it is evaluated each time it is used.
type given struct {
	name, source string
	value        cty.Value
	fixed        bool
}

func (w Word) values() []ResolvedValue {
	var all []ResolvedValue
	for _, g := range w.given {
		if g.source == "" { // an inner block without attributes
			continue
		}
		r := ResolvedValue{Name: g.name, Source: g.oneLine()}
		if g.known() {
			r.Value = values.Quoted(g.value)
		}
		all = append(all, r)
	}
	return all
}

// known reports whether the value is final.
func (g given) known() bool { return g.fixed && g.value.IsWhollyKnown() }

// isLeftOut reports whether the attribute is null, which has the effect of leaving it out.
func (g given) isLeftOut() bool { return g.source != "" && g.known() && g.value.IsNull() }

// oneLine returns what the author wrote, without line breaks.
func (g given) oneLine() string { return strings.Join(strings.Fields(g.source), " ") }
