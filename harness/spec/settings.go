package spec

import (
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness/server"
)

// settings reports errors in the attributes config and properties of a body.
func (d *decoder) settings(body hcl.Body, config, properties map[string]string) hcl.Diagnostics {
	return append(ValidConfig(config, d.entryRanges(body, "config")), ValidProperties(properties, d.entryRanges(body, "properties"))...)
}

// entryRanges returns a function for the range of each entry of an attribute's map. For a
// map that an expression computes, this is the range of the expression.
func (d *decoder) entryRanges(body hcl.Body, name string) func(key string) hcl.Range {
	content, _, _ := body.PartialContent(&hcl.BodySchema{Attributes: []hcl.AttributeSchema{{Name: name}}})
	attr := content.Attributes[name]
	if attr == nil {
		return SameRange(body.MissingItemRange())
	}
	pairs, _ := hcl.ExprMap(attr.Expr) // empty if the expression computes the map
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

// SameRange returns a function that gives all entries of a map the same range.
func SameRange(r hcl.Range) func(key string) hcl.Range {
	return func(string) hcl.Range { return r }
}

// ValidConfig reports lines of zoo.cfg that a server would misread, those that only the harness
// may write, and as warnings those without an effect. at returns the range of a line.
func ValidConfig(config map[string]string, at func(key string) hcl.Range) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, key := range slices.Sorted(maps.Keys(config)) {
		advice, reserved := server.Reserved(key)
		switch {
		case reserved:
			diags = append(diags, Errorf(at(key), "Reserved line of zoo.cfg", "The line %q of zoo.cfg cannot be set here: %s.", key, advice))
		case key == "" || strings.ContainsAny(key, " \t\r\n=:#!\\"):
			diags = append(diags, Errorf(at(key), "Invalid line of zoo.cfg", "%q is not a valid key: keys contain no spaces, no '=', ':', '#', '!' and no backslashes.", key))
		case strings.ContainsAny(config[key], "\r\n"):
			diags = append(diags, Errorf(at(key), "Invalid line of zoo.cfg", "The value of %q spans several lines.", key))
		case server.IsPropertyOnly(key):
			d := Errorf(at(key), "Line of zoo.cfg without an effect", "From the line %q ZooKeeper makes the Java system property \"zookeeper.%s\", which nothing reads. Set the property itself: properties = { %q = %q }.", key, key, key, config[key])
			d.Severity = hcl.DiagWarning
			diags = append(diags, d)
		}
	}
	return diags
}

// ValidProperties reports Java system properties that would not reach the server: the scripts
// of the images split the options of the JVM at spaces. at returns the range of a property.
func ValidProperties(properties map[string]string, at func(key string) hcl.Range) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, key := range slices.Sorted(maps.Keys(properties)) {
		if key == "" || strings.ContainsAny(key, " \t\r\n=") {
			diags = append(diags, Errorf(at(key), "Invalid property", "%q is not a valid name of a Java system property: names contain no spaces and no '='.", key))
		} else if strings.ContainsAny(properties[key], " \t\r\n") {
			diags = append(diags, Errorf(at(key), "Invalid property", "The value %q contains a space, at which ZooKeeper's scripts would split it.", properties[key]))
		}
	}
	return diags
}
