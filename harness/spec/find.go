package spec

import (
	"io/fs"
	"strings"
)

// FindFiles lists the scenario files of a tree, sorted by name. It leaves out hidden
// folders such as .zkscenario, where each run keeps a copy of its file.
func FindFiles(tree fs.FS) ([]string, error) {
	var names []string
	err := fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		case !d.IsDir() && IsScenarioFile(name):
			names = append(names, name)
		}
		return nil
	})
	return names, err
}
