package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// newGroup returns a command that only has subcommands.
func newGroup(name, short string, commands ...*cobra.Command) *cobra.Command {
	var names []string
	for _, c := range commands {
		names = append(names, c.Name())
	}
	group := &cobra.Command{
		Use:                   name,
		Short:                 short,
		DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cmd.Help()
			}
			return fmt.Errorf("there is no command %q of %s.%s", args[0], cmd.CommandPath(), spec.DidYouMean(args[0], names))
		},
	}
	group.AddCommand(commands...)
	return group
}

// addUsageErrors makes all subcommands print their usage if the number of arguments is
// wrong.
func addUsageErrors(parent *cobra.Command) {
	for _, cmd := range parent.Commands() {
		if takes := cmd.Args; takes != nil {
			cmd.Args = func(cmd *cobra.Command, args []string) error {
				if takes(cmd, args) == nil {
					return nil
				}
				return fmt.Errorf("%s given; usage: %s", report.Count(len(args), "argument"), cmd.UseLine())
			}
		}
		addUsageErrors(cmd)
	}
}
