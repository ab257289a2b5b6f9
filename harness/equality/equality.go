// Package equality holds the rule by which expressions compare values, and makes operators
// and functions of HCL follow it.
//
// HCL compares types before values, so that for it a list never equals a tuple such as [1, 2],
// nor a map an object. Which of these a function returns, an author cannot see. Here values of
// equal content are equal:
//
//   - Lists, tuples and sets with equal elements, in the same order unless one is a set.
//   - Maps and objects with equal values under the same names.
//   - Numbers, texts, bools and nulls as in HCL: 1 does not equal "1", and null equals null.
package equality

import (
	"cmp"
	"slices"

	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

// Equal returns whether two values are equal: a bool, which is unknown while that depends on
// parts that are unknown.
func Equal(a, b cty.Value) cty.Value {
	known := a.IsKnown() && b.IsKnown()
	switch {
	case known && (a.IsNull() || b.IsNull()):
		return cty.BoolVal(a.IsNull() && b.IsNull())
	case known && isSequence(a.Type()) && isSequence(b.Type()):
		return equalSequences(a, b)
	case known && isMapping(a.Type()) && isMapping(b.Type()):
		return equalMappings(a, b)
	case !known && isNotNull(a, b) && Possible(a.Type(), b.Type()):
		if a.Type().IsPrimitiveType() {
			return a.Equals(b) // which uses what is known of their ranges
		}
		return unknown
	default:
		return a.Equals(b)
	}
}

// unknown is the result while the values may be equal or not.
var unknown = cty.UnknownVal(cty.Bool).RefineNotNull()

// isNotNull reports that none of the values is known to be null.
func isNotNull(all ...cty.Value) bool {
	return !slices.ContainsFunc(all, func(v cty.Value) bool { return v.IsKnown() && v.IsNull() })
}

func isSequence(t cty.Type) bool { return t.IsListType() || t.IsTupleType() || t.IsSetType() }

func isMapping(t cty.Type) bool { return t.IsMapType() || t.IsObjectType() }

func equalSequences(a, b cty.Value) cty.Value {
	if a.Type().IsSetType() || b.Type().IsSetType() {
		if !a.IsWhollyKnown() || !b.IsWhollyKnown() {
			return unknown // its elements may turn out to be the same one
		}
		return equalElements(inOrder(a), inOrder(b))
	}
	return equalElements(a.AsValueSlice(), b.AsValueSlice())
}

// inOrder returns the elements of a known sequence in an order that depends on their content
// alone.
func inOrder(v cty.Value) []cty.Value {
	elements := v.AsValueSlice()
	texts := make([]string, len(elements))
	order := make([]int, len(elements))
	for i, e := range elements {
		order[i], texts[i] = i, text(e)
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(texts[i], texts[j]) })
	sorted := make([]cty.Value, len(elements))
	for i, place := range order {
		sorted[i] = elements[place]
	}
	return sorted
}

// text writes the content of a known value. Those of different types may have the same text.
func text(v cty.Value) string {
	if v.IsNull() {
		return "null"
	}
	json, _ := ctyjson.Marshal(v, v.Type()) // every known value of an expression has one
	return string(json)
}

func equalElements(a, b []cty.Value) cty.Value {
	if len(a) != len(b) {
		return cty.False
	}
	result := cty.True
	for i := range a {
		if result = result.And(Equal(a[i], b[i])); result.IsKnown() && result.False() {
			break
		}
	}
	return result
}

func equalMappings(a, b cty.Value) cty.Value {
	left, right := a.AsValueMap(), b.AsValueMap()
	if len(left) != len(right) {
		return cty.False
	}
	result := cty.True
	for name, value := range left {
		other, both := right[name]
		if !both {
			return cty.False
		}
		result = result.And(Equal(value, other))
	}
	return result
}
