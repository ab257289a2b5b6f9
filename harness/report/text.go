package report

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// width is the width of the terminal that the text views are made for.
const width = 100

// pen writes with colours, or without.
type pen bool

// The codes of a pen (ECMA-48, "select graphic rendition").
const (
	bold   = "1"
	dim    = "2"
	red    = "31"
	green  = "32"
	yellow = "33"
)

func (p pen) paint(code, s string) string {
	if !p || s == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

// tone paints by how good the news is.
func (p pen) tone(o timeline.Outcome, s string) string {
	switch o {
	case timeline.OK:
		return p.paint(green, s)
	case timeline.Broken, timeline.Refused:
		return p.paint(red, s)
	case timeline.Unknown:
		return p.paint(yellow, s)
	default:
		return s
	}
}

func (p pen) mark(o timeline.Outcome) string { return p.tone(o, symbol(o)) }

// Plain makes visible what would steer a terminal: names, data and log lines
// come from files and servers.
func Plain(s string) string {
	var out strings.Builder
	for _, r := range s {
		switch {
		case r == '\t':
			out.WriteByte(' ')
		case r == '\n' || unicode.IsPrint(r):
			out.WriteRune(r)
		default:
			fmt.Fprintf(&out, "\\u%04x", r)
		}
	}
	return out.String()
}

// wrapped breaks a text into lines that fit behind an indent, keeping the line
// breaks that it has.
func wrapped(s string, indent int) []string {
	var lines []string
	for _, paragraph := range strings.Split(strings.TrimSpace(Plain(s)), "\n") {
		for _, l := range strings.Split(text.WrapSoft(paragraph, width-indent), "\n") {
			lines = append(lines, strings.TrimRight(l, " "))
		}
	}
	return lines
}

// hang joins the lines of a text, all but the first indented.
func hang(s string, indent int) string {
	return strings.Join(wrapped(s, indent), "\n"+strings.Repeat(" ", indent))
}
