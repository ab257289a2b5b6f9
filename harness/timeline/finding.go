package timeline

// ByFact is the By of a fact's finding.
const ByFact = "fact"

// ByCheck reports whether a history check made the finding, not a word of the scenario:
// checks are named after their guarantees.
func (f *Finding) ByCheck() bool {
	_, ok := LookupGuarantee(f.By)
	return ok
}
