package main

import (
	"github.com/spf13/cobra"

	"github.com/zkscenario/zkscenario/harness/release"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/runtime/docker"
)

func newImages() *cobra.Command {
	var baseImage string
	build := &cobra.Command{
		Use:   "build RELEASE...",
		Short: "Build an image of a release from its jars",
		Long: `Build images of releases from their jars, with the layout of the official images, and
print their tags. This needs a Docker engine, and Maven to download the jars.

Exit codes: 0 all images are built; 2 wrong command line; 4 an image cannot be built.`,
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
	build.Flags().StringVar(&baseImage, "base-image", "", "base image with Java 17 (default: zkscenario/java:17, or a public one)")
	return newGroup("images", "Build images of servers", build)
}
