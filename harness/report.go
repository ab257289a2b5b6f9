package harness

import (
	"time"

	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// reportFailure returns the report of a run that could not begin.
func reportFailure(plan *Plan, opts Options, err error) *report.Report {
	rep := report.New(headOf(plan, opts, time.Now()))
	rep.Verdict, rep.Reason = report.Error, err.Error()
	return rep
}

// report makes the report from the timeline.
func (r *run) report() *report.Report {
	events := r.log.Events()
	if r.judged == nil { // the run ended before its judgement
		r.judged = r.plan.Language.Checks.Judge(events)
	}
	return conclude(r.judged, events, nil)
}

// expect adds to the head which guarantees are expected to break: none in a control, which
// removes the cause.
func (p *Plan) expect(head *timeline.Run) {
	if p.control != "" {
		return
	}
	for _, e := range p.Scenario.Expected(p.Scenario.Ensemble.Release) {
		if len(e.Guarantees) == 1 {
			head.Expected = append(head.Expected, e.Guarantees[0])
		} else {
			head.ExpectedAnyOf = append(head.ExpectedAnyOf, e.Guarantees)
		}
	}
}
