package main

import (
	"github.com/spf13/cobra"

	"github.com/zkscenario/zkscenario/harness/machine"
)

// newMachine returns the command that runs in the container of a machine.
func newMachine() *cobra.Command {
	cmd := &cobra.Command{
		Use:    "machine",
		Short:  "Hold the network and the disks of a server (in its machine container)",
		Hidden: true,
		Args:   cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return machine.Hold(cmd.Context(), machine.Socket, machine.RelayPort)
		},
	}
	cmd.AddCommand(&cobra.Command{
		Use:   "do",
		Short: "Execute a request from standard input, and answer on standard output",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return machine.Ask(cmd.Context(), machine.Socket, cmd.InOrStdin(), cmd.OutOrStdout())
		},
	})
	return cmd
}
