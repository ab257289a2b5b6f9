package harness

import (
	"reflect"
)

// StepVocabulary returns what the reference lists of expressions in a step.
func StepVocabulary() Vocabulary {
	v := stepVocabulary()
	v.Step = Attributes(stepAttrs{})
	return v
}

// Attributes lists what a block may hold, from the tags of the struct that it is
// decoded into. Attributes that several words share come last.
func Attributes(target any) []Attribute {
	var found []Attribute
	for _, f := range fieldsOf(reflect.Indirect(reflect.ValueOf(target)).Type()) {
		if f.isAttribute() {
			found = append(found, Attribute{Name: f.name, Type: typeOf(f), Doc: f.Tag.Get("doc"), Required: f.kind == ""})
		}
	}
	return found
}
