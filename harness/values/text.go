package values

import (
	"encoding/json"
	"fmt"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

// Quoted writes a value as in HCL: text in quotation marks, anything else as JSON.
func Quoted(v cty.Value) string {
	switch {
	case v == cty.NilVal || !v.IsKnown():
		return Text(v)
	case v.IsNull():
		return "null"
	case v.Type() == cty.String:
		return fmt.Sprintf("%q", v.AsString())
	default:
		return Text(v)
	}
}

// Text writes a value for messages: text as it is, anything else as JSON.
func Text(v cty.Value) string {
	switch {
	case v == cty.NilVal || v.IsNull():
		return "nothing"
	case !v.IsWhollyKnown():
		return "unknown"
	}
	if s, err := convert.Convert(v, cty.String); err == nil {
		return s.AsString()
	}
	text, err := ctyjson.Marshal(v, v.Type())
	if err != nil || !json.Valid(text) {
		return v.GoString()
	}
	return string(text)
}
