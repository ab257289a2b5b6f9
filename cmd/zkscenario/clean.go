package main

import (
	"slices"

	"github.com/spf13/cobra"

	"github.com/zkscenario/zkscenario/harness/report"
)

func newClean() *cobra.Command {
	var f runtimeFlags
	return &cobra.Command{
		Use:   "clean",
		Short: "Remove what killed runs left behind",
		Long: `Remove the processes, containers, networks, volumes and folders that killed runs left
behind, and list them. Runs in progress are not affected, and the folders with the
results of runs stay.

Exit codes: 0 nothing of a killed run is left; 2 wrong command line; 4 something
could not be removed.`,
		Example: "  zkscenario clean",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var removed []string
			for _, rt := range f.runtimes(logf(cmd)) {
				if rt.Available(cmd.Context()) != nil {
					continue // it left nothing on this machine
				}
				more, err := rt.Sweep(cmd.Context())
				removed = append(removed, more...)
				if err != nil {
					cmd.PrintErrf("Error: %s\n", err)
					return codeError(report.Error.ExitCode())
				}
			}
			slices.Sort(removed)
			for _, item := range removed {
				cmd.Printf("removed %s\n", item)
			}
			if len(removed) == 0 {
				cmd.Println("nothing to remove")
			}
			return nil
		},
	}
}
