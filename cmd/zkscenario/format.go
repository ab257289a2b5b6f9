package main

import (
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/spf13/cobra"

	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// format is the output format of a command.
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
		return errors.New("write text or json")
	}
	*f = format(s)
	return nil
}

// jsonShape is the annotation of a command with the shape of its JSON, for
// docs/commands.md.
const jsonShape = "json"

// addFormat adds the flag --format to a command; example has the type of its JSON.
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
		panic(err) // the command has no such flag
	}
}

// writeJSON writes one value to standard output.
func writeJSON(cmd *cobra.Command, v any) error { return report.WriteJSON(cmd.OutOrStdout(), v) }

// shapeOf returns the shape of a value's type.
func shapeOf(example any) string { return shape(reflect.TypeOf(example), "") }

// shape returns the JSON of a type, with types in place of values. Fields that may be
// left out have a question mark.
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
	return "{\n" + strings.Join(fields(t, inner), "\n") + "\n" + indent + "}"
}

// fields returns a line for each field of a struct, embedded ones included.
func fields(t reflect.Type, indent string) []string {
	var lines []string
	for f := range t.Fields() {
		name, option, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case name == "-":
			continue
		case f.Anonymous && name == "":
			embedded := f.Type
			if embedded.Kind() == reflect.Pointer {
				embedded = embedded.Elem()
			}
			lines = append(lines, fields(embedded, indent)...)
			continue
		case strings.Contains(option, "omitempty"):
			name += "?"
		}
		value := "[the same again, ...]" // of a recursive type
		if f.Type != reflect.SliceOf(t) {
			value = shape(f.Type, indent)
		}
		lines = append(lines, fmt.Sprintf("%s%s: %s", indent, name, value))
	}
	return lines
}
