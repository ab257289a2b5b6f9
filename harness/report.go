package harness

import (
	"time"

	"github.com/zkscenario/zkscenario/harness/report"
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

// expected lists the guarantees that are expected to break: none in a control, which
// removes the cause.
func (p *Plan) expected() []string {
	if p.control != "" {
		return nil
	}
	return p.Scenario.Expected(p.Scenario.Ensemble.Release)
}
