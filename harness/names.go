package harness

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness/spec"
)

// wholeObject represents all attributes of a server or a session, for an expression that
// does not name the attribute that it reads.
const wholeObject = "*"

// uses reports whether an expression of the word may read a variable ("leader"), call a
// function ("server") or read an attribute of a server or session ("server.tree",
// "session.events").
func (w Word) uses(name string) bool {
	object, _, isAttribute := strings.Cut(name, ".")
	return slices.Contains(w.used, name) || isAttribute && slices.Contains(w.used, object+"."+wholeObject)
}

// namesIn lists the variables that an expression reads, the functions that it calls, and
// the attributes that it reads of server(N) and session.NAME. It must not miss one: the
// engine provides the word only with what these names need, such as the trees of servers.
func namesIn(expr hcl.Expression) []string {
	var names []string
	for _, v := range expr.Variables() {
		names = append(names, v.RootName())
		if v.RootName() == "session" {
			names = append(names, "session."+attributeAt(v, 2))
		}
	}
	names = append(names, calledIn(expr)...)
	slices.Sort(names)
	return slices.Compact(names)
}

// calledIn lists the functions that an expression calls, and the attributes that it reads
// of their results.
func calledIn(expr hcl.Expression) []string {
	var names []string
	attribute := map[*hclsyntax.FunctionCallExpr]string{} // read from the result of the call
	spec.VisitExpressions(expr, func(n hclsyntax.Node) {
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
