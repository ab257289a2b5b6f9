package values

import (
	"maps"

	"github.com/zclconf/go-cty/cty"
)

// Unknown values of the types that expressions read, for checking them before the run.
var (
	UnknownSession = cty.ObjectVal(sessionAttributes.unknown())
	UnknownServer  = serverAttributes.unknown()
)

// UnknownRoles returns the variables leader, followers and observers before the run.
func UnknownRoles() map[string]cty.Value { return roleNames.unknown() }

// UnknownResult returns the value of result.NAME before the run. certain holds the attributes
// of which something is certain then.
func UnknownResult(certain map[string]cty.Value) cty.Value {
	all := resultAttributes.unknown()
	maps.Copy(all, certain)
	return cty.ObjectVal(all)
}

func (as attributes) unknown() map[string]cty.Value {
	values := map[string]cty.Value{}
	for _, a := range as {
		values[a.Name] = cty.UnknownVal(a.Type)
		if a.NotNull {
			values[a.Name] = values[a.Name].RefineNotNull()
		}
	}
	return values
}
