// Package spec is what the author of a scenario wrote: it parses HCL, evaluates
// everything that does not depend on a running ensemble, and validates it. It
// runs nothing; package harness compiles and runs what stands here.
package spec

import (
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
)

// Scenario is one scenario block, evaluated for one set of inputs. It is
// immutable after File.Scenarios.
type Scenario struct {
	Name       string
	Summary    string
	References []string   // issues and papers, such as ZOOKEEPER-1934
	Tags       []string   // words to find it by
	Releases   Constraint // on which it can be run
	Expects    []Expect
	Ensemble   *Ensemble
	Sessions   []Session
	Steps      []Step
	Controls   []Control
	Range      hcl.Range

	// Inputs are what the scenario was evaluated with.
	Inputs Inputs
	// Context holds var, local, release and the functions, for the bodies of the steps.
	Context *hcl.EvalContext
	// DefaultSession is the session of operations that name none, "" for the only
	// one. It differs from step to step.
	DefaultSession string
}

// Within is the scenario as the words see it for which the context holds, and the
// default session, if it is not "".
func (s *Scenario) Within(hclCtx *hcl.EvalContext, defaultSession string) *Scenario {
	inner := *s
	inner.Context = hclCtx
	if defaultSession != "" {
		inner.DefaultSession = defaultSession
	}
	return &inner
}

// Session returns the session with this name; "" means that of the present step, or
// the only one of the scenario.
func (s *Scenario) Session(name string) (Session, bool) {
	if name == "" {
		name = s.DefaultSession
	}
	for _, declared := range s.Sessions {
		if declared.Name == name || name == "" && len(s.Sessions) == 1 {
			return declared, true
		}
	}
	return Session{}, false
}

// Expect says on which releases a guarantee breaks.
type Expect struct {
	Guarantee  string
	ViolatedOn Constraint
	Range      hcl.Range
}

// Session is a client session that the scenario declares.
type Session struct {
	Name    string
	Server  int           // where it connects first
	Timeout time.Duration // that it asks for; the server may grant less
	Range   hcl.Range
}

// Step is one part of the story. Body holds its words in the order written.
type Step struct {
	Name  string
	Body  hcl.Body
	Range hcl.Range
}

// Control is the scenario with its cause taken away, which must hold wherever
// On allows it.
type Control struct {
	Name    string
	Because string
	On      Constraint
	Change  Inputs // what differs from the scenario's own inputs
	Range   hcl.Range
}

// Inputs is what one evaluation of a file depends on besides its text.
type Inputs struct {
	Release    string               // "" while it is not known
	Variables  map[string]cty.Value // values for variable blocks; others keep their default
	Config     map[string]string    // laid over every server's config
	Properties map[string]string    // laid over every server's properties
	Folder     *Folder              // of the file, for procedures of other files; nil is none
	Known      []string             // releases that there are, oldest first; nil while any may be right
}

// With lays change over the inputs.
func (in Inputs) With(change Inputs) Inputs {
	out := in
	if change.Release != "" {
		out.Release = change.Release
	}
	out.Variables = overlay(in.Variables, change.Variables)
	out.Config = overlay(in.Config, change.Config)
	out.Properties = overlay(in.Properties, change.Properties)
	return out
}

// overlay returns a new map with the entries of both; those of top win.
func overlay[V any](base, top map[string]V) map[string]V {
	out := make(map[string]V, len(base)+len(top))
	for k, v := range base {
		out[k] = v
	}
	for k, v := range top {
		out[k] = v
	}
	return out
}

// Expected lists the guarantees that are expected to break on the release.
func (s *Scenario) Expected(release string) []string {
	var names []string
	for _, e := range s.Expects {
		if e.ViolatedOn.Allows(release) {
			names = append(names, e.Guarantee)
		}
	}
	return names
}

// OutOfRange tells whether the ensemble's release is one on which the scenario cannot
// be run, so that it will be left out.
func (s *Scenario) OutOfRange() bool {
	r := s.Ensemble.Release
	return r != "" && !s.Releases.Allows(r)
}
