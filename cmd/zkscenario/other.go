package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/zkscenario/zkscenario/assertions"
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/dockerrt"
	"github.com/zkscenario/zkscenario/harness/release"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

func newList() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the scenarios of the catalogue",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			all, err := catalogue()
			if err != nil {
				return err
			}
			for _, s := range all {
				plans, err := load(cmd.ErrOrStderr(), s, spec.Inputs{})
				if err != nil {
					return err
				}
				for _, p := range plans {
					cmd.Printf("%-24s %s\n", p.Scenario.Name, p.Scenario.Summary)
					for _, e := range p.Scenario.Expects {
						cmd.Printf("%-24s   breaks %s on %s\n", "", e.Guarantee, e.ViolatedOn)
					}
				}
			}
			return nil
		},
	}
}

func newValidate() *cobra.Command {
	var vars []string
	cmd := &cobra.Command{
		Use:   "validate FILE|DIR|NAME...",
		Short: "Find the mistakes in scenario files without running them",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			sources, err := find(args)
			if err != nil {
				return err
			}
			in, err := parseVars(vars)
			if err != nil {
				return err
			}
			var failures []error
			for _, s := range sources {
				_, err := load(cmd.ErrOrStderr(), s, in)
				failures = append(failures, err)
			}
			if err := errors.Join(failures...); err != nil {
				return err
			}
			files := "files"
			if len(sources) == 1 {
				files = "file"
			}
			cmd.Printf("%d %s, no mistakes\n", len(sources), files)
			return nil
		},
	}
	cmd.Flags().StringArrayVar(&vars, "var", nil, "value of a variable of the file, as NAME=VALUE; may be repeated")
	return cmd
}

func newCheck() *cobra.Command {
	return &cobra.Command{
		Use:   "check TIMELINE...",
		Short: "Judge saved runs again, without any server",
		Long:  "Run the history checks on saved timelines (timeline.jsonl, or the folder of a run); - is standard input.",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			worst := report.Held
			for _, name := range args {
				v, err := check(cmd, name)
				if err != nil {
					return fmt.Errorf("%s: %w", name, err)
				}
				worst = max(worst, v)
			}
			if code := worst.ExitCode(); code != 0 {
				return codeError(code)
			}
			return nil
		},
	}
}

// check prints what every check says of one timeline, and which promises the story
// itself found broken. It knows no expectations, so whatever is broken counts.
func check(cmd *cobra.Command, name string) (report.Verdict, error) {
	events, err := readTimeline(cmd, name)
	if err != nil {
		return report.Error, err
	}
	worst := report.Held
	verdicts := harness.Judge(assertions.Checks(), events)
	for _, k := range assertions.Checks().Kinds() {
		v := verdicts[k.Name]
		cmd.Printf("%s: %s: %s\n", name, k.Name, words[v.State])
		for _, line := range append([]string{v.Why}, v.Evidence...) {
			cmd.Printf("  %s\n", line)
		}
		worst = max(worst, map[harness.State]report.Verdict{
			harness.StateBroken: report.Violated, harness.StateUndecided: report.Inconclusive,
		}[v.State])
	}
	for _, e := range events {
		if brokenInStory(e) {
			cmd.Printf("%s: %s: %s\n  event %d: %s: %s\n", name, e.Finding.Guarantee, words[harness.StateBroken], e.Seq, e.Finding.By, e.What)
			worst = max(worst, report.Violated)
		}
	}
	return worst, nil
}

// brokenInStory leaves out what a check found when the run was judged: the checks
// have just judged again.
func brokenInStory(e timeline.Event) bool {
	if e.Kind != timeline.KindFinding || e.Finding == nil || e.Outcome != timeline.Broken || e.Finding.Guarantee == "" {
		return false
	}
	_, isCheck := assertions.Checks().Lookup(e.Finding.By)
	return !isCheck
}

var words = map[harness.State]string{
	harness.StateHolds: "held", harness.StateBroken: "broken", harness.StateUndecided: "cannot tell",
}

func readTimeline(cmd *cobra.Command, name string) ([]timeline.Event, error) {
	if name == "-" {
		return timeline.Read(cmd.InOrStdin())
	}
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		name = filepath.Join(name, "timeline.jsonl") // the folder of a run
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return timeline.Read(f)
}

func newReleases() *cobra.Command {
	return &cobra.Command{
		Use:   "releases",
		Short: "List the ZooKeeper releases that can be run",
		Args:  cobra.NoArgs,
		Run: func(cmd *cobra.Command, _ []string) {
			cmd.Println(strings.Join(release.Known(), "\n"))
		},
	}
}

func newImages() *cobra.Command {
	var baseImage string
	build := &cobra.Command{
		Use:     "build RELEASE...",
		Short:   "Build an image for a release from its jars, laid out like the official one",
		Example: "  zkscenario images build 3.5.0-alpha 3.9.5",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, name := range args {
				resolved, err := release.Resolve(name)
				if err != nil {
					return err
				}
				tag, err := dockerrt.BuildImage(cmd.Context(), resolved, baseImage, logf(cmd))
				if err != nil {
					cmd.PrintErrf("Error: %s\n", err)
					return codeError(report.Error.ExitCode())
				}
				cmd.Println(tag)
			}
			return nil
		},
	}
	build.Flags().StringVar(&baseImage, "base-image", "", "image with Java 17 to put the jars on (default: zkscenario/java:17, or a public one)")
	images := &cobra.Command{Use: "images", Short: "Make images of servers"}
	images.AddCommand(build)
	return images
}

func newClean() *cobra.Command {
	var f runtimeFlags
	return &cobra.Command{
		Use:   "clean",
		Short: "Remove whatever dead runs left behind; runs that are alive are left alone",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var removed []string
			for _, rt := range f.runtimes(logf(cmd)) {
				if rt.Available(cmd.Context()) != nil {
					continue // it has nothing here
				}
				more, err := rt.Sweep(cmd.Context())
				removed = append(removed, more...)
				if err != nil {
					cmd.PrintErrf("Error: %s\n", err)
					return codeError(report.Error.ExitCode())
				}
			}
			slices.Sort(removed)
			for _, what := range removed {
				cmd.Printf("removed %s\n", what)
			}
			if len(removed) == 0 {
				cmd.Println("nothing was left behind")
			}
			return nil
		},
	}
}
