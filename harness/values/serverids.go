package values

import (
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/gocty"
)

// ServerIDs reads an attribute that is the id of one server or a list of them; a null value
// gives none.
func ServerIDs(v cty.Value) ([]int, error) {
	if v == cty.NilVal || v.IsNull() {
		return nil, nil
	}
	if !v.CanIterateElements() {
		v = cty.TupleVal([]cty.Value{v})
	}
	v, err := convert.Convert(v, cty.List(cty.Number))
	if err != nil {
		return nil, err
	}
	var ids []int
	err = gocty.FromCtyValue(v, &ids)
	return ids, err
}
