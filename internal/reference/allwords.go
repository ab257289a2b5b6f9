package reference

import "github.com/zkscenario/zkscenario/harness/spec"

// ofAllWords describes the arguments that every word may have besides its own. The page and
// the overview explain them once, where a step is described.
var ofAllWords = Reference{{
	Name: spec.When, Kind: Argument, Usage: spec.When, In: []string{"every action, assertion and structure"}, Type: "bool",
	Summary: "Condition that is evaluated before the word runs: if it is false, the word is left out, and defines no result. Default: true.",
}}
