package timeline

// ByFact is the By of a fact's finding.
const ByFact = "fact"

// ByFinally is the By of a finding that a step which runs whatever happened could not go on,
// after the run, or its story, had ended for another reason.
const ByFinally = "finally"

// ByCheck reports whether a history check made the finding, not a word of the scenario:
// checks are named after their guarantees.
func (f *Finding) ByCheck() bool {
	_, ok := LookupGuarantee(f.By)
	return ok
}
