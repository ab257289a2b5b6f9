package view

import (
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/zkscenario/zkscenario/harness/report"
)

// Width is the width of the terminal that text is written for.
const Width = 100

// wrap breaks a text into lines that fit after an indent. It keeps the line breaks that
// the text has, and escapes control characters.
func wrap(s string, indent int) []string {
	var lines []string
	for _, paragraph := range strings.Split(strings.TrimSpace(report.Plain(s)), "\n") {
		for _, l := range strings.Split(text.WrapSoft(paragraph, Width-indent), "\n") {
			lines = append(lines, strings.TrimRight(l, " "))
		}
	}
	return lines
}

// hang wraps a text and indents all lines but the first.
func hang(s string, indent int) string {
	return strings.Join(wrap(s, indent), "\n"+strings.Repeat(" ", indent))
}
