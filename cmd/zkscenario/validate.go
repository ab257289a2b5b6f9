package main

import (
	"errors"
	"fmt"
	"runtime"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/zkscenario/zkscenario/harness"
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
	var vars []string
	var f format
	cmd := &cobra.Command{
		Use:   "validate FILE|DIR|NAME...",
		Short: "Find the mistakes in scenario files without running them",
		Long: `Find all mistakes of all files that can be found without running them: typos, wrong
types, names of nothing. Folders are searched for *.hcl and *.hcl.json; NAME is a
scenario of the catalogue.

Exit codes: 0 no mistakes; 2 mistakes, or a wrong command line.`,
		Example: `  zkscenario validate scenarios
  zkscenario validate a.hcl b.hcl.json --var servers=5
  zkscenario validate scenarios --format json`,
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: completeScenarios,
		RunE: func(cmd *cobra.Command, args []string) error {
			sources, err := find(args)
			if err != nil {
				return err
			}
			in, err := parseVars(vars)
			if err != nil {
				return err
			}
			all := judgeAll(sources, in)
			if f == formatJSON {
				return writeValidation(cmd, all)
			}
			return tellValidation(cmd, all)
		},
	}
	cmd.Flags().StringArrayVar(&vars, "var", nil, "value of a variable of the file, as NAME=VALUE; may be repeated")
	addFormat(cmd, &f, "text, or json: all mistakes in one object", validation{})
	return cmd
}

// judgeAll looks at as many files at the same time as there are processors.
func judgeAll(sources []source, in spec.Inputs) []judged {
	lang := language()
	all := make([]judged, len(sources))
	group := errgroup.Group{}
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, s := range sources {
		group.Go(func() error {
			all[i].name = s.name
			// Files without mistakes need not be kept.
			if file, _, diags := harness.Load(s.name, s.text, s.inputs(in), lang); len(diags) > 0 {
				all[i].file, all[i].diags = file, diags
			}
			return nil
		})
	}
	_ = group.Wait() // none returns an error
	return all
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
