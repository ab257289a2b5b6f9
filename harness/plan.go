package harness

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// Plan is a scenario that is ready to run: every word of its steps is known, and
// every mistake that can be found without running it was found.
type Plan struct {
	Scenario *spec.Scenario
	Steps    []Step
	Language Language
	File     *spec.File // where the scenario stands, for messages
	Controls []ControlPlan
	Judged   []string // guarantees that its words stand for, sorted

	control string // which control this is the plan of, if any
}

// ControlPlan is the plan of one control of a scenario.
type ControlPlan struct {
	Control spec.Control
	Plan    *Plan
}

// Step is a compiled step.
type Step struct {
	Name  string
	Words []Word
	Range hcl.Range

	session string // of its operations that name none
}

// Word is one action or assertion of a step, or a structure of several, still to
// be decoded with what is known when it runs.
type Word struct {
	Name  string
	Label string
	Range hcl.Range
	Words []Word // those that a structure holds

	block     *hcl.Block
	make      func() any
	text      string // source of its expressions
	given     []given
	needs     []runtime.Capability
	procedure *spec.Procedure // that a call means
}

// mentions tells whether an expression of the word may use name. It looks at the
// text alone, so that it works for JSON too; a false alarm costs time only.
func (w Word) mentions(name string) bool { return strings.Contains(w.text, name) }

// Needs lists what the plan wants of a runtime.
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

// OutOfRange is nil unless the scenario cannot be run on the plan's release.
func (p *Plan) OutOfRange() error {
	sc := p.Scenario
	if sc.OutOfRange() {
		return fmt.Errorf("the scenario %q is for the releases %s, not for %s", sc.Name, sc.Releases, sc.Ensemble.Release)
	}
	return nil
}

// digestLength is how much of a digest is kept: nobody forges scenarios.
const digestLength = 16

// Digest tells what is run: it is another one as soon as the file's text differs, or
// that of a procedure which it calls, or the value of a variable.
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

// isJSON tells whether the plan's file is in HCL's JSON form.
func (p *Plan) isJSON() bool { return spec.IsJSON(p.File.Name) }
