package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/release"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// listed is a scenario, as JSON.
type listed struct {
	Name       string     `json:"name"`
	Theme      string     `json:"theme"` // the folder of its file
	File       string     `json:"file"`
	Summary    string     `json:"summary"`
	Tags       []string   `json:"tags"`
	References []string   `json:"references"`
	Releases   string     `json:"releases"` // releases on which it can be run
	Expects    []expected `json:"expects"`
	Judges     []string   `json:"judges"` // guarantees that its words imply
	Controls   []string   `json:"controls"`
}

// expected is a guarantee that a scenario expects to break, or of which any may break
// instead.
type expected struct {
	Guarantee  string   `json:"guarantee"`
	Or         []string `json:"or,omitempty"`
	ViolatedOn string   `json:"violated_on"`
	Breaks     *bool    `json:"breaks,omitempty"` // on the release of --release
}

// group lists the guarantees of which at least one is expected to break.
func (e expected) group() []string { return append([]string{e.Guarantee}, e.Or...) }

// listFlags are the flags of zkscenario list. A scenario must match all that are given.
type listFlags struct {
	theme, tag, reference, guarantee, release string

	breaks bool
	format format
}

func newList() *cobra.Command {
	var f listFlags
	cmd := &cobra.Command{
		Use:   "list [FILE|DIR|NAME...]",
		Short: "List scenarios: those of the catalogue, or of files and folders",
		Long: `List the scenarios of the catalogue, or of the given files and folders, with the
guarantees that they expect to break, and the releases that they run on if not all. With
--breaks the list is by guarantee, a line for each scenario: its issue, its tags, and the
releases on which it breaks the guarantee. All filters must match. If nothing matches,
the list is empty, with a message on standard error.

Exit codes: 0 also if nothing matches; 2 wrong command line, or mistakes in a file (the
other files are listed).`,
		Example: `  zkscenario list
  zkscenario list --theme consistency --guarantee durability
  zkscenario list --reference ZOOKEEPER-1934
  zkscenario list --release 3.9.5 --breaks
  zkscenario list ./scenarios --tag slow --format json`,
		ValidArgsFunction: completeScenarios,
		RunE:              f.run,
	}
	flags := cmd.Flags()
	flags.StringVar(&f.theme, "theme", "", "only scenarios of this theme: the folder of the file")
	flags.StringVar(&f.tag, "tag", "", "only scenarios with this tag")
	flags.StringVar(&f.reference, "reference", "", "only scenarios with a reference that contains this word, such as ZOOKEEPER-1934 or 1934")
	flags.StringVar(&f.guarantee, "guarantee", "", "only scenarios that expect this guarantee to break, or whose words judge it")
	flags.StringVar(&f.release, "release", "", "only scenarios that can be run on this release, with the guarantees expected to break on it")
	flags.BoolVar(&f.breaks, "breaks", false, "only scenarios that expect a violation: of --guarantee, on --release, if given")
	addFormat(cmd, &f.format, "text, or json: a list of objects", []listed{})
	complete(cmd, "guarantee", timeline.GuaranteeNames)
	complete(cmd, "release", release.Known)
	return cmd
}

// validate refuses unknown guarantees and releases.
func (f *listFlags) validate() error {
	if f.guarantee != "" {
		if err := knownGuarantee(f.guarantee); err != nil {
			return err
		}
	}
	if f.release == "" {
		return nil
	}
	resolved, err := release.Resolve(f.release)
	f.release = resolved
	return err
}

func (f *listFlags) run(cmd *cobra.Command, args []string) error {
	if err := f.validate(); err != nil {
		return err
	}
	sources, err := find(args)
	if err != nil {
		return err
	}
	all, mistakes := f.load(cmd, sources)
	matching := slices.DeleteFunc(slices.Clone(all), func(s listed) bool { return !f.match(s) })
	if len(matching) == 0 && mistakes == nil {
		cmd.PrintErrf("no scenario matches%s\n", report.Plain(f.hint(all)))
	}
	if f.format == formatJSON {
		return errors.Join(writeJSON(cmd, matching), mistakes)
	}
	if f.breaks {
		f.printBugs(cmd, matching)
		return mistakes
	}
	for _, s := range matching {
		f.print(cmd, s)
	}
	return mistakes
}

// load lists the scenarios of all files that can be run on the release. Mistakes in files
// are printed, and make an error.
func (f *listFlags) load(cmd *cobra.Command, sources []source) ([]listed, error) {
	all := []listed{}
	var mistakes []error
	for _, s := range sources {
		plans, err := load(cmd.ErrOrStderr(), s, spec.Inputs{Known: release.Known()})
		mistakes = append(mistakes, err)
		for _, p := range plans {
			if f.release == "" || p.Scenario.Releases.Allows(f.release) {
				all = append(all, f.describe(s, p))
			}
		}
	}
	return all, errors.Join(mistakes...)
}

