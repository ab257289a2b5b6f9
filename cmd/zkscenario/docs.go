package main

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"

	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/internal/reference"
)

func newDocs() *cobra.Command {
	var f format
	cmd := &cobra.Command{
		Use:   "docs [WORD]",
		Short: "Show the reference of a block, word, argument, function or guarantee",
		Long: `Show what the reference says of a block, an action, an assertion, one of their
arguments, a function, a name, one of its attributes, a guarantee or a verdict: all that
has that name. Without WORD, list them all.

Exit codes: 0 shown; 2 there is no such word, or wrong command line.`,
		Example: `  zkscenario docs
  zkscenario docs await
  zkscenario docs elected_with
  zkscenario docs single_system_image --format json`,
		Args: cobra.MaximumNArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return reference.New(language()).Words(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			entries := reference.New(language(), new(runtimeFlags).runtimes(nil)...)
			if len(args) == 1 {
				var err error
				if entries, err = look(entries, args[0]); err != nil {
					return err
				}
			}
			switch {
			case f == formatJSON:
				return writeJSON(cmd, entries)
			case len(args) == 0:
				cmd.Print(overview(entries))
			default:
				cmd.Print(details(entries))
			}
			return nil
		},
	}
	addFormat(cmd, &f, "text, or json: a list of entries", reference.Reference{})
	return cmd
}

// base is what of server(2).zxid, session.app or "kill {" has an entry.
var base = regexp.MustCompile(`^\w+`)

func look(all reference.Reference, word string) (reference.Reference, error) {
	for _, name := range []string{word, base.FindString(word)} {
		if found := all.Find(name); len(found) > 0 {
			return found, nil
		}
	}
	return nil, fmt.Errorf("the language has no word %q.%s", word, meant(all, word))
}

// meant is the word that was meant; the list of all is too long for a message.
func meant(all reference.Reference, word string) string {
	if hint := spec.DidYouMean(word, all.Words()); strings.HasPrefix(hint, " Did you mean") {
		return hint
	}
	return " zkscenario docs lists them all."
}

// docsWidth is how many columns the reference takes.
const docsWidth = 100

// overview lists all entries with their first sentences, by kind.
func overview(all reference.Reference) string {
	var out strings.Builder
	for i, kind := range reference.Kinds() {
		if i > 0 {
			out.WriteString("\n")
		}
		out.WriteString(heading(string(kind)) + "\n")
		var rows []table.Row
		for _, e := range all.Of(kind) {
			rows = append(rows, table.Row{"", e.Usage, firstSentence(plain(e.Summary))})
		}
		out.WriteString(columns(rows))
	}
	return out.String()
}

// heading is a kind in the plural.
func heading(kind string) string {
	what, where, _ := strings.Cut(kind, " ")
	return text.FormatTitle.Apply(what) + "s" + strings.TrimRight(" "+where, " ") + ":"
}

// details tells everything of each entry.
func details(entries reference.Reference) string {
	var parts []string
	for _, e := range entries {
		parts = append(parts, detail(e))
	}
	return strings.Join(parts, "\n")
}

func detail(e reference.Entry) string {
	var out strings.Builder
	section := func(title, body string) {
		if body != "" {
			fmt.Fprintf(&out, "\n%s:\n%s", title, body)
		}
	}
	out.WriteString(trimmed(text.WrapSoft(title(e), docsWidth)) + "\n")
	paragraph(&out, e.Summary)
	paragraph(&out, e.Waits)
	if e.Receipt != "" {
		paragraph(&out, "Receipt: "+e.Receipt)
	}
	paragraph(&out, e.Runtimes)
	if e.Kind == reference.Guarantee {
		paragraph(&out, "Source: "+e.Source+".")
	}
	if e.ExitCode != nil {
		paragraph(&out, fmt.Sprintf("Exit code: %d.", *e.ExitCode))
	}
	if e.Checked {
		paragraph(&out, "A check watches over it in every run.")
	}
	section("Arguments", arguments(e.Arguments))
	section("Attributes", attributes(e.Attributes))
	var blocks []table.Row
	for _, b := range e.Blocks {
		if b.Summary == "" { // it has an entry of its own
			blocks = append(blocks, table.Row{"", b.Name, b.Count})
			continue
		}
		section(b.Usage+" in it, "+b.Count, arguments(b.Arguments))
	}
	section("Blocks in it", columns(blocks))
	if e.Example != "" {
		section("Example", indent(e.Example))
	}
	return out.String()
}

func title(e reference.Entry) string {
	switch {
	case e.Kind == reference.Part:
		return fmt.Sprintf("%s (part of %s)", e.Usage, strings.Join(e.In, ", "))
	case len(e.In) > 0:
		return fmt.Sprintf("%s (%s; %s of %s)", e.Usage, e.Type, e.Kind, strings.Join(e.In, ", "))
	case e.Type != "":
		return fmt.Sprintf("%s (%s; %s)", e.Usage, e.Type, e.Kind)
	default:
		return fmt.Sprintf("%s (%s)", e.Usage, e.Kind)
	}
}

func arguments(all []reference.Value) string {
	var rows []table.Row
	for _, a := range all {
		need := "optional"
		if a.Required {
			need = "required"
		}
		rows = append(rows, table.Row{"", a.Name, a.Type, need, plain(a.Doc)})
	}
	return columns(rows)
}

func attributes(all []reference.Value) string {
	var rows []table.Row
	for _, a := range all {
		rows = append(rows, table.Row{"", a.Name, a.Type, plain(a.Doc)})
	}
	return columns(rows)
}

// columns sets rows below each other; the last column takes what is left of the width.
func columns(rows []table.Row) string {
	if len(rows) == 0 {
		return ""
	}
	last := len(rows[0])
	used := 0
	for i := range last - 1 {
		widest := 0
		for _, r := range rows {
			widest = max(widest, text.StringWidth(fmt.Sprint(r[i])))
		}
		used += widest + 2
	}
	t := table.NewWriter()
	style := table.StyleDefault
	style.Options = table.OptionsNoBordersAndSeparators
	style.Box.PaddingLeft = ""
	style.Box.PaddingRight = "  "
	t.SetStyle(style)
	t.SetColumnConfigs([]table.ColumnConfig{{Number: last, WidthMax: docsWidth - used, WidthMaxEnforcer: text.WrapSoft}})
	t.AppendRows(rows)
	return trimmed(t.Render())
}

// trimmed ends every line where its text ends.
func trimmed(s string) string {
	var out strings.Builder
	for line := range strings.Lines(s) {
		out.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	return out.String()
}

func paragraph(out *strings.Builder, markdown string) {
	if markdown != "" {
		out.WriteString(trimmed(text.WrapSoft(plain(markdown), docsWidth)))
	}
}

func indent(s string) string { return trimmed("  " + strings.ReplaceAll(s, "\n", "\n  ")) }

// firstSentence is enough for a list.
func firstSentence(s string) string {
	first, _, more := strings.Cut(s, ". ")
	if more {
		return first + "."
	}
	return first
}

var link = regexp.MustCompile(`\[([^\]]+)\]\([^)]+\)`)

// plain takes the links out of Markdown.
func plain(markdown string) string { return link.ReplaceAllString(markdown, "$1") }
