// Package text shows the reference as text, for a terminal.
package text

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/zkscenario/zkscenario/internal/reference"
)

// width is the width of the text.
const width = 100

// Overview lists all entries with their first sentences, by kind.
func Overview(all reference.Reference) string {
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

// heading returns a kind in the plural.
func heading(kind string) string {
	what, where, _ := strings.Cut(kind, " ")
	return text.FormatTitle.Apply(what) + "s" + strings.TrimRight(" "+where, " ") + ":"
}

// Details returns the full text of each entry, after a list of their titles if there are
// several: the first one may fill a screen.
func Details(entries reference.Reference) string {
	var parts []string
	if len(entries) > 1 {
		meanings := fmt.Sprintf("%d meanings:\n", len(entries))
		for _, e := range entries {
			meanings += indent(text.WrapSoft(title(e), width-2))
		}
		parts = append(parts, meanings)
	}
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
	out.WriteString(trimLines(text.WrapSoft(title(e), width)) + "\n")
	paragraph(&out, e.Summary)
	if e.Labels != "" {
		paragraph(&out, "Label: "+e.Labels)
	}
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
		if b.Summary == "" { // it has a separate entry
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

// columns aligns rows; the last column takes the remaining width.
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
	t.SetColumnConfigs([]table.ColumnConfig{{Number: last, WidthMax: width - used, WidthMaxEnforcer: text.WrapSoft}})
	t.AppendRows(rows)
	return trimLines(t.Render())
}

// trimLines removes the spaces at the ends of lines.
func trimLines(s string) string {
	var out strings.Builder
	for line := range strings.Lines(s) {
		out.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	return out.String()
}

func paragraph(out *strings.Builder, markdown string) {
	if markdown != "" {
		out.WriteString(trimLines(text.WrapSoft(plain(markdown), width)))
	}
}

func indent(s string) string { return trimLines("  " + strings.ReplaceAll(s, "\n", "\n  ")) }

// firstSentence returns the first sentence of a text.
func firstSentence(s string) string {
	first, _, more := strings.Cut(s, ". ")
	if more {
		return first + "."
	}
	return first
}

var link = regexp.MustCompile(`\[([^\]]+)\]\([^)]+\)`)

// plain removes the links from Markdown.
func plain(markdown string) string { return link.ReplaceAllString(markdown, "$1") }
