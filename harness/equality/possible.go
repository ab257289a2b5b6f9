package equality

import (
	"slices"

	"github.com/zclconf/go-cty/cty"
)

// Possible reports whether values of two types can be equal, apart from nulls: text never
// equals a number, nor a list of two elements one of three.
func Possible(a, b cty.Type) bool {
	switch {
	case a == cty.DynamicPseudoType || b == cty.DynamicPseudoType:
		return true
	case isSequence(a) && isSequence(b):
		return possibleElements(a, b)
	case isMapping(a) && isMapping(b):
		return possibleAttributes(a, b)
	default:
		return a.Equals(b)
	}
}

// PossibleElement reports whether a value of a type can equal an element of a list, tuple or
// set. An empty tuple has none, but may be another one the next time.
func PossibleElement(list, value cty.Type) bool {
	switch {
	case list.IsTupleType():
		types := list.TupleElementTypes()
		return len(types) == 0 || slices.ContainsFunc(types, func(t cty.Type) bool { return Possible(t, value) })
	case isSequence(list):
		return Possible(list.ElementType(), value)
	default:
		return true
	}
}

// possibleElements compares the types of elements. Two lists may both be empty, whatever the
// type of their elements.
func possibleElements(a, b cty.Type) bool {
	if !a.IsTupleType() {
		a, b = b, a
	}
	if !a.IsTupleType() {
		return true
	}
	types := a.TupleElementTypes()
	if b.IsTupleType() && b.Length() != len(types) {
		return false
	}
	for i, t := range types {
		if !Possible(t, elementType(b, i)) {
			return false
		}
	}
	return true
}

func elementType(t cty.Type, i int) cty.Type {
	if t.IsTupleType() {
		return t.TupleElementType(i)
	}
	return t.ElementType()
}

// possibleAttributes compares the types of values under the same name. Two maps may both be
// empty.
func possibleAttributes(a, b cty.Type) bool {
	if !a.IsObjectType() {
		a, b = b, a
	}
	if !a.IsObjectType() {
		return true
	}
	types := a.AttributeTypes()
	if b.IsObjectType() && len(b.AttributeTypes()) != len(types) {
		return false
	}
	for name, t := range types {
		if b.IsObjectType() && !b.HasAttribute(name) || !Possible(t, attributeType(b, name)) {
			return false
		}
	}
	return true
}

func attributeType(t cty.Type, name string) cty.Type {
	if t.IsObjectType() {
		return t.AttributeType(name)
	}
	return t.ElementType()
}
