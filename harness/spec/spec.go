// Package spec parses scenario files: it evaluates everything in them that does not depend
// on a running ensemble, and validates it. It runs nothing; package harness compiles and
// runs the result.
package spec

import (
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Scenario is one scenario block, evaluated for one set of inputs. It is
// immutable after File.Scenarios.
type Scenario struct {
	Name       string
	Summary    string
	References []string   // issues and papers, such as ZOOKEEPER-1934
	Tags       []string   // words for finding it
	Releases   Constraint // releases on which it can be run
	Expects    []Expect
	Ensemble   *Ensemble
	Sessions   []Session
	Steps      []Step // in the order in which they run
	Controls   []Control
	Range      hcl.Range

	// Inputs are those that the scenario was evaluated with.
	Inputs Inputs
	// Context contains var, local, release and the functions, for the bodies of the steps.
	Context *hcl.EvalContext
	// DefaultSession is the session of operations that name none; "" means the only session.
	// It differs from step to step.
	DefaultSession string
}

// Within returns the scenario with another context for its words, and with another default
// session unless defaultSession is "".
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

// Expect states that a guarantee, or at least one of a group, is expected to break on a
// range of releases.
type Expect struct {
	Guarantees []string // the label, and those of "or"
	ViolatedOn Constraint
	Range      hcl.Range
}

// String names the guarantee, or the group.
func (e Expect) String() string { return timeline.OneOf(e.Guarantees) }

// Session is a client session that the scenario declares.
type Session struct {
	Name    string
	Server  int           // id of the server that it connects to first
	Timeout time.Duration // timeout that it requests; the server may grant another one
	Auth    []Credentials // sent before its first request
	Range   hcl.Range
}

// Step is one step of the scenario. Body contains its words in the order of the file.
type Step struct {
	Name    string
	Finally bool // it runs whatever happened before it
	Body    hcl.Body
	Range   hcl.Range
}

// Type returns the type of the step's block.
func (s Step) Type() string {
	if s.Finally {
		return finally
	}
	return step
}

// rank orders the steps: those that run whatever happened come last.
func (s Step) rank() int {
	if s.Finally {
		return 1
	}
	return 0
}

// The types of blocks that are steps.
const (
	step    = "step"
	finally = "finally"
)

// Control is the scenario without its cause. It must hold on the releases that On allows.
type Control struct {
	Name    string
	Because string
	On      Constraint
	Change  Inputs // differences from the scenario's own inputs
	Range   hcl.Range
}

// Inputs are the values that the evaluation of a file depends on besides its text.
type Inputs struct {
	Release    string               // release under test; "" if it is not known yet
	Variables  map[string]cty.Value // values for variable blocks; the others keep their defaults
	Config     map[string]string    // lines of zoo.cfg that override those of every server
	Properties map[string]string    // Java system properties that override those of every server
	Folder     *Folder              // folder of the file, for procedures in other files; nil for none
	Known      []string             // existing releases, oldest first; nil to accept any
}

// With returns the inputs with the values that change sets.
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

// overlay returns a new map with the entries of both maps; those of top take precedence.
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

// Expected lists the expectations for the release.
func (s *Scenario) Expected(release string) []Expect {
	var all []Expect
	for _, e := range s.Expects {
		if e.ViolatedOn.Allows(release) {
			all = append(all, e)
		}
	}
	return all
}

// OutOfRange reports whether the scenario cannot be run on the ensemble's release, so that
// it is left out.
func (s *Scenario) OutOfRange() bool {
	r := s.Ensemble.Release
	return r != "" && !s.Releases.Allows(r)
}
