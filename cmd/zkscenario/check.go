package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/zkscenario/zkscenario/assertions/history"
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// checked is what check says of one timeline, as JSON.
type checked struct {
	Timeline   string             `json:"timeline"`
	Scenario   string             `json:"scenario"`
	Control    string             `json:"control,omitempty"`
	Release    string             `json:"release"`
	Verdict    report.Verdict     `json:"verdict"`
	Reason     string             `json:"reason"`
	Guarantees []report.Guarantee `json:"guarantees"`
	Untested   []string           `json:"untested,omitempty"`
	Trouble    string             `json:"trouble,omitempty"` // where and why the rest of the record cannot be read
}

// checking is one call of check.
type checking struct {
	cmd        *cobra.Command
	format     format
	guarantees []string // that count; none are all

	done   []checked
	worst  report.Verdict
	failed bool // something could not be judged at all
}

func newCheck() *cobra.Command {
	var c checking
	cmd := &cobra.Command{
		Use:   "check TIMELINE...",
		Short: "Judge saved runs again, without any server",
		Long: `Judge saved timelines again: run the history checks anew, count what the story
itself found, compare with what was expected on the release, and give the verdict
that the run gave. That of a run whose control did not hold is told by the
timeline of the control.

TIMELINE is a file, the folder of a run, a folder with the folders of many runs, or
a dash for standard input. A file or a stream may hold several timelines, one after
another. Of one that is damaged everything up to the damage is judged, and what
needs its end cannot be told.

Exit codes: 0, 1, 3 and 4 as for run; 2 also for what is no timeline. Of several
timelines the worst counts.`,
		Example: `  zkscenario check .zkscenario/runs/latest
  zkscenario check .zkscenario/runs --format json
  zkscenario check a/timeline.jsonl --guarantee durability
  zkscenario check - <run.jsonl`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c.cmd, c.done = cmd, []checked{}
			return c.run(args)
		},
	}
	cmd.Flags().StringArrayVar(&c.guarantees, "guarantee", nil, "judge by this guarantee only; may be given several times, and what a timeline does not test then cannot be told")
	complete(cmd, "guarantee", timeline.GuaranteeNames)
	addFormat(cmd, &c.format, "text, or json: a list with an object for each timeline", []checked{})
	return cmd
}

func (c *checking) run(args []string) error {
	for _, name := range c.guarantees {
		if err := knownGuarantee(name); err != nil {
			return err
		}
	}
	for _, arg := range args {
		if err := c.argument(arg); err != nil {
			c.fail(arg, err)
		}
	}
	if c.format == formatJSON {
		if err := writeJSON(c.cmd, c.done); err != nil {
			return err
		}
	}
	code := c.worst.ExitCode()
	if c.failed {
		code = exitUsage
	}
	if code != 0 {
		return codeError(code)
	}
	return nil
}

func knownGuarantee(name string) error {
	if _, ok := timeline.LookupGuarantee(name); ok {
		return nil
	}
	return fmt.Errorf("there is no guarantee %q.%s", name, spec.DidYouMean(name, timeline.GuaranteeNames()))
}

// fail tells why something cannot be judged; the others still are.
func (c *checking) fail(name string, err error) {
	c.failed = true
	c.cmd.PrintErrf("%s: %s\n", report.Plain(name), report.Plain(err.Error()))
}

// argument judges all timelines that one argument names.
func (c *checking) argument(arg string) error {
	if arg == "-" {
		return c.stream(arg, c.cmd.InOrStdin())
	}
	files, err := timelinesAt(arg)
	if err != nil {
		return err
	}
	for _, name := range files {
		shown := name
		if len(files) == 1 {
			shown = arg
		}
		if err := c.file(shown, name); err != nil {
			c.fail(shown, err)
		}
	}
	return nil
}

const timelineName = "timeline.jsonl"

// timelinesAt are the file itself, that of the run whose folder it is, or those of
// all runs beneath a folder.
func timelinesAt(name string) ([]string, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return []string{name}, nil
	}
	if own := filepath.Join(name, timelineName); isFile(own) {
		return []string{own}, nil
	}
	var found []string
	err = filepath.WalkDir(name, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Name() == timelineName && !d.IsDir() {
			found = append(found, path)
		}
		return err
	})
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("there is no %s in it", timelineName)
	}
	return found, err
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && !info.IsDir()
}

func (c *checking) file(shown, name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	return c.stream(shown, f)
}

// stream judges timelines one after another. The second one is called NAME #2.
func (c *checking) stream(name string, r io.Reader) error {
	in := timeline.NewReader(r)
	for n := 1; ; n++ {
		events, err := in.Next()
		if errors.Is(err, io.EOF) {
			if n == 1 {
				return errors.New("it is empty: no timeline")
			}
			return nil
		}
		shown := name
		if n > 1 {
			shown = fmt.Sprintf("%s #%d", name, n)
		}
		if len(events) == 0 {
			c.fail(shown, err)
			continue
		}
		if err := c.timeline(shown, events, err); err != nil {
			c.fail(shown, err)
		}
	}
}

// timeline judges the events of one timeline; trouble is why there are no more.
func (c *checking) timeline(name string, events []timeline.Event, trouble error) error {
	if err := onlyGuarantees(events); err != nil {
		return err
	}
	last := len(events) - 1
	if trouble != nil && events[last].Kind == timeline.KindEnd {
		events = events[:last] // it is not the end
	}
	head := events[0].Run
	j := harness.Conclude(history.All(), events, c.guarantees...)
	done := checked{
		Timeline: name, Scenario: head.Scenario, Control: head.Control, Release: head.Release,
		Verdict: j.Verdict, Reason: j.Reason, Guarantees: j.Guarantees, Untested: j.Untested,
	}
	if trouble != nil {
		done.Trouble = trouble.Error()
	}
	c.done, c.worst = append(c.done, done), max(c.worst, j.Verdict)
	if c.format == formatText {
		done.print(c.cmd)
	}
	return nil
}

// onlyGuarantees finds names of guarantees that there are not: what is misspelt
// would be passed over.
func onlyGuarantees(events []timeline.Event) error {
	names := slices.Clone(events[0].Run.Expected)
	for _, e := range events {
		if e.Finding != nil && e.Finding.Guarantee != "" {
			names = append(names, e.Finding.Guarantee)
		}
	}
	for _, name := range names {
		if err := knownGuarantee(name); err != nil {
			return err
		}
	}
	return nil
}

func (d checked) print(cmd *cobra.Command) {
	line := func(format string, args ...any) { cmd.Println(report.Plain(fmt.Sprintf(format, args...))) }
	title := (&report.Report{Scenario: d.Scenario, Control: d.Control, Release: d.Release}).Title()
	line("%s: %s: %s: %s", d.Timeline, title, d.Verdict, d.Reason)
	if d.Trouble != "" {
		line("%s: it cannot be read to its end: %s", d.Timeline, d.Trouble)
	}
	for _, g := range d.Guarantees {
		line("%s: %s: %s", d.Timeline, g.Name, g.Words())
		for _, text := range append([]string{g.Why}, g.Evidence...) {
			line("  %s", text)
		}
		for _, m := range g.Account {
			line("  %s", m)
		}
	}
	if len(d.Untested) > 0 {
		line("%s: not tested: %s", d.Timeline, strings.Join(d.Untested, ", "))
	}
}
