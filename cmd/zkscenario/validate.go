package main

import (
	"errors"
	"fmt"
	"runtime"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/release"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// validation is what validate finds, as JSON.
type validation struct {
	Valid       bool         `json:"valid"`
	Files       int          `json:"files"`
	Diagnostics []diagnostic `json:"diagnostics"`
}

// diagnostic is one mistake, as JSON. Without a range it stands nowhere in the file.
type diagnostic struct {
	File     string `json:"file"`
	Severity string `json:"severity"` // error or warning
	Summary  string `json:"summary"`
	Detail   string `json:"detail"`
	Range    *span  `json:"range,omitempty"`
}

// span is where a mistake stands; its end does not belong to it.
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

// judged is a file with its mistakes.
type judged struct {
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
		Long: `Find all mistakes of all files that can be found without running them: typos, wrong
types, names of nothing, what cannot be. With --release they are looked at for that
release, and for each of several, else for the one that a scenario names. Folders are
searched for *.hcl and *.hcl.json, but not their hidden folders, such as .zkscenario;
NAME is a scenario of the catalogue.

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
			all := judgeAll(sources, in, inputs.releases)
			if f == formatJSON {
				return writeValidation(cmd, all)
			}
			return tellValidation(cmd, all)
		},
	}
	inputs.add(cmd, "ZooKeeper releases to look at the files for (default: what the scenario says)")
	addFormat(cmd, &f, "text, or json: all mistakes in one object", validation{})
	return cmd
}

// judgeAll looks at as many files at the same time as there are processors.
func judgeAll(sources []source, in spec.Inputs, releases []string) []judged {
	lang := language()
	all := make([]judged, len(sources))
	group := errgroup.Group{}
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, s := range sources {
		group.Go(func() error {
			all[i] = judge(s, in, releases, lang)
			return nil
		})
	}
	_ = group.Wait() // none returns an error
	return all
}

// judge looks at one file for each release; the mistakes of the first one that has any
// are told. Files without mistakes need not be kept.
func judge(s source, in spec.Inputs, releases []string, lang harness.Language) judged {
	if len(releases) == 0 {
		releases = []string{""}
	}
	for _, r := range releases {
		if file, _, diags := harness.Load(s.name, s.text, s.inputs(in.With(spec.Inputs{Release: r})), lang); len(diags) > 0 {
			return judged{s.name, file, diags}
		}
	}
	return judged{name: s.name}
}

func tellValidation(cmd *cobra.Command, all []judged) error {
	var failures []error
	for _, j := range all {
		failures = append(failures, tell(cmd.ErrOrStderr(), j.file, j.diags))
	}
	if err := errors.Join(failures...); err != nil {
		return err
	}
	cmd.Printf("%s, no mistakes\n", count(len(all), "file"))
	return nil
}

func writeValidation(cmd *cobra.Command, all []judged) error {
	v := validation{Valid: true, Files: len(all), Diagnostics: []diagnostic{}}
	for _, j := range all {
		v.Valid = v.Valid && !j.diags.HasErrors()
		for _, d := range j.diags {
			v.Diagnostics = append(v.Diagnostics, newDiagnostic(j.name, d))
		}
	}
	err := writeJSON(cmd, v)
	if !v.Valid {
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

// count is a number of things in words.
func count(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", n, thing)
}
