package values

import (
	"slices"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Functions returns what expressions in a step may call besides the functions of package
// spec.
func Functions() map[string]function.Function {
	return map[string]function.Function{
		"counter":     zxidPart("Counter of a zxid within its epoch.", timeline.Zxid.Counter),
		"differences": differencesFunc,
		"epoch":       zxidPart("Epoch of a zxid.", timeline.Zxid.Epoch),
		"zxid":        zxidFunc,
	}
}

// zxidFunc keeps zxids as text, so that they look the same in the file, in messages and in
// ZooKeeper's logs. They are compared by == or by epoch and counter.
var zxidFunc = function.New(&function.Spec{
	Description: "Checks a zxid and writes it as ZooKeeper does.",
	Params:      []function.Parameter{{Name: "text", Type: cty.String}},
	Type:        function.StaticReturnType(cty.String),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		z, err := timeline.ParseZxid(args[0].AsString())
		if err != nil {
			return cty.NilVal, function.NewArgError(0, err)
		}
		return cty.StringVal(z.String()), nil
	},
})

func zxidPart(description string, part func(timeline.Zxid) uint32) function.Function {
	return function.New(&function.Spec{
		Description: description,
		Params:      []function.Parameter{{Name: "zxid", Type: cty.String}},
		Type:        function.StaticReturnType(cty.Number),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			z, err := timeline.ParseZxid(args[0].AsString())
			if err != nil {
				return cty.NilVal, function.NewArgError(0, err)
			}
			return cty.NumberUIntVal(uint64(part(z))), nil
		},
	})
}

// differencesFunc compares two trees of znodes, as server(N).tree gives them.
var differencesFunc = function.New(&function.Spec{
	Description: "Paths of the znodes in which two trees differ, sorted.",
	Params: []function.Parameter{
		{Name: "a", Type: cty.Map(cty.String)},
		{Name: "b", Type: cty.Map(cty.String)},
	},
	Type: function.StaticReturnType(cty.DynamicPseudoType), // see Tuple
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		a, b := args[0].AsValueMap(), args[1].AsValueMap()
		var paths []string
		for path, value := range a {
			if other, both := b[path]; !both || !other.RawEquals(value) {
				paths = append(paths, path)
			}
		}
		for path := range b {
			if _, both := a[path]; !both {
				paths = append(paths, path)
			}
		}
		slices.Sort(paths)
		return texts(paths), nil
	},
})
