package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"github.com/spf13/cobra"

	"github.com/zkscenario/zkscenario/assertions/history"
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/report/view"
	"github.com/zkscenario/zkscenario/harness/rundir"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// checked is the report of one timeline, as JSON.
type checked struct {
	Timeline string `json:"timeline"`
	*report.Report
	Trouble string `json:"trouble,omitempty"` // where and why the timeline cannot be read to its end
}

// checking is one call of check.
type checking struct {
	cmd        *cobra.Command
	format     format
	guarantees []string // that count; none means all
	out        string   // folder for the folders of the reports; "" writes none

	done    []checked
	written map[string]bool // folders of reports
	worst   report.Verdict
	failed  bool // a timeline could not be judged
}

func newCheck() *cobra.Command {
	var c checking
	cmd := &cobra.Command{
		Use:   "check TIMELINE...",
		Short: "Judge saved runs again, without servers",
		Long: `Judge saved timelines again: run the history checks, count what the assertions of the
scenario found, compare with what was expected on the release, and report the verdict
that the run had. Controls have timelines of their own: a run whose control did not
hold has here the verdict that it had without the control.

TIMELINE is a file, the folder of a run, a folder with the folders of many runs, or
a dash for standard input. A file or a stream may hold several timelines, one after
another, and may be compressed by gzip. A damaged timeline is judged up to the damage,
and what needs its end is unknown.

With --out the reports are written as run writes them: a folder for each timeline,
named after the run, with report.html, report.json and junit.xml. The page links to the
files of the run.

Exit codes: 0, 1, 3 and 4 as for run; 2 also if a file is not a timeline. If there are
several timelines, the worst verdict counts.`,
		Example: `  zkscenario check .zkscenario/runs/latest
  zkscenario check .zkscenario/runs --format json
  zkscenario check a/timeline.jsonl --guarantee durability
  zkscenario check .zkscenario/runs --out reports
  zkscenario check - <run.jsonl`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c.cmd, c.done, c.written = cmd, []checked{}, map[string]bool{}
			return c.run(args)
		},
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&c.guarantees, "guarantee", nil, "judge only this guarantee, which the timeline must have tested; may be repeated")
	flags.StringVar(&c.out, "out", "", "write the reports into folders of this folder")
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

// fail prints why a timeline cannot be judged. The others still are.
func (c *checking) fail(name string, err error) {
	c.failed = true
	c.cmd.PrintErrf("%s: %s\n", report.Plain(name), report.Plain(err.Error()))
}

// argument judges all timelines that one argument names.
func (c *checking) argument(arg string) error {
	if arg == "-" {
		return c.stream(arg, "", c.cmd.InOrStdin())
	}
	files, err := timelinesAt(arg)
	if err != nil {
		return err
	}
	for _, file := range files {
		name := file
		if len(files) == 1 {
			name = arg
		}
		if err := c.file(name, file); err != nil {
			c.fail(name, err)
		}
	}
	return nil
}

// timelinesAt returns a file itself, the timeline of a run's folder, or those of all runs
// in a folder.
func timelinesAt(name string) ([]string, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return []string{name}, nil
	}
	if own := filepath.Join(name, rundir.TimelineFile); isFile(own) {
		return []string{own}, nil
	}
	var found []string
	err = filepath.WalkDir(name, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Name() == rundir.TimelineFile && !d.IsDir() {
			found = append(found, path)
		}
		return err
	})
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("there is no %s in it", rundir.TimelineFile)
	}
	return found, err
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && !info.IsDir()
}

func (c *checking) file(name, file string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	dir := ""
	if filepath.Base(file) == rundir.TimelineFile {
		dir, err = filepath.EvalSymlinks(filepath.Dir(file)) // "latest" will soon be another run
	}
	return errors.Join(err, c.stream(name, dir, f))
}

// stream judges timelines one after another; the second one is called NAME #2. dir is the
// folder of the run, if there is one.
func (c *checking) stream(name, dir string, r io.Reader) error {
	in := timeline.NewReader(r)
	for n := 1; ; n++ {
		events, err := in.Next()
		if errors.Is(err, io.EOF) {
			if n == 1 {
				return errors.New("it is empty: no timeline")
			}
			return nil
		}
		one := name
		if n > 1 {
			one = fmt.Sprintf("%s #%d", name, n)
		}
		if len(events) == 0 {
			c.fail(one, err)
			continue
		}
		if err := c.timeline(one, dir, events, err); err != nil {
			c.fail(one, err)
		}
	}
}

// timeline judges one timeline. trouble is why it could not be read to its end, or nil.
func (c *checking) timeline(name, dir string, events []timeline.Event, trouble error) error {
	if err := onlyKnownGuarantees(events); err != nil {
		return err
	}
	last := len(events) - 1
	if trouble != nil && events[last].Kind == timeline.KindEnd {
		events = events[:last] // events follow it
	}
	done := checked{Timeline: name, Report: harness.Conclude(history.All(), events, c.guarantees...)}
	done.Dir = dir
	if trouble != nil {
		done.Trouble = trouble.Error()
	}
	c.done, c.worst = append(c.done, done), max(c.worst, done.Verdict)
	if c.format == formatText {
		if err := view.Lines(c.cmd.OutOrStdout(), name, done.Report, done.Trouble); err != nil {
			return err
		}
	}
	if c.out == "" {
		return nil
	}
	return c.write(events[0].Run.ID, done.Report)
}

// notInNames matches what a folder is not named after: an id may come from another
// program.
var notInNames = regexp.MustCompile(`[^\w.-]|^\.+`)

// write writes the views of a report into a folder named after the run.
func (c *checking) write(id string, rep *report.Report) error {
	name := notInNames.ReplaceAllString(id, "_")
	if name == "" {
		name = "_"
	}
	dir := filepath.Join(c.out, name)
	for n := 2; c.written[dir]; n++ {
		dir = filepath.Join(c.out, fmt.Sprintf("%s-%d", name, n))
	}
	c.written[dir] = true
	if isFile(filepath.Join(dir, rundir.TimelineFile)) {
		return fmt.Errorf("%s is the folder of a run, whose report is not overwritten (--out)", dir)
	}
	return view.Write(dir, rep)
}

// onlyKnownGuarantees refuses unknown names of guarantees, which no check would match.
func onlyKnownGuarantees(events []timeline.Event) error {
	names := slices.Concat(events[0].Run.Expectations()...)
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
