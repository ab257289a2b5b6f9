package spec

import (
	"maps"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// forExpr returns the size of the results of all iterations. It adds up the iterations over a
// known collection, unless they are too many to look at each.
func (e estimate) forExpr(x *hclsyntax.ForExpr) float64 {
	collection := e.of(x.CollExpr)
	v, known := e.collection(x.CollExpr)
	if !known {
		return collection + e.count(x.CollExpr)*e.anyRound(x)
	}
	rounds, began, total := float64(v.LengthInt()), *e.work, collection
	for it, first := v.ElementIterator(), true; it.Next() && total <= maxValue; first = false {
		total += e.within(x, it).round(x)
		if first && (*e.work-began)*rounds > (maxValue-began)/2 {
			return collection + rounds*e.anyRound(x)
		}
	}
	return total
}

// within returns the estimate of an iteration whose element is known.
func (e estimate) within(x *hclsyntax.ForExpr, at cty.ElementIterator) estimate {
	key, value := at.Element()
	inner := e.hclCtx.NewChild()
	inner.Variables = map[string]cty.Value{x.ValVar: value}
	loops := maps.Clone(e.loops)
	delete(loops, x.ValVar)
	if x.KeyVar != "" {
		inner.Variables[x.KeyVar] = key
		delete(loops, x.KeyVar)
	}
	return estimate{inner, e.work, loops}
}

// anyRound returns the size of the result of one iteration, for the largest element.
func (e estimate) anyRound(x *hclsyntax.ForExpr) float64 {
	largest := e.element(x.CollExpr)
	inner := e.hclCtx.NewChild()
	inner.Variables = map[string]cty.Value{x.ValVar: cty.DynamicVal}
	loops := map[string]float64{x.ValVar: largest}
	if x.KeyVar != "" {
		inner.Variables[x.KeyVar] = cty.DynamicVal
		loops[x.KeyVar] = largest
	}
	for name, n := range e.loops {
		if _, hidden := loops[name]; !hidden {
			loops[name] = n
		}
	}
	return estimate{inner, e.work, loops}.round(x)
}

// round returns the size of the result of one iteration.
func (e estimate) round(x *hclsyntax.ForExpr) float64 {
	n := e.of(x.ValExpr)
	if x.KeyExpr != nil {
		n += e.of(x.KeyExpr)
	}
	if x.CondExpr != nil {
		n += e.of(x.CondExpr)
	}
	return n
}
