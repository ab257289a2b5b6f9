package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/rogpeppe/go-internal/diff"
	"github.com/spf13/cobra"

	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// exitNotCanonical is what fmt --check ends with when a file is to be formatted.
const exitNotCanonical = 1

// fmtFlags are the flags of zkscenario fmt.
type fmtFlags struct{ check, diff bool }

func newFmt() *cobra.Command {
	var f fmtFlags
	cmd := &cobra.Command{
		Use:   "fmt [FILE|DIR|-]...",
		Short: "Bring scenario files into canonical form",
		Long: `Bring scenario files into the canonical form of HCL, which is that of terraform fmt,
and files in JSON into the form of two spaces an indent. It prints the names of the
files that it changed. Without arguments it takes the folder that it is called in; a
dash is standard input, and what comes of it goes to standard output. A file with
syntax errors is left alone, and the mistakes are told; the other files are formatted.

Exit codes: 0 done; 1 with --check, a file is not in canonical form; 2 a file has
syntax errors or cannot be read or written, or wrong command line.`,
		Example: `  zkscenario fmt
  zkscenario fmt --check scenarios
  zkscenario fmt --check --diff a.hcl
  zkscenario fmt -`,
		RunE: f.run,
	}
	cmd.Flags().BoolVar(&f.check, "check", false, "change nothing; list the files that are not in canonical form, and exit with 1 if there are any")
	cmd.Flags().BoolVar(&f.diff, "diff", false, "show what changes")
	return cmd
}

func (f *fmtFlags) run(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		args = []string{"."}
	}
	var failures []error
	unformatted := false
	for _, arg := range args {
		sources, err := f.read(cmd, arg)
		failures = append(failures, err)
		for _, s := range sources {
			changed, err := f.one(cmd, s)
			unformatted, failures = unformatted || changed, append(failures, err)
		}
	}
	switch {
	case errors.Join(failures...) != nil:
		return told(cmd, failures)
	case f.check && unformatted:
		return codeError(exitNotCanonical)
	}
	return nil
}

// told prints the errors that were not told yet.
func told(cmd *cobra.Command, failures []error) error {
	for _, err := range failures {
		var code codeError
		if err != nil && !errors.As(err, &code) {
			cmd.PrintErrf("Error: %s\n", report.Plain(err.Error()))
		}
	}
	return codeError(exitUsage)
}

// standardInput is how messages call what comes in by "-".
const standardInput = "<standard input>"

func (f *fmtFlags) read(cmd *cobra.Command, arg string) ([]source, error) {
	if arg != "-" {
		return onDisk(arg)
	}
	text, err := io.ReadAll(cmd.InOrStdin())
	return []source{{name: standardInput, text: text}}, err
}

// one formats one file, and tells whether it was not in canonical form.
func (f *fmtFlags) one(cmd *cobra.Command, s source) (changed bool, err error) {
	text, err := canonical(cmd.ErrOrStderr(), s)
	if err != nil {
		return false, err
	}
	changed = !bytes.Equal(text, s.text)
	fromInput := s.name == standardInput
	switch {
	case fromInput && !f.check && !f.diff:
		_, err := cmd.OutOrStdout().Write(text)
		return changed, err
	case !changed:
		return false, nil
	}
	if f.diff {
		cmd.Print(report.Plain(string(diff.Diff(s.name, s.text, s.name+" in canonical form", text))))
	} else {
		cmd.Println(s.name)
	}
	if f.check || fromInput {
		return true, nil
	}
	return true, overwrite(s.name, text)
}

// canonical is the canonical form of a file; its syntax errors go to w.
func canonical(w io.Writer, s source) ([]byte, error) {
	name := s.name
	if isJSON(s) && name == standardInput {
		name += ".json" // by which the parser goes
	}
	file, diags := spec.ParseSyntax(name, s.text)
	switch {
	case diags.HasErrors():
		return nil, tell(w, file, diags)
	case isJSON(s):
		return indented(s)
	default:
		return hclwrite.Format(s.text), nil
	}
}

// isJSON goes by the name; standard input has none, but HCL never begins with a brace.
func isJSON(s source) bool {
	if s.name == standardInput {
		return bytes.HasPrefix(bytes.TrimSpace(s.text), []byte("{"))
	}
	return spec.IsJSON(s.name)
}

func indented(s source) ([]byte, error) {
	var out bytes.Buffer
	if err := json.Indent(&out, bytes.TrimSpace(s.text), "", "  "); err != nil {
		return nil, fmt.Errorf("%s: %w", s.name, err)
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

// overwrite replaces a file as a whole or not at all. It keeps the file's mode, and
// goes where a link points.
func overwrite(name string, text []byte) (err error) {
	name, err = filepath.EvalSymlinks(name)
	if err != nil {
		return err
	}
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".zkscenario-fmt-")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	_, err = f.Write(text)
	if err = errors.Join(err, f.Chmod(info.Mode().Perm()), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}
