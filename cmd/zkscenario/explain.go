package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/report/view"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

func newExplain() *cobra.Command {
	var f planFlags
	var out format
	cmd := &cobra.Command{
		Use:   "explain FILE|DIR|NAME...",
		Short: "Describe in plain words what a scenario will do, without running it",
		Long: `Describe, step by step, what a scenario will do, with the values that are known before
the run: what each word waits for, which receipt it demands, and which guarantees are
expected to break on the release. Nothing is booted.

Exit codes: 0 explained; 2 mistakes in a file, or a wrong command line.`,
		Example: `  zkscenario explain binchanges
  zkscenario explain binchanges --release 3.4.14
  zkscenario explain a.hcl --var servers=5 --format json`,
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: completeScenarios,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.resolve(); err != nil {
				return err
			}
			plans, err := f.plans(cmd, args)
			all := []harness.Explanation{}
			for _, p := range plans {
				all = append(all, p.Explain())
			}
			if out == formatJSON {
				return errors.Join(writeJSON(cmd, all), err)
			}
			for _, e := range all {
				explain(cmd.OutOrStdout(), e)
			}
			return err
		},
	}
	f.add(cmd, releasesToRun)
	addFormat(cmd, &out, "text, or json: a list of explanations", []harness.Explanation{})
	return cmd
}

// explainer writes an explanation for people.
type explainer struct{ out io.Writer }

func explain(out io.Writer, e harness.Explanation) {
	w := explainer{out}
	w.line(0, "", "%s on release %s", e.Scenario, e.Release)
	w.line(0, "", "%s", e.Summary)
	w.blank()
	w.ensemble(e)
	if len(e.Auth) > 0 {
		w.line(0, "harness ", "its own clients authenticate with %s too", strings.Join(e.Auth, " and "))
	}
	for _, s := range e.Sessions {
		auth := ""
		if len(s.Auth) > 0 {
			auth = ", authenticates with " + strings.Join(s.Auth, " and ")
		}
		w.line(0, "session ", "%s: on server %d, asks for a timeout of %g s%s", s.Name, s.Server, s.Timeout, auth)
	}
	for _, c := range e.Needs {
		w.line(0, "needs   ", "a runtime that can %s", c)
	}
	for i, s := range e.Steps {
		w.blank()
		w.line(0, "", "%d. %s%s", i+1, s.Name, map[bool]string{true: " (whatever happened before)"}[s.Finally])
		w.words(3, s.Words)
	}
	w.blank()
	w.judgement(e)
	w.blank()
}

func (w explainer) blank() { fmt.Fprintln(w.out) }

// line writes a paragraph, whose further lines are indented. Control characters from the
// file are escaped.
func (w explainer) line(indent int, head, format string, args ...any) {
	margin := strings.Repeat(" ", indent)
	wrapped := text.WrapSoft(report.Plain(fmt.Sprintf(format, args...)), view.Width-indent-len(head))
	for i, l := range strings.Split(wrapped, "\n") {
		if i > 0 {
			head = strings.Repeat(" ", len(head))
		}
		fmt.Fprintln(w.out, strings.TrimRight(margin+head+l, " "))
	}
}

// ensemble writes one line for consecutive servers that are alike.
func (w explainer) ensemble(e harness.Explanation) {
	var alike []string // ids
	for i, s := range e.Servers {
		alike = append(alike, strconv.Itoa(s.ID))
		if i+1 == len(e.Servers) || describeServer(e.Servers[i+1]) != describeServer(s) {
			w.line(0, "server  ", "%s: %s", strings.Join(alike, ", "), describeServer(s))
			alike = nil
		}
	}
}

// describeServer lists the properties of a server.
func describeServer(s harness.ExplainedServer) string {
	properties := []string{"release " + s.Release}
	if s.Observer {
		properties = append(properties, "an observer")
	}
	if s.Later {
		properties = append(properties, "started later")
	}
	if s.Controller {
		properties = append(properties, "under the fault controller")
	}
	if s.ServerList != nil {
		properties = append(properties, "listing "+spec.JoinIDs(s.ServerList))
	}
	properties = append(append(properties, describeDisk("data", s.DataDisk)...), describeDisk("log", s.LogDisk)...)
	for _, settings := range []map[string]string{s.Config, s.Properties} {
		for _, name := range slices.Sorted(maps.Keys(settings)) {
			properties = append(properties, name+"="+settings[name])
		}
	}
	return strings.Join(properties, ", ")
}

// describeDisk lists the limits of a disk; none for one as large as the machine's own.
func describeDisk(name string, d *harness.ExplainedDisk) []string {
	if d == nil {
		return nil
	}
	text := "a " + name + " disk"
	if d.Bytes != 0 {
		text += " of " + spec.FormatSize(d.Bytes)
	}
	if d.Inodes != 0 {
		text += fmt.Sprintf(" with %d inodes", d.Inodes)
	}
	return []string{text}
}

// changes lists what a control changes.
func changes(c harness.ExplainedControl) []string {
	var all []string
	if c.Release != "" {
		all = append(all, "the release to "+c.Release)
	}
	for _, kind := range []struct {
		what   string
		values map[string]string
	}{{"variable", c.Variables}, {"config", c.Config}, {"property", c.Properties}} {
		for _, name := range slices.Sorted(maps.Keys(kind.values)) {
			all = append(all, fmt.Sprintf("%s %s to %s", kind.what, name, kind.values[name]))
		}
	}
	return all
}

func (w explainer) words(indent int, words []harness.ExplainedWord) {
	for _, word := range words {
		w.line(indent, word.Number+"  ", "%s", word.Says)
		inner := indent + len(word.Number) + 2
		if len(word.Words) == 0 && word.Waits != "" {
			w.line(inner, "- ", "%s", word.Waits)
		}
		if word.Receipt != "" {
			w.line(inner, "- receipt: ", "%s", word.Receipt)
		}
		w.words(inner, word.Words)
	}
}

func (w explainer) judgement(e harness.Explanation) {
	w.line(0, "", "Judged at the end: %s.", strings.Join(e.Checks, ", "))
	for _, x := range e.Expects {
		outcome := "is expected to hold"
		if x.Breaks != nil && *x.Breaks {
			outcome = "is expected to BREAK"
		}
		w.line(0, "expect  ", "%s %s on %s (it breaks on %s): %s", timeline.OneOf(append([]string{x.Guarantee}, x.Or...)), outcome, e.Release, x.ViolatedOn, x.Promise)
	}
	if len(e.Expects) == 0 {
		w.line(0, "expect  ", "every guarantee is expected to hold")
	}
	for _, c := range e.Controls {
		runs := "With --control it runs after a reproduction, and must hold"
		if c.Runs != nil && !*c.Runs {
			runs = "Not for this release (" + c.On + ")"
		}
		w.line(0, "control ", "%s: %s It changes %s. %s.", c.Name, c.Because, strings.Join(changes(c), ", "), runs)
	}
}
