package harness

import (
	"slices"
	"strings"
	"time"

	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// newReport is what is known of a run before it begins.
func newReport(plan *Plan, opts Options) *report.Report {
	sc := plan.Scenario
	return &report.Report{
		Scenario: sc.Name, Summary: sc.Summary, References: sc.References, Control: plan.control,
		Release: sc.Ensemble.Release, Runtime: opts.Runtime.Name(), Servers: len(sc.Ensemble.Servers),
	}
}

// failed is the report of a run that could not even begin.
func failed(plan *Plan, opts Options, err error) *report.Report {
	rep := newReport(plan, opts)
	rep.Started, rep.Verdict, rep.Reason = time.Now(), report.Error, err.Error()
	return rep
}

// report draws the conclusion. err is why the story could not be told to its end.
func (r *run) report(err error) *report.Report {
	rep := newReport(r.plan, r.opts)
	rep.Started, rep.Took = r.started, r.log.Now()
	rep.Guarantees = r.guarantees()
	rep.Steps = r.steps(err)
	rep.Facts = facts(r.log.Events())
	rep.Verdict, rep.Reason = conclude(rep.Guarantees, err)
	return rep
}

// expected are the guarantees that are to break here. A control takes the cause
// away, so none is.
func (r *run) expected() []string {
	if r.plan.control != "" {
		return nil
	}
	return r.plan.Scenario.Expected(r.plan.Scenario.Ensemble.Release)
}

// guarantees sets what was expected beside what was found, for every guarantee
// that the scenario or a check has to do with.
func (r *run) guarantees() []report.Guarantee {
	expected := r.expected()
	var all []report.Guarantee
	for _, g := range spec.Guarantees {
		v, tested := r.verdicts[g.Name]
		tested = tested && v.State != StateUntested
		toBreak := slices.Contains(expected, g.Name)
		if kept, ok := r.kept[g.Name]; ok && !tested {
			v, tested = kept, true
		}
		if !tested && !toBreak {
			continue
		}
		out := report.Guarantee{Name: g.Name, Promise: g.Promise, Source: g.Source, Expected: report.GuaranteeHeld,
			Why: v.Why, Evidence: v.Evidence, Outcome: report.GuaranteeUnknown}
		if toBreak {
			out.Expected = report.GuaranteeBroken
		}
		switch v.State {
		case StateBroken:
			out.Outcome = report.GuaranteeBroken
		case StateHolds:
			out.Outcome = report.GuaranteeHeld
		case StateUndecided, StateUntested:
		}
		all = append(all, out)
	}
	return all
}

// conclude compares, guarantee by guarantee, what was expected to break with
// what broke.
func conclude(guarantees []report.Guarantee, err error) (report.Verdict, string) {
	var broke, surprising, missing, unknown []string
	for _, g := range guarantees {
		switch {
		case g.Outcome == report.GuaranteeUnknown:
			unknown = append(unknown, g.Name)
		case g.Outcome == report.GuaranteeBroken && g.Expected == report.GuaranteeHeld:
			surprising = append(surprising, g.Name)
		case g.Outcome == report.GuaranteeBroken:
			broke = append(broke, g.Name)
		case g.Expected == report.GuaranteeBroken:
			missing = append(missing, g.Name)
		}
	}
	switch {
	case err != nil && !IsInconclusive(err):
		return report.Error, err.Error()
	case len(surprising) > 0:
		return report.Violated, "broken, though not expected to break on this release: " + strings.Join(surprising, ", ")
	case err != nil:
		return report.Inconclusive, err.Error()
	case len(unknown) > 0:
		return report.Inconclusive, "cannot tell: " + strings.Join(unknown, ", ")
	case len(missing) > 0:
		return report.NotReproduced, "expected to break on this release, but held: " + strings.Join(missing, ", ")
	case len(broke) > 0:
		return report.Reproduced, "broken, as expected on this release: " + strings.Join(broke, ", ")
	default:
		return report.Held, "every guarantee held, and none was expected to break on this release"
	}
}

// steps tells the story from the timeline.
func (r *run) steps(err error) []report.Step {
	names := []string{bootStep}
	for _, s := range r.plan.Steps {
		names = append(names, s.Name)
	}
	names = append(names, judgeStep)
	var steps []report.Step
	for i, name := range names {
		s := report.Step{Name: name, State: "not run"}
		for _, e := range r.log.Events() {
			if e.Step != name {
				continue
			}
			if e.Kind == timeline.KindStep {
				s.At, s.State = e.At, "done"
			}
			s.Took = e.At - s.At
			if report.Told(e) {
				s.Events = append(s.Events, e)
			}
		}
		if r.broken[i] {
			s.State = "broken"
		}
		steps = append(steps, s)
	}
	if err != nil {
		steps[r.at].State = "stopped here"
	}
	return steps
}

func facts(events []timeline.Event) []report.Fact {
	var facts []report.Fact
	for _, e := range events {
		if f := e.Finding; f != nil && f.By == "fact" {
			facts = append(facts, report.Fact{Name: e.What, Reported: f.Reported, Observed: f.Observed, Matches: f.Matches})
		}
	}
	return facts
}
