package reference

import (
	"github.com/zkscenario/zkscenario/assertions/history"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

func checks(list *history.Checks) Reference {
	var all Reference
	for _, k := range list.List() {
		all = append(all, Entry{Name: k.Name, Kind: Check, Usage: k.Name, Summary: k.Summary})
	}
	return all
}

func guarantees(list *history.Checks) Reference {
	var all Reference
	for _, g := range timeline.Guarantees {
		_, checked := list.Lookup(g.Name)
		all = append(all, Entry{Name: g.Name, Kind: Guarantee, Usage: g.Name, Summary: g.Promise, Source: g.Source, Checked: checked})
	}
	return all
}

// meanings explains the verdicts.
var meanings = map[report.Verdict]string{
	report.Held:          "No guarantee was violated, and none was expected to be on this release.",
	report.Reproduced:    "Exactly the guarantees were violated that `expect` names for this release; of each group with `or`, at least one.",
	report.Untested:      "Held, but nothing was tested: no check and no assertion had anything to judge.",
	report.Inconclusive:  "A precondition or a receipt is missing, so ZooKeeper cannot be judged.",
	report.NotReproduced: "`expect` names a guarantee for this release that was not violated, or a group of which none was.",
	report.Violated:      "A guarantee was violated that `expect` does not name for this release.",
	report.Error:         "The harness or the machine failed.",
}

// verdicts lists the verdicts from the best to the worst.
func verdicts() Reference {
	var all Reference
	for v := report.Held; v <= report.Error; v++ {
		code := v.ExitCode()
		all = append(all, Entry{Name: v.String(), Kind: Verdict, Usage: v.String(), Summary: meanings[v], ExitCode: &code})
	}
	return all
}
