package spec

import (
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness/server"
)

// settings finds mistakes in the attributes config and properties of a body.
func (d *decoder) settings(body hcl.Body, config, properties map[string]string) hcl.Diagnostics {
	return append(ValidConfig(config, d.places(body, "config")), ValidProperties(properties, d.places(body, "properties"))...)
}

// places tells where each entry of an attribute's map stands; where it is made
// by an expression, that is where the expression stands.
func (d *decoder) places(body hcl.Body, name string) func(key string) hcl.Range {
	content, _, _ := body.PartialContent(&hcl.BodySchema{Attributes: []hcl.AttributeSchema{{Name: name}}})
	attr := content.Attributes[name]
	if attr == nil {
		return At(body.MissingItemRange())
	}
	pairs, _ := hcl.ExprMap(attr.Expr) // none when it is no plain map
	found := map[string]hcl.Range{}
	for _, p := range pairs {
		key, diags := p.Key.Value(d.hclCtx)
		if !diags.HasErrors() && key.Type() == cty.String && key.IsWhollyKnown() && !key.IsNull() {
			found[key.AsString()] = hcl.RangeBetween(p.Key.Range(), p.Value.Range())
		}
	}
	return func(key string) hcl.Range {
		if at, ok := found[key]; ok {
			return at
		}
		return attr.Expr.Range()
	}
}

// At is one place for all entries of a map.
func At(r hcl.Range) func(key string) hcl.Range {
	return func(string) hcl.Range { return r }
}

// ValidConfig finds lines of zoo.cfg that a server would not read as they are
// meant, and those that are not the author's to write.
func ValidConfig(config map[string]string, at func(key string) hcl.Range) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, key := range slices.Sorted(maps.Keys(config)) {
		why, owned := server.Reserved(key)
		switch {
		case owned:
			diags = append(diags, Errorf(at(key), "Not the scenario's to say", "The line %q of zoo.cfg cannot be set here: %s.", key, why))
		case key == "" || strings.ContainsAny(key, " \t\r\n=:#!\\"):
			diags = append(diags, Errorf(at(key), "Invalid line of zoo.cfg", "%q is no key: keys hold no spaces, no '=', ':', '#', '!' and no backslashes.", key))
		case strings.ContainsAny(config[key], "\r\n"):
			diags = append(diags, Errorf(at(key), "Invalid line of zoo.cfg", "The value of %q goes over several lines.", key))
		}
	}
	return diags
}

// ValidProperties finds Java system properties that would not reach the server:
// the scripts of the images split the options of the JVM at spaces.
func ValidProperties(properties map[string]string, at func(key string) hcl.Range) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, key := range slices.Sorted(maps.Keys(properties)) {
		if key == "" || strings.ContainsAny(key, " \t\r\n=") {
			diags = append(diags, Errorf(at(key), "Invalid property", "%q is no name of a Java system property: names hold no spaces and no '='.", key))
		} else if strings.ContainsAny(properties[key], " \t\r\n") {
			diags = append(diags, Errorf(at(key), "Invalid property", "The value %q holds a space, at which ZooKeeper's scripts would split it.", properties[key]))
		}
	}
	return diags
}
