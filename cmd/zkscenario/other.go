package main

import (
	"slices"

	"github.com/spf13/cobra"

	"github.com/zkscenario/zkscenario/harness/release"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/runtime/docker"
)

func newImages() *cobra.Command {
	var baseImage string
	build := &cobra.Command{
		Use:   "build RELEASE...",
		Short: "Build an image for a release from its jars, laid out like the official one",
		Long: `Build images for releases from their jars, laid out like the official ones, and print
their tags. It needs a Docker engine, and Maven for jars that are not there yet.

Exit codes: 0 all are built; 2 wrong command line; 4 an image cannot be built.`,
		Example:   "  zkscenario images build 3.5.0-alpha 3.9.5",
		Args:      cobra.MinimumNArgs(1),
		ValidArgs: release.Known(),
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, name := range args {
				resolved, err := release.Resolve(name)
				if err != nil {
					return err
				}
				tag, err := docker.BuildImage(cmd.Context(), resolved, baseImage, logf(cmd))
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
	return newGroup("images", "Make images of servers", build)
}

func newClean() *cobra.Command {
	var f runtimeFlags
	return &cobra.Command{
		Use:   "clean",
		Short: "Remove whatever dead runs left behind; runs that are alive are left alone",
		Long: `Remove the processes, containers, networks, volumes and folders of runs that were
killed, and say which. Runs that are alive are left alone. The folders with the
results of runs stay.

Exit codes: 0 nothing of a dead run is left; 2 wrong command line; 4 something
could not be removed.`,
		Example: "  zkscenario clean",
		Args:    cobra.NoArgs,
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
