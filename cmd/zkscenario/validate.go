package main

import (
	"errors"
	"runtime"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/release"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// validation is the result of validate, as JSON.
type validation struct {
	Valid       bool         `json:"valid"`
	Files       int          `json:"files"`
	Diagnostics []diagnostic `json:"diagnostics"`
}

// diagnostic is one mistake, as JSON. Its range is missing if it has no place in the file.
type diagnostic struct {
	File     string `json:"file"`
	Severity string `json:"severity"` // error or warning
	Summary  string `json:"summary"`
	Detail   string `json:"detail"`
	Range    *span  `json:"range,omitempty"`
}

// span is the range of a mistake, without its end.
type span struct {
	Start place `json:"start"`
	End   place `json:"end"`
}

// place counts lines and columns from 1, bytes from 0.
type place struct {
	Line   int `json:"line"`
	Column int `json:"column"`
	Byte   int `json:"byte"`
}

// validated is a file with its mistakes.
type validated struct {
	name  string
	file  *spec.File
	diags hcl.Diagnostics
}

func newValidate() *cobra.Command {
	var inputs planFlags
	var f format
	cmd := &cobra.Command{
		Use:   "validate FILE|DIR|NAME...",
		Short: "Find the mistakes in scenario files without running them",
		Long: `Find all mistakes that can be found without running the files: typos, wrong types,
unknown names, impossible steps. A warning, such as of a condition that is always true,
is a mistake here; run prints it and goes on. With --release the files are validated for
each of these releases, else for the release that a scenario names. Folders are searched
for *.hcl and *.hcl.json, except hidden folders such as .zkscenario; NAME is a scenario
of the catalogue.

Exit codes: 0 no mistakes; 2 mistakes, or a wrong command line.`,
		Example: `  zkscenario validate scenarios
  zkscenario validate a.hcl b.hcl.json --var servers=5 --release 3.4.14,3.9.5
  zkscenario validate scenarios --format json`,
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: completeScenarios,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := inputs.resolve(); err != nil {
				return err
			}
			sources, err := find(args)
			if err != nil {
				return err
			}
			in, err := parseVars(inputs.vars)
			if err != nil {
				return err
			}
			in.Known = release.Known()
			all := validateAll(sources, in, inputs.releases)
			if f == formatJSON {
				return writeValidation(cmd, all)
			}
			return printValidation(cmd, all)
		},
	}
	inputs.add(cmd, "ZooKeeper releases to validate for (default: what the scenario names)")
	addFormat(cmd, &f, "text, or json: all mistakes in one object", validation{})
	return cmd
}

// validateAll validates as many files in parallel as there are processors.
func validateAll(sources []source, in spec.Inputs, releases []string) []validated {
	lang := language()
	all := make([]validated, len(sources))
	group := errgroup.Group{}
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, s := range sources {
		group.Go(func() error {
			all[i] = validateOne(s, in, releases, lang)
			return nil
		})
	}
	_ = group.Wait() // none returns an error
	return all
}

// validateOne validates one file for each release. It returns the mistakes of the first
// release with mistakes. Files without mistakes are not kept.
func validateOne(s source, in spec.Inputs, releases []string, lang harness.Language) validated {
	if len(releases) == 0 {
		releases = []string{""}
	}
	for _, r := range releases {
		if file, _, diags := harness.Load(s.name, s.text, s.inputs(in.With(spec.Inputs{Release: r})), lang); len(diags) > 0 {
			return validated{s.name, file, diags}
		}
	}
	return validated{name: s.name}
}

func printValidation(cmd *cobra.Command, all []validated) error {
	var failures []error
	for _, v := range all {
		failures = append(failures, printDiagnostics(cmd.ErrOrStderr(), v.file, v.diags))
		if len(v.diags) > 0 { // also of warnings alone, which do not keep a run from going on
			failures = append(failures, codeError(exitUsage))
		}
	}
	if err := errors.Join(failures...); err != nil {
		return err
	}
	cmd.Printf("%s, no mistakes\n", report.Count(len(all), "file"))
	return nil
}

func writeValidation(cmd *cobra.Command, all []validated) error {
	result := validation{Valid: true, Files: len(all), Diagnostics: []diagnostic{}}
	for _, v := range all {
		result.Valid = result.Valid && len(v.diags) == 0
		for _, d := range v.diags {
			result.Diagnostics = append(result.Diagnostics, newDiagnostic(v.name, d))
		}
	}
	err := writeJSON(cmd, result)
	if !result.Valid {
		return errors.Join(err, codeError(exitUsage))
	}
	return err
}

func newDiagnostic(file string, d *hcl.Diagnostic) diagnostic {
	out := diagnostic{File: file, Severity: "error", Summary: d.Summary, Detail: d.Detail}
	if d.Severity == hcl.DiagWarning {
		out.Severity = "warning"
	}
	if d.Subject != nil {
		out.File = d.Subject.Filename
		out.Range = &span{Start: place(d.Subject.Start), End: place(d.Subject.End)}
	}
	return out
}