func (f *listFlags) describe(from source, p *harness.Plan) listed {
	sc := p.Scenario
	s := listed{
		Name: sc.Name, Theme: theme(from.name), File: from.name, Summary: sc.Summary, Expects: []expected{}, Controls: []string{},
		Releases: sc.Releases.String(), Tags: listOf(sc.Tags), References: listOf(sc.References), Judges: listOf(p.Judged),
	}
	for _, e := range sc.Expects {
		x := expected{Guarantee: e.Guarantees[0], Or: e.Guarantees[1:], ViolatedOn: e.ViolatedOn.String()}
		if f.release != "" {
			breaks := e.ViolatedOn.Allows(f.release)
			x.Breaks = &breaks
		}
		s.Expects = append(s.Expects, x)
	}
	for _, c := range sc.Controls {
		s.Controls = append(s.Controls, c.Name)
	}
	return s
}

// listOf returns a copy that is never nil, for JSON.
func listOf(texts []string) []string { return append([]string{}, texts...) }

// theme returns the folder of a file.
func theme(name string) string {
	full, err := filepath.Abs(name)
	if err != nil {
		full = name // the working folder was removed
	}
	return filepath.Base(filepath.Dir(full))
}

func (f *listFlags) match(s listed) bool {
	return (f.theme == "" || s.Theme == f.theme) &&
		(f.tag == "" || slices.Contains(s.Tags, f.tag)) &&
		(f.reference == "" || slices.ContainsFunc(s.References, f.refers)) &&
		(f.guarantee == "" || slices.Contains(s.Judges, f.guarantee) || slices.ContainsFunc(s.Expects, f.expects)) &&
		(!f.breaks || slices.ContainsFunc(s.Expects, func(e expected) bool { return f.expects(e) && (e.Breaks == nil || *e.Breaks) }))
}

// refers matches whole words, so that 193 does not match ZOOKEEPER-1934.
func (f *listFlags) refers(reference string) bool {
	word := regexp.MustCompile(`(?i)(^|\W)` + regexp.QuoteMeta(f.reference) + `(\W|$)`)
	return word.MatchString(reference)
}

func (f *listFlags) expects(e expected) bool {
	return f.guarantee == "" || slices.Contains(e.group(), f.guarantee)
}

// hint suggests a theme or a tag if the one asked for does not exist.
func (f *listFlags) hint(all []listed) string {
	var themes, tags []string
	for _, s := range all {
		themes, tags = append(themes, s.Theme), append(tags, s.Tags...)
	}
	switch {
	case f.theme != "" && !slices.Contains(themes, f.theme):
		return fmt.Sprintf(": there is no theme %q.%s", f.theme, spec.DidYouMean(f.theme, sorted(themes)))
	case f.tag != "" && !slices.Contains(tags, f.tag):
		return fmt.Sprintf(": there is no tag %q.%s", f.tag, spec.DidYouMean(f.tag, sorted(tags)))
	}
	return ""
}

func sorted(texts []string) []string {
	return slices.Sorted(slices.Values(distinct(texts)))
}

// nameWidth is the width of the longest names of the catalogue.
const nameWidth = 24

func (f *listFlags) print(cmd *cobra.Command, s listed) {
	line := func(format string, args ...any) {
		cmd.Printf("%-*s   %s\n", nameWidth, "", oneLine(fmt.Sprintf(format, args...)))
	}
	cmd.Printf("%-*s %s\n", nameWidth, oneLine(s.Name), oneLine(s.Summary))
	line("%s", strings.Join(slices.Concat([]string{s.Theme}, s.Tags, s.References), ", "))
	if f.release == "" && s.Releases != (spec.Constraint{}).String() {
		line("runs on %s", s.Releases)
	}
	held := true
	for _, e := range s.Expects {
		switch {
		case e.Breaks == nil:
			line("breaks %s on %s", timeline.OneOf(e.group()), e.ViolatedOn)
		case *e.Breaks:
			line("breaks %s on %s (%s)", timeline.OneOf(e.group()), f.release, e.ViolatedOn)
			held = false
		}
	}
	if f.release != "" && held {
		line("holds on %s", f.release)
	}
}

// oneLine returns a text from a file as one line without control characters.
func oneLine(text string) string { return report.Plain(strings.Join(strings.Fields(text), " ")) }
