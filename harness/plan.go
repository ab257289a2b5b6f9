package harness

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// Plan is a scenario that is ready to run: every word of its steps was compiled and checked.
type Plan struct {
	Scenario *spec.Scenario
	Steps    []Step
	Language Language
	File     *spec.File // that holds the scenario, for messages
	Controls []ControlPlan
	Judged   []string // guarantees that its words judge, sorted

	control string // the control that this is the plan of, if any
}

// ControlPlan holds the plan of one control of a scenario.
type ControlPlan struct {
	Control spec.Control
	Plan    *Plan
}

// Step is a compiled step.
type Step struct {
	Name    string
	Finally bool // it runs whatever happened before it
	Words   []Word
	Range   hcl.Range

	session string // of operations that name none
}

// Word is one action or assertion of a step, or a structure of several. Its attributes are
// decoded again when it runs, with the values of that moment.
type Word struct {
	Name  string
	Label string
	Range hcl.Range
	Words []Word // of a structure

	block     *hcl.Block
	when      hcl.Expression // whether it runs; nil for always
	make      func() any
	used      []string // by its expressions (namesIn)
	given     []given
	needs     []runtime.Capability
	procedure *spec.Procedure // of a call
}

// Needs lists the capabilities that the plan needs of a runtime.
func (p *Plan) Needs() []runtime.Capability {
	var all []runtime.Capability
	if p.Scenario.Ensemble.HasSizedDisks() {
		all = append(all, runtime.CanSize)
	}
	if slices.ContainsFunc(p.Scenario.Ensemble.Servers, func(s spec.Server) bool { return s.Controller }) {
		all = append(all, runtime.CanControl)
	}
	for _, s := range p.Steps {
		all = append(all, needsOf(s.Words)...)
	}
	return all
}

// OutOfRange returns an error if the scenario cannot be run on the plan's release.
func (p *Plan) OutOfRange() error {
	sc := p.Scenario
	if sc.OutOfRange() {
		return fmt.Errorf("the scenario %q is for the releases %s, not for %s", sc.Name, sc.Releases, sc.Ensemble.Release)
	}
	return nil
}

// digestLength bounds a digest in characters: it needs not resist forgery.
const digestLength = 16

// Digest identifies what is run. It changes with the text of the file, with that of a
// procedure which it calls, and with the value of a variable.
func (p *Plan) Digest() string {
	digest := p.File.Digest()
	if given := p.Scenario.Inputs.Variables; len(given) > 0 {
		sum := sha256.New()
		fmt.Fprint(sum, digest)
		for _, name := range slices.Sorted(maps.Keys(given)) {
			fmt.Fprintf(sum, "\n%s = %#v", name, given[name])
		}
		digest = hex.EncodeToString(sum.Sum(nil))
	}
	return digest[:digestLength]
}

func needsOf(words []Word) []runtime.Capability {
	var all []runtime.Capability
	for _, w := range words {
		all = append(append(all, w.needs...), needsOf(w.Words)...)
	}
	return all
}
