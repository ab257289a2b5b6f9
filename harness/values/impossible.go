package values

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness/spec"
)

// Impossible reports comparisons of an attribute with a value that it never has.
func Impossible(expr hcl.Expression, hclCtx *hcl.EvalContext) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, c := range spec.Comparisons(expr) {
		for _, side := range [][2]hclsyntax.Expression{{c.LHS, c.RHS}, {c.RHS, c.LHS}} {
			a, found := attributeOf(side[0])
			switch {
			case !found:
			case !c.IsEquality() && a.isZxid():
				diags = append(diags, spec.Errorf(c.Range, "Zxids are no numbers", "%s is a zxid, which is text. Compare epoch(ZXID), or counter(ZXID) within one epoch.", a.Name))
			case c.IsEquality():
				diags = append(diags, a.never(c, side[1], hclCtx)...)
			}
		}
	}
	return diags
}

// attributeOf returns the attribute that an expression such as server(1).role reads.
func attributeOf(expr hclsyntax.Expression) (Attribute, bool) {
	switch e := hcl.UnwrapExpression(expr).(type) {
	case *hclsyntax.RelativeTraversalExpr:
		if call, ok := e.Source.(*hclsyntax.FunctionCallExpr); !ok || call.Name != "server" {
			return Attribute{}, false
		}
		return attributeOfServer(e.Traversal)
	case *hclsyntax.ScopeTraversalExpr:
		path := e.Traversal
		switch root := path.RootName(); {
		case root == "session" && len(path) == 3:
			return sessionAttributes.find(path[2])
		case root == "result" && len(path) == 3:
			return resultAttributes.find(path[2])
		case root == "result" && len(path) == 4:
			return statAttributes.find(path[3])
		case root == "result" && len(path) == 5:
			return partAttributes.find(path[4])
		}
	}
	return Attribute{}, false
}

// attributeOfServer returns the attribute that a traversal reads of server(N).
func attributeOfServer(path hcl.Traversal) (Attribute, bool) {
	first, found := serverAttributes.find(path[0])
	switch n := len(path); {
	case n == 1:
		return first, found
	case n == 2 && first.Name == "disk":
		return diskAttributes.find(path[1])
	case n == 3 && first.Name == "syncs":
		return syncAttributes.find(path[2])
	case n == 4 && first.Name == "disk": // files[N].name
		return fileAttributes.find(path[3])
	}
	return Attribute{}, false
}

func (as attributes) find(part hcl.Traverser) (Attribute, bool) {
	attr, ok := part.(hcl.TraverseAttr)
	i := slices.IndexFunc(as, func(a Attribute) bool { return a.Name == attr.Name })
	if !ok || i < 0 {
		return Attribute{}, false
	}
	return as[i], true
}

func (a Attribute) isZxid() bool {
	return strings.HasSuffix(a.Name, "zxid") || slices.Contains([]string{"elected_with", "last_logged", "snapshot"}, a.Name)
}

// never reports a value that the attribute never has. For an attribute that may have
// others than those listed it reports only near misses.
func (a Attribute) never(c spec.Comparison, other hclsyntax.Expression, hclCtx *hcl.EvalContext) hcl.Diagnostics {
	if len(a.OneOf) == 0 {
		return nil
	}
	v, diags := other.Value(hclCtx)
	if diags.HasErrors() || v.Type() != cty.String || !v.IsKnown() || v.IsNull() || slices.Contains(a.OneOf, v.AsString()) {
		return nil
	}
	if a.Others && spec.Nearest(v.AsString(), a.OneOf) == "" {
		return nil
	}
	return hcl.Diagnostics{spec.Errorf(c.Range, c.Summary(), "%s is never %q.%s", a.Name, v.AsString(), spec.DidYouMean(v.AsString(), a.OneOf))}
}
