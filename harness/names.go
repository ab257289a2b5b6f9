package harness

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness/spec"
)

// wholeObject stands for all attributes of a server or a session, where an expression
// does not name the one that it reads.
const wholeObject = "*"

// uses reports whether an expression of the word may read a variable ("leader"), call a
// function ("server") or read an attribute of what these give ("server.tree",
// "session.events").
func (w Word) uses(name string) bool {
	object, _, isAttribute := strings.Cut(name, ".")
	return slices.Contains(w.used, name) || isAttribute && slices.Contains(w.used, object+"."+wholeObject)
}

// namesIn lists the variables that an expression reads, the functions that it calls, and
// the attributes that it reads of server(N) and session.NAME. It never misses one: the
// word would see a server without its tree.
func namesIn(expr hcl.Expression) []string {
	var names []string
	for _, v := range expr.Variables() {
		names = append(names, v.RootName())
		if v.RootName() == "session" {
			names = append(names, "session."+attributeAt(v, 2))
		}
	}
	for _, native := range spec.NativeExpressions(expr) {
		names = append(names, calledIn(native)...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// calledIn lists the functions that an expression calls, and what it reads of objects
// that they give.
func calledIn(expr hclsyntax.Expression) []string {
	var names []string
	attribute := map[*hclsyntax.FunctionCallExpr]string{} // that is read of what the call gives
	_ = hclsyntax.VisitAll(expr, func(n hclsyntax.Node) hcl.Diagnostics {
		switch n := n.(type) { // a traversal comes before its source
		case *hclsyntax.RelativeTraversalExpr:
			if call, ok := n.Source.(*hclsyntax.FunctionCallExpr); ok {
				attribute[call] = attributeAt(n.Traversal, 0)
			}
		case *hclsyntax.FunctionCallExpr:
			read, ok := attribute[n]
			if !ok {
				read = wholeObject
			}
			names = append(names, n.Name, n.Name+"."+read)
		}
		return nil
	})
	return names
}

// attributeAt returns the name of the attribute that a step of the traversal reads.
func attributeAt(t hcl.Traversal, step int) string {
	if step >= len(t) {
		return wholeObject
	}
	switch s := t[step].(type) {
	case hcl.TraverseAttr:
		return s.Name
	case hcl.TraverseIndex:
		if s.Key.Type() == cty.String {
			return s.Key.AsString()
		}
	}
	return wholeObject
}
