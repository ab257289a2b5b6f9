package view

import (
	"fmt"
	"io"
	"strings"

	"github.com/zkscenario/zkscenario/harness/report"
)

// Lines writes the verdict and the guarantees of a run as lines that begin with a name.
// problem names the error that kept the timeline from being read to its end, if any.
func Lines(w io.Writer, name string, r *report.Report, problem string) error {
	var out strings.Builder
	line := func(format string, args ...any) { fmt.Fprintln(&out, report.Plain(fmt.Sprintf(format, args...))) }
	line("%s: %s: %s: %s", name, r.Title(), r.Verdict, r.Reason)
	if problem != "" {
		line("%s: it cannot be read to its end: %s", name, problem)
	}
	for _, g := range r.Guarantees {
		line("%s: %s: %s", name, g.Name, g.Words())
		for _, text := range append([]string{g.Origin(), g.Why}, g.Evidence...) {
			if text != "" {
				line("  %s", text)
			}
		}
		for _, m := range g.Account {
			line("  %s", m)
		}
	}
	if len(r.Untested) > 0 {
		line("%s: %s", name, untested(r))
	}
	if len(r.NotOwed) > 0 {
		line("%s: %s", name, notOwed(r))
	}
	if _, err := io.WriteString(w, out.String()); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}
