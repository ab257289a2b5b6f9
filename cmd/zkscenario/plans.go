package main

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/release"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// Descriptions of the releases of a command line.
const (
	releasesToRun = "ZooKeeper releases (default: what the scenario names, or the newest)"

	aboutChoices = `boundaries are the releases on both sides of each edge of a scenario's ranges
(violated_on, releases) and the newest of each line: the fewest that show every change.
latest is the newest release that it can be run on, and all are all of these.`
)

// planFlags are the flags that select the inputs of scenarios.
type planFlags struct {
	releases []string
	vars     []string
	flag     *pflag.Flag // of the releases

	choices      bool   // words such as boundaries are allowed among the releases
	buildRelease string // release that a build counts as, which may be unknown
}

func (f *planFlags) add(cmd *cobra.Command, aboutReleases string) {
	f.addAs(cmd, "release", aboutReleases)
}

// addAs adds the flag of the releases under another name.
func (f *planFlags) addAs(cmd *cobra.Command, flag, aboutReleases string) {
	cmd.Flags().Var(&releaseNames{names: &f.releases}, flag, aboutReleases)
	f.flag = cmd.Flags().Lookup(flag)
	f.addVars(cmd)
	complete(cmd, flag, func() []string {
		if f.choices {
			return append(choiceNames(), release.Known()...)
		}
		return release.Known()
	})
}

// releaseNames is the value of the flag of releases. pflag's flag for lists would drop all
// lines but the first, and the input of a workflow may have several.
type releaseNames struct {
	names *[]string
	given bool // names are not the default
}

// String implements pflag.Value.
func (r *releaseNames) String() string {
	if r.names == nil {
		return "" // pflag calls it on the zero value
	}
	return strings.Join(*r.names, ",")
}

// Type implements pflag.Value.
func (r *releaseNames) Type() string { return "stringSlice" }

// betweenNames matches a comma, white space, or both.
var betweenNames = regexp.MustCompile(`\s*,\s*|\s+`)

// Set implements pflag.Value.
func (r *releaseNames) Set(text string) error {
	if !r.given {
		*r.names, r.given = nil, true
	}
	if text = strings.TrimSpace(text); text != "" {
		*r.names = append(*r.names, betweenNames.Split(text, -1)...)
	}
	return nil
}

func (f *planFlags) addVars(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&f.vars, "var", nil, "value of a variable of the file, as NAME=VALUE; may be repeated")
}

// isChoice reports whether a word selects releases for each scenario.
func (f *planFlags) isChoice(word string) bool { return f.choices && choices[word] != nil }

// resolve turns 3.5.0 into 3.5.0-alpha. Its error is that of the first unknown release.
func (f *planFlags) resolve() error {
	if f.flag.Changed && len(f.releases) == 0 {
		return fmt.Errorf("--%s names no release", f.flag.Name)
	}
	var failure error
	for i, name := range f.releases {
		if f.isChoice(name) {
			continue
		}
		resolved, err := release.Resolve(name)
		switch {
		case err == nil:
			f.releases[i] = resolved
		case failure != nil:
		case f.choices && spec.Nearest(name, choiceNames()) != "":
			failure = fmt.Errorf("there is no ZooKeeper release %q.%s", name, spec.DidYouMean(name, choiceNames()))
		default:
			failure = err
		}
	}
	return failure
}

// plans compiles all scenarios that the arguments name, for every release.
func (f *planFlags) plans(cmd *cobra.Command, args []string) ([]*harness.Plan, error) {
	sources, err := find(args)
	if err != nil {
		return nil, err
	}
	in, err := parseVars(f.vars)
	if err != nil {
		return nil, err
	}
	in.Known = release.KnownWith(f.buildRelease)
	var plans []*harness.Plan
	var failures []error
	for _, s := range sources {
		more, err := f.plansOf(cmd, s, in)
		plans, failures = append(plans, more...), append(failures, err)
	}
	if err = errors.Join(failures...); err != nil {
		return plans, err
	}
	return inRange(cmd, plans)
}

// inRange leaves out plans that cannot be run on their release, with a message.
func inRange(cmd *cobra.Command, plans []*harness.Plan) ([]*harness.Plan, error) {
	if len(plans) == 0 {
		return nil, errors.New("the files contain no scenario, only procedures")
	}
	var kept []*harness.Plan
	var reasons []error
	for _, p := range plans {
		if err := p.OutOfRange(); err != nil {
			reasons = append(reasons, err)
			continue
		}
		kept = append(kept, p)
	}
	if len(kept) == 0 {
		return nil, errors.Join(reasons...)
	}
	for _, err := range reasons {
		cmd.PrintErrf("Left out: %s.\n", err)
	}
	return kept, nil
}

// plansOf compiles one file for every release given, or else for the release that each
// scenario names, or the newest.
func (f *planFlags) plansOf(cmd *cobra.Command, s source, in spec.Inputs) ([]*harness.Plan, error) {
	if len(f.releases) == 0 {
		file, plans, diags := harness.LoadNewest(s.name, s.text, s.inputs(in), language())
		if err := printDiagnostics(cmd.ErrOrStderr(), file, diags); err != nil {
			return nil, err
		}
		return plans, nil
	}
	warned := false
	loadOn := func(in spec.Inputs) ([]*harness.Plan, error) {
		file, plans, diags := harness.Load(s.name, s.text, s.inputs(in), language())
		if warned && !diags.HasErrors() {
			return plans, nil // other releases have the same warnings
		}
		warned = true
		return plans, printDiagnostics(cmd.ErrOrStderr(), file, diags)
	}
	releases := f.releases
	if slices.ContainsFunc(f.releases, f.isChoice) {
		whole, err := loadOn(in)
		if err != nil {
			return nil, err
		}
		releases = nil
		for _, p := range whole {
			releases = append(releases, f.on(p.Scenario)...)
		}
	}
	var plans []*harness.Plan
	for _, r := range distinct(releases) {
		more, err := loadOn(in.With(spec.Inputs{Release: r}))
		if err != nil {
			return nil, err // other releases have the same mistakes
		}
		for _, p := range more {
			if slices.Contains(f.on(p.Scenario), r) {
				plans = append(plans, p)
			}
		}
	}
	return plans, nil
}

// on returns the releases that a scenario is to be run on.
func (f *planFlags) on(sc *spec.Scenario) []string {
	var releases []string
	for _, name := range f.releases {
		if f.isChoice(name) {
			releases = append(releases, choose(name, sc)...)
		} else {
			releases = append(releases, name)
		}
	}
	return releases
}

// spread puts the plans of each scenario at even distances, so that parallel runs are of
// different scenarios: while one waits, others use the processor.
func spread(plans []*harness.Plan) []*harness.Plan {
	all, before := map[string]int{}, map[string]int{}
	for _, p := range plans {
		all[p.Scenario.Name]++
	}
	type place struct {
		plan *harness.Plan
		at   float64 // between 0 and 1
	}
	places := make([]place, len(plans))
	for i, p := range plans {
		name := p.Scenario.Name
		places[i] = place{p, (float64(before[name]) + 0.5) / float64(all[name])}
		before[name]++
	}
	slices.SortStableFunc(places, func(a, b place) int { return cmp.Compare(a.at, b.at) })
	ordered := make([]*harness.Plan, len(plans))
	for i, p := range places {
		ordered[i] = p.plan
	}
	return ordered
}

// distinct removes duplicates and keeps the order.
func distinct(texts []string) []string {
	var kept []string
	for _, t := range texts {
		if !slices.Contains(kept, t) {
			kept = append(kept, t)
		}
	}
	return kept
}
