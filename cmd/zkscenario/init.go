package main

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"text/template"

	"github.com/spf13/cobra"

	"github.com/zkscenario/zkscenario/harness/release"
)

//go:embed first/scenario.hcl
var firstScenario []byte

//go:embed first/workflow.yml.tmpl
var firstWorkflow string

// Where init puts its files, from the top of a repository.
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
all scenarios on several releases, .github/workflows/zkscenario.yml. DIR is the top of
the repository; without it, the folder that the command is called in. When one of the
files is there already nothing is written.

Exit codes: 0 written; 2 a file is there already or cannot be written, or wrong
command line.`,
		Example: `  zkscenario init
  zkscenario init ../my-project --force`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := "."
			if len(args) == 1 {
				dir = args[0]
			}
			files, err := firstFiles(dir)
			if err != nil {
				return err
			}
			if err := writeFirst(cmd, files, force); err != nil {
				return err
			}
			next(cmd, filepath.Join(dir, scenarioFile))
			return nil
		},
	}
	cmd.Flags().BoolVar(&force, "force", false, "overwrite files that are there already")
	return cmd
}

func firstFiles(dir string) ([]source, error) {
	workflow, err := renderWorkflow(release.Known(), version())
	return []source{
		{name: filepath.Join(dir, scenarioFile), text: firstScenario},
		{name: filepath.Join(dir, workflowFile), text: workflow},
	}, err
}

// linesInWorkflow is how many lines of releases the workflow runs on.
const linesInWorkflow = 3

func renderWorkflow(releases []string, version string) ([]byte, error) {
	// GitHub's own expressions keep their braces: ours have no $ before them.
	text := strings.ReplaceAll(firstWorkflow, "${{", "${{`{{`}}")
	t, err := template.New("workflow.yml").Parse(text)
	if err != nil {
		return nil, fmt.Errorf("read template of the workflow: %w", err)
	}
	newest := newestOfLines(releases)
	var out bytes.Buffer
	err = t.Execute(&out, struct {
		Version  string
		Releases []string
	}{version, newest[max(0, len(newest)-linesInWorkflow):]})
	return out.Bytes(), err
}

// version is what go install calls this program: latest for a build of one's own.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || !strings.HasPrefix(info.Main.Version, "v") || strings.Contains(info.Main.Version, "+") {
		return "latest"
	}
	return info.Main.Version
}

// writeFirst writes all files, or none when one of them is there already.
func writeFirst(cmd *cobra.Command, files []source, force bool) error {
	var taken []error
	for _, f := range files {
		if _, err := os.Lstat(f.name); err == nil && !force {
			taken = append(taken, fmt.Errorf("%s is there already; --force overwrites it", f.name))
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

func next(cmd *cobra.Command, file string) {
	cmd.Printf(`
Next:
  zkscenario run %s    boot three servers, play the story, judge it
  zkscenario docs      every word that a scenario may hold
  zkscenario list      scenarios to learn from

Runs leave their files in .zkscenario, which belongs into .gitignore.
`, file)
}
