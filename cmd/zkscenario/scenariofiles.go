package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/scenarios"
)

// source is a scenario file.
type source struct {
	name   string
	text   []byte
	folder *spec.Folder // with the files of its procedures

	builtin bool // in the catalogue
}

// inputs adds the folder of the file to in.
func (s source) inputs(in spec.Inputs) spec.Inputs {
	in.Folder = s.folder
	return in
}

// find reads the files, folders and scenarios of the catalogue that the arguments name,
// or the whole catalogue without arguments. A file that several arguments name is read
// once. The error has all arguments that do not exist.
func find(args []string) ([]source, error) {
	if len(args) == 0 {
		return catalogue()
	}
	var found []source
	var failures []error
	seen := map[string]bool{}
	for _, arg := range args {
		more, err := onDisk(arg)
		if errors.Is(err, errNotFound) {
			more, err = fromCatalogue(arg)
		}
		for _, s := range more {
			if place := s.place(); !seen[place] {
				seen[place] = true
				found = append(found, s)
			}
		}
		failures = append(failures, err)
	}
	return found, errors.Join(failures...)
}

// place returns the same text for a file by all its names.
func (s source) place() string {
	if s.builtin {
		return s.name
	}
	full, _ := filepath.Abs(s.name)          // "" without a working folder
	target, _ := filepath.EvalSymlinks(full) // "" if it does not exist
	return cmp.Or(target, full, s.name)
}

var errNotFound = errors.New("there is no such file or folder")

// onDisk reads a file, or all scenario files in a folder.
func onDisk(name string) ([]source, error) {
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%w: %s", errNotFound, name)
	case err != nil:
		return nil, err
	case info.IsDir():
		return readAll(os.DirFS(name), name)
	}
	text, err := os.ReadFile(name)
	return []source{{name: name, text: text, folder: spec.FolderOf(name)}}, err
}

// readAll reads all scenario files of a tree.
func readAll(tree fs.FS, at string) ([]source, error) {
	names, err := spec.FindFiles(tree)
	if err == nil && len(names) == 0 {
		err = fmt.Errorf("there is no scenario file (*.hcl or *.hcl.json) in %s", at)
	}
	if err != nil {
		return nil, err
	}
	var found []source
	folders := map[string]*spec.Folder{}
	for _, name := range names {
		dir := path.Dir(name)
		if folders[dir] == nil {
			inner, err := fs.Sub(tree, dir)
			if err != nil {
				return nil, err
			}
			folders[dir] = spec.NewFolder(inner, filepath.Join(at, dir))
		}
		text, err := fs.ReadFile(tree, name)
		if err != nil {
			return nil, err
		}
		found = append(found, source{name: filepath.Join(at, name), text: text, folder: folders[dir]})
	}
	return found, nil
}

func catalogue() ([]source, error) {
	all, err := readAll(scenarios.FS, "catalogue")
	for i := range all {
		all[i].builtin = true
	}
	return all, err
}

func fromCatalogue(name string) ([]source, error) {
	all, err := catalogue()
	if err != nil {
		return nil, err
	}
	var names []string
	for _, s := range all {
		if s.title() == name {
			return []source{s}, nil
		}
		if s.isEntry() {
			names = append(names, s.title())
		}
	}
	if spec.IsScenarioFile(name) || strings.ContainsRune(name, filepath.Separator) {
		return nil, fmt.Errorf("there is no file or folder %s", name)
	}
	return nil, fmt.Errorf("there is no file, folder or scenario of the catalogue %q.%s", name, spec.DidYouMean(name, names))
}

// title returns the name of the scenario in a file of the catalogue.
func (s source) title() string { return strings.TrimSuffix(path.Base(s.name), ".hcl") }

// isEntry reports whether the file contains a scenario, not only procedures.
func (s source) isEntry() bool {
	return strings.Contains(string(s.text), fmt.Sprintf("scenario %q", s.title()))
}

// completeScenarios offers the names of the catalogue to the shell, in addition to files.
func completeScenarios(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	all, err := catalogue()
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	var names []string
	for _, s := range all {
		if s.isEntry() {
			names = append(names, s.title())
		}
	}
	return names, cobra.ShellCompDirectiveDefault
}

// load compiles all scenarios of a file. Mistakes are written to w, and make a codeError.
func load(w io.Writer, s source, in spec.Inputs) ([]*harness.Plan, error) {
	file, plans, diags := harness.Load(s.name, s.text, s.inputs(in), language())
	if err := printDiagnostics(w, file, diags); err != nil {
		return nil, err
	}
	return plans, nil
}

// printDiagnostics writes diagnostics. Errors among them make a codeError.
func printDiagnostics(w io.Writer, file *spec.File, diags hcl.Diagnostics) error {
	if len(diags) == 0 {
		return nil
	}
	err := harness.WriteDiagnostics(w, file, diags, isTerminal(w))
	if diags.HasErrors() {
		return errors.Join(err, codeError(exitUsage))
	}
	return err
}

// isTerminal reports whether to write in colour. NO_COLOR disables it (no-color.org).
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok || os.Getenv("NO_COLOR") != "" {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
