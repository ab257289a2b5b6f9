package actions

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/gocty"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

var request = harness.Kind[harness.Action]{
	Name:    "request",
	Summary: "Sends a request that no other operation sends, or that no client would send. The client does not interpret it: watches that it sets do not come along when the session moves. result.NAME.text is the reply. From its invocation on it may have written anything and set any watch, so no check holds such effects against ZooKeeper.",
	Label:   "opcode",
	Labels:  "ZooKeeper's name of the type of request (ZooDefs.OpCode), or any number of 32 bits. The names, with their numbers: " + namedOpcodes() + ".",
	Plain:   `Send the request {{.opcode}}{{with .fields}} with the fields {{.}}{{end}}` + optionsTemplate,
	Waits:   waitsForReply,
	Receipt: receiptOfReply,
	Cases:   casesOfReply,
	Example: `request "exists" {
  fields = [{ string = "/" }, { bool = false }]
  as     = "root"
}`,
	New: func() harness.Action { return &Request{} },
}

// Request implements the word request.
type Request struct {
	Opcode      string         `hcl:"opcode,label"`
	OpcodeRange hcl.Range      `hcl:"opcode,label_range"`
	Fields      cty.Value      `hcl:"fields,optional" doc:"Fields of the request in their order, each an object with one of string, int (32 bits), long (64 bits), bool and buffer (its bytes as text). A null string or buffer is sent as missing. Default: no fields."`
	FieldsRange hcl.Range      `hcl:"fields,attr_value_range"`
	Options     requestOptions `hcl:",remain"`
}

// namedOpcodes lists the opcodes with a name, each as "exists (3)".
func namedOpcodes() string {
	var all []string
	for _, name := range timeline.OpcodeNames() {
		code, _ := timeline.ParseOpcode(name)
		all = append(all, fmt.Sprintf("%s (%d)", name, code))
	}
	return strings.Join(all, ", ")
}

// Run implements harness.Action.
func (a *Request) Run(ctx context.Context, env *harness.Env) error {
	code, _ := timeline.ParseOpcode(a.Opcode) // Validate has accepted both
	fields, _ := parseFields(a.Fields)
	return a.Options.send(ctx, env, session.Request{Op: timeline.OpRequest, Opcode: code, Fields: fields})
}

// Validate implements harness.Validator.
func (a *Request) Validate(sc *spec.Scenario) hcl.Diagnostics {
	diags := a.Options.validate(sc, a.OpcodeRange)
	if _, ok := timeline.ParseOpcode(a.Opcode); !ok {
		diags = append(diags, spec.Errorf(a.OpcodeRange, "No such opcode", "%q is neither a number nor ZooKeeper's name of an operation.%s", a.Opcode, spec.DidYouMean(a.Opcode, timeline.OpcodeNames())))
	}
	if _, err := parseFields(a.Fields); err != nil {
		diags = append(diags, spec.Errorf(a.FieldsRange, "Invalid fields", "%s.", err))
	}
	return diags
}

// Result implements harness.Resulter.
func (a *Request) Result() map[string]cty.Value {
	return a.Options.result(timeline.Op{Name: timeline.OpRequest})
}

// parseFields converts the fields of a request; a value that is missing or not known has none.
func parseFields(v cty.Value) ([]any, error) {
	if v == cty.NilVal || v.IsNull() || !v.IsWhollyKnown() {
		return nil, nil
	}
	if !v.CanIterateElements() || v.Type().IsObjectType() || v.Type().IsMapType() {
		return nil, fmt.Errorf(`write a list of objects, such as [{ string = "/a" }, { int = 0 }]`)
	}
	var fields []any
	for _, each := range v.AsValueSlice() {
		field, err := parseField(each)
		if err != nil {
			return nil, fmt.Errorf("field %d: %w", len(fields)+1, err)
		}
		fields = append(fields, field)
	}
	return fields, nil
}

func parseField(v cty.Value) (any, error) {
	if v.IsNull() || !v.CanIterateElements() || v.LengthInt() != 1 || !v.Type().IsObjectType() && !v.Type().IsMapType() {
		return nil, fmt.Errorf("write an object with one of string, int, long, bool and buffer")
	}
	for name, value := range v.AsValueMap() {
		switch name {
		case "string":
			return convertField(value, cty.String, func(s string) any { return s })
		case "buffer":
			return convertField(value, cty.String, func(s string) any { return []byte(s) })
		case "int":
			return convertField(value, cty.Number, func(n int32) any { return n })
		case "long":
			return convertField(value, cty.Number, func(n int64) any { return n })
		case "bool":
			return convertField(value, cty.Bool, func(b bool) any { return b })
		default:
			return nil, fmt.Errorf("there is no type %q.%s", name, spec.DidYouMean(name, []string{"string", "int", "long", "bool", "buffer"}))
		}
	}
	return nil, nil
}

// convertField converts a value to the type that a request takes. A missing string is sent as a
// missing buffer, because both have the same bytes.
func convertField[T any](v cty.Value, want cty.Type, field func(T) any) (any, error) {
	v, err := convert.Convert(v, want)
	if err != nil {
		return nil, err
	}
	if v.IsNull() && want == cty.String {
		return []byte(nil), nil
	}
	var native T
	if err := gocty.FromCtyValue(v, &native); err != nil {
		return nil, err
	}
	return field(native), nil
}

// Predict implements forecast.Predictor.
func (a *Request) Predict(f *forecast.Forecast) hcl.Diagnostics {
	f.ListsDiffer() // the request may be a reconfig
	return a.Options.predict(f, forecast.Ask, a.OpcodeRange)
}
