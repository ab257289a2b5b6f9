package report

import (
	"fmt"
	"strings"
	"unicode"
)

// Plain replaces control characters by escapes: names, data and log lines come from
// files and servers, and must not steer a terminal.
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
