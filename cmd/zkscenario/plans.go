package main

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/release"
	"github.com/zkscenario/zkscenario/harness/spec"
)

const releasesToRun = "ZooKeeper releases (default: what the scenario says, or the newest)"

// planFlags are the flags that say for which inputs scenarios are compiled.
type planFlags struct {
	releases []string
	vars     []string

	anyRelease bool // also one that nobody knows may be right
}

func (f *planFlags) add(cmd *cobra.Command, aboutReleases string) {
	cmd.Flags().StringSliceVar(&f.releases, "release", nil, aboutReleases)
	f.addVars(cmd)
	complete(cmd, "release", release.Known)
}

func (f *planFlags) addVars(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&f.vars, "var", nil, "value of a variable of the file, as NAME=VALUE; may be repeated")
}

// resolve makes 3.5.0 into 3.5.0-alpha. The error is that of the first release that
// is not known.
func (f *planFlags) resolve() error {
	var failure error
	for i, name := range f.releases {
		resolved, err := release.Resolve(name)
		if err == nil {
			f.releases[i] = resolved
		} else if failure == nil {
			failure = err
		}
	}
	return failure
}

// plans compiles everything for every release before anything boots.
func (f *planFlags) plans(cmd *cobra.Command, args []string) ([]*harness.Plan, error) {
	sources, err := find(args)
	if err != nil {
		return nil, err
	}
	in, err := parseVars(f.vars)
	if err != nil {
		return nil, err
	}
	if !f.anyRelease {
		in.Known = release.Known()
	}
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

// inRange leaves out what cannot be run on its release, and says so.
func inRange(cmd *cobra.Command, plans []*harness.Plan) ([]*harness.Plan, error) {
	if len(plans) == 0 {
		return nil, errors.New("there is no scenario: only procedures for other files")
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

// plansOf compiles one file for every release that was asked for; else for the
// release that each scenario names, or the newest.
func (f *planFlags) plansOf(cmd *cobra.Command, s source, in spec.Inputs) ([]*harness.Plan, error) {
	var plans []*harness.Plan
	for _, r := range f.releases {
		more, err := load(cmd.ErrOrStderr(), s, in.With(spec.Inputs{Release: r}))
		if err != nil {
			return nil, err // the same mistakes on the next release
		}
		plans = append(plans, more...)
	}
	if len(f.releases) > 0 {
		return plans, nil
	}
	file, plans, diags := harness.LoadNewest(s.name, s.text, s.inputs(in), language())
	if err := tell(cmd.ErrOrStderr(), file, diags); err != nil {
		return nil, err
	}
	return plans, nil
}
