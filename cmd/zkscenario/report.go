package main

import (
	"github.com/spf13/cobra"

	"github.com/zkscenario/zkscenario/harness/report"
)

func newReport() *cobra.Command {
	return newGroup("report", "Work with the reports of many runs", newMerge(), newMissing(), newRecord(), newSeconds())
}

// printLeftOut prints which runs are ignored, and why.
func printLeftOut(cmd *cobra.Command, missing []string) {
	for _, m := range missing {
		cmd.PrintErrf("Left out: %s.\n", report.Plain(m))
	}
}
