package view

import "github.com/zkscenario/zkscenario/harness/timeline"

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

// tone paints a text green, red, yellow or grey according to the outcome.
func (p pen) tone(o timeline.Outcome, s string) string {
	switch o {
	case timeline.OK:
		return p.paint(green, s)
	case timeline.Broken, timeline.Refused:
		return p.paint(red, s)
	case timeline.Unknown:
		return p.paint(yellow, s)
	case timeline.Untested:
		return p.paint(dim, s)
	default:
		return s
	}
}

func (p pen) mark(o timeline.Outcome) string { return p.tone(o, symbol(o)) }

// symbol returns the mark of an outcome.
func symbol(o timeline.Outcome) string {
	switch o {
	case timeline.OK:
		return "✓"
	case timeline.Broken, timeline.Refused:
		return "✗"
	case timeline.Unknown:
		return "?"
	case timeline.Untested: // neutral
		return "–"
	default:
		return " "
	}
}
