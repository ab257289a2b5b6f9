package main

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/spf13/cobra"

	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// format is how a command writes what it found.
type format string

const (
	formatText format = "text"
	formatJSON format = "json"
)

// String implements pflag.Value.
func (f *format) String() string { return string(*f) }

// Type implements pflag.Value.
func (f *format) Type() string { return "text|json" }

// Set implements pflag.Value.
func (f *format) Set(s string) error {
	if s != string(formatText) && s != string(formatJSON) {
		return errors.New("text or json is wanted")
	}
	*f = format(s)
	return nil
}

// jsonShape is the annotation of a command with the shape of what it writes as
// JSON, for docs/commands.md.
const jsonShape = "json"

// addFormat gives a command the flag --format; example is of the type that it
// writes as JSON.
func addFormat(cmd *cobra.Command, f *format, usage string, example any) {
	*f = formatText
	cmd.Flags().Var(f, "format", usage)
	cmd.Annotations = map[string]string{jsonShape: shapeOf(example)}
	complete(cmd, "format", func() []string { return []string{string(formatText), string(formatJSON)} })
}

// complete offers values of a flag to the shell.
func complete(cmd *cobra.Command, flag string, values func() []string) {
	err := cmd.RegisterFlagCompletionFunc(flag, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return values(), cobra.ShellCompDirectiveNoFileComp
	})
	if err != nil {
		panic(err) // the command has no such flag: a mistake of ours
	}
}

// writeJSON writes one value, for people to read too.
func writeJSON(cmd *cobra.Command, v any) error {
	out := json.NewEncoder(cmd.OutOrStdout())
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(v)
}

// shapeOf is the shape of a value's type.
func shapeOf(example any) string { return shape(reflect.TypeOf(example), "") }

// shape writes how a type looks as JSON, with the types of its values in place of
// them. What may be left out has a question mark.
func shape(t reflect.Type, indent string) string {
	inner := indent + "  "
	switch {
	case t == reflect.TypeFor[timeline.Event]():
		return "an event, as in timeline.jsonl"
	case t == reflect.TypeFor[report.Report]() && indent != "":
		return "a report, as run writes it"
	case t.Implements(reflect.TypeFor[encoding.TextMarshaler]()), t.Kind() == reflect.String:
		return "string"
	case t.Kind() == reflect.Bool:
		return "boolean"
	case t.Kind() == reflect.Pointer:
		return shape(t.Elem(), indent)
	case t.Kind() == reflect.Slice:
		return "[" + shape(t.Elem(), indent) + ", ...]"
	case t.Kind() == reflect.Map:
		return "{ name: " + shape(t.Elem(), indent) + ", ... }"
	case t.Kind() != reflect.Struct:
		return "number"
	}
	var fields []string
	for f := range t.Fields() {
		name, option, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" {
			continue
		}
		if strings.Contains(option, "omitempty") {
			name += "?"
		}
		value := "[the same again, ...]"
		if f.Type != reflect.SliceOf(t) { // what holds others of its kind
			value = shape(f.Type, inner)
		}
		fields = append(fields, fmt.Sprintf("%s%s: %s", inner, name, value))
	}
	return "{\n" + strings.Join(fields, "\n") + "\n" + indent + "}"
}
