package main

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

//go:embed first/scenario.hcl
var firstScenario []byte

//go:embed first/workflow.yml
var firstWorkflow string

// The files that init writes, from the root of a repository.
var (
	scenarioFile = filepath.Join("scenarios", "first.hcl")
	workflowFile = filepath.Join(".github", "workflows", "zkscenario.yml")
)

func newInit() *cobra.Command {
	var force bool
	cmd := &cobra.Command{
		Use:   "init [DIR]",
		Short: "Write a first scenario and a workflow that runs it",
		Long: `Write a first scenario, scenarios/first.hcl, and a GitHub Actions workflow that runs
all scenarios on the boundaries of what they claim, .github/workflows/zkscenario.yml.
DIR is the root of the repository, by default the current folder. If one of the files
exists already, nothing is written.

Exit codes: 0 written; 2 a file exists already or cannot be written, or wrong command
line.`,
		Example: `  zkscenario init
  zkscenario init ../my-project --force`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := "."
			if len(args) == 1 {
				dir = args[0]
			}
			if err := writeFirst(cmd, firstFiles(dir), force); err != nil {
				return err
			}
			printNext(cmd, filepath.Join(dir, scenarioFile))
			return nil
		},
	}
	cmd.Flags().BoolVar(&force, "force", false, "overwrite existing files")
	return cmd
}

func firstFiles(dir string) []source {
	return []source{
		{name: filepath.Join(dir, scenarioFile), text: firstScenario},
		{name: filepath.Join(dir, workflowFile), text: []byte(strings.ReplaceAll(firstWorkflow, "VERSION", version()))},
	}
}

// version returns the version of this program in its repository; main for a local build.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || !strings.HasPrefix(info.Main.Version, "v") || strings.Contains(info.Main.Version, "+") {
		return "main"
	}
	return info.Main.Version
}

// writeFirst writes all files, or none if one of them exists already.
func writeFirst(cmd *cobra.Command, files []source, force bool) error {
	var taken []error
	for _, f := range files {
		if _, err := os.Lstat(f.name); err == nil && !force {
			taken = append(taken, fmt.Errorf("%s exists already; --force overwrites it", f.name))
		}
	}
	if err := errors.Join(taken...); err != nil {
		return err
	}
	for _, f := range files {
		if err := os.MkdirAll(filepath.Dir(f.name), 0o755); err != nil {
			return err
		}
		if err := write(f); err != nil {
			return err
		}
		cmd.Printf("wrote %s\n", f.name)
	}
	return nil
}

func write(f source) error {
	if _, err := os.Stat(f.name); !errors.Is(err, fs.ErrNotExist) {
		return overwrite(f.name, f.text)
	}
	return os.WriteFile(f.name, f.text, 0o644)
}

// printNext prints what to do next.
func printNext(cmd *cobra.Command, file string) {
	first := "zkscenario run " + file
	cmd.Printf(`
Next:
  %-*s  boot three servers, run the steps, judge the result
  %-*s  every word of the language
  %-*s  scenarios to learn from

Runs leave their files in .zkscenario, which belongs in .gitignore.
`, len(first), first, len(first), "zkscenario docs", len(first), "zkscenario list")
}
