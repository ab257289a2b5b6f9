package values

import "github.com/zclconf/go-cty/cty"

// Unknown values of the types that expressions read, for checking them before the run.
var (
	UnknownResult  = unknownObject(resultAttributes.types())
	UnknownSession = unknownObject(sessionAttributes.types())
	UnknownServer  = unknownAttributes(serverAttributes.types())
)

// UnknownRoles returns the variables leader, followers and observers before the run.
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
