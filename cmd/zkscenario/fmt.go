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

// exitNotCanonical is the exit code of fmt --check if a file is not formatted.
const exitNotCanonical = 1

// fmtFlags are the flags of zkscenario fmt.
type fmtFlags struct{ check, diff bool }

func newFmt() *cobra.Command {
	var f fmtFlags
	cmd := &cobra.Command{
		Use:   "fmt [FILE|DIR|-]...",
		Short: "Format scenario files",
		Long: `Format scenario files in the canonical format of HCL, as terraform fmt does, and JSON
files with an indent of two spaces. It prints the names of the files changed. Without
arguments it formats the files in the current folder; a dash is standard input, whose
result is written to standard output. Files with syntax errors are reported and not
changed; the other files are formatted.

Exit codes: 0 done; 1 with --check, a file is not formatted; 2 a file has syntax errors
or cannot be read or written, or wrong command line.`,
		Example: `  zkscenario fmt
  zkscenario fmt --check scenarios
  zkscenario fmt --check --diff a.hcl
  zkscenario fmt -`,
		RunE: f.run,
	}
	cmd.Flags().BoolVar(&f.check, "check", false, "change nothing; list the files that are not formatted, and exit with 1 if there are any")
	cmd.Flags().BoolVar(&f.diff, "diff", false, "show the changes")
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
		return printErrors(cmd, failures)
	case f.check && unformatted:
		return codeError(exitNotCanonical)
	}
	return nil
}

// printErrors prints the errors that were not printed before.
func printErrors(cmd *cobra.Command, failures []error) error {
	for _, err := range failures {
		var code codeError
		if err != nil && !errors.As(err, &code) {
			cmd.PrintErrf("Error: %s\n", report.Plain(err.Error()))
		}
	}
	return codeError(exitUsage)
}

// standardInput is the name of standard input in messages.
const standardInput = "<standard input>"

func (f *fmtFlags) read(cmd *cobra.Command, arg string) ([]source, error) {
	if arg != "-" {
		return onDisk(arg)
	}
	text, err := io.ReadAll(cmd.InOrStdin())
	return []source{{name: standardInput, text: text}}, err
}

// one formats one file, and returns whether its format changed.
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
		cmd.Print(report.Plain(string(diff.Diff(s.name, s.text, s.name+" formatted", text))))
	} else {
		cmd.Println(s.name)
	}
	if f.check || fromInput {
		return true, nil
	}
	return true, overwrite(s.name, text)
}

// canonical returns the formatted text of a file; syntax errors are written to w.
func canonical(w io.Writer, s source) ([]byte, error) {
	name := s.name
	if inJSON(s) && name == standardInput {
		name += ".json" // the parser goes by the name
	}
	file, diags := spec.ParseSyntax(name, s.text)
	switch {
	case diags.HasErrors():
		return nil, printDiagnostics(w, file, diags)
	case inJSON(s):
		return indented(s)
	default:
		return hclwrite.Format(s.text), nil
	}
}

// inJSON reports whether a file is JSON, by its name. Standard input has no name, but HCL
// never begins with a brace.
func inJSON(s source) bool {
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

// overwrite replaces a file atomically. It keeps the file's mode, and follows links.
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
