package harness

import (
	"reflect"

	"github.com/zkscenario/zkscenario/harness/values"
)

// StepVocabulary returns what the reference lists of expressions in a step.
func StepVocabulary() values.Vocabulary {
	v := values.StepVocabulary()
	v.Step = Attributes(stepAttrs{})
	return v
}

// Attributes lists what a block may hold, from the tags of the struct that it is
// decoded into. Attributes that several words share come last.
func Attributes(target any) []values.Attribute {
	var found []values.Attribute
	for _, f := range fieldsOf(reflect.Indirect(reflect.ValueOf(target)).Type()) {
		if f.isAttribute() {
			found = append(found, values.Attribute{Name: f.name, Type: typeOf(f), Doc: f.Tag.Get("doc"), Required: f.kind == "", Group: f.Tag.Get("group")})
		}
	}
	return found
}
