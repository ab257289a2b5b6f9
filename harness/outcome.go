package harness

import (
	"time"

	"github.com/zkscenario/zkscenario/assertions/history"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// newReport is what is known of a run before it begins.
func newReport(plan *Plan, opts Options) *report.Report {
	sc := plan.Scenario
	return &report.Report{
		Scenario: sc.Name, Summary: sc.Summary, References: sc.References, Control: plan.control,
		Digest: plan.Digest(), Release: sc.Ensemble.Release, Runtime: opts.Runtime.Name(), Build: opts.Build.of(sc.Ensemble.Release), Servers: len(sc.Ensemble.Servers),
	}
}

// failed is the report of a run that could not even begin.
func failed(plan *Plan, opts Options, err error) *report.Report {
	rep := newReport(plan, opts)
	rep.Started, rep.Verdict, rep.Reason = time.Now(), report.Error, err.Error()
	return rep
}

// report draws the conclusion from the record.
func (r *run) report() *report.Report {
	events := r.log.Events()
	rep := newReport(r.plan, r.opts)
	rep.Started, rep.Took = r.started, r.log.Now()
	j := conclude(r.verdicts(events), events, nil)
	rep.Verdict, rep.Reason, rep.Guarantees, rep.Untested = j.Verdict, j.Reason, j.Guarantees, j.Untested
	rep.Steps = r.steps(endOf(events))
	rep.Facts = facts(events)
	return rep
}

// verdicts are what the checks have found, or find now in a story that did not
// come to its judgement.
func (r *run) verdicts(events []timeline.Event) map[string]history.Verdict {
	if r.judged == nil {
		return r.plan.Language.Checks.Judge(events)
	}
	return r.judged
}

// expected are the guarantees that are to break here. A control takes the cause
// away, so none is.
func (r *run) expected() []string {
	if r.plan.control != "" {
		return nil
	}
	return r.plan.Scenario.Expected(r.plan.Scenario.Ensemble.Release)
}

// steps tells the story from the timeline.
func (r *run) steps(end timeline.Event) []report.Step {
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
	if end.Outcome != timeline.OK {
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
