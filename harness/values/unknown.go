package values

import "github.com/zclconf/go-cty/cty"

// The types of values that only the run has, for checking expressions before it.
var (
	UnknownResult  = unknownObject(resultAttributes.types())
	UnknownSession = unknownObject(sessionAttributes.types())
	UnknownServer  = unknownAttributes(serverAttributes.types())
)

// unknownRoles returns the variables leader, followers and observers before the run.
func UnknownRoles() map[string]cty.Value { return unknownAttributes(roleNames.types()) }

func unknownAttributes(types map[string]cty.Type) map[string]cty.Value {
	values := map[string]cty.Value{}
	for name, t := range types {
		values[name] = cty.UnknownVal(t)
	}
	return values
}

func unknownObject(types map[string]cty.Type) cty.Value {
	return cty.ObjectVal(unknownAttributes(types))
}
