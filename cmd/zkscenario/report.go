package main

import "github.com/spf13/cobra"

// reportName is what every run leaves that came to its end.
const reportName = "report.json"

func newReport() *cobra.Command {
	all := &cobra.Command{Use: "report", Short: "Work with the reports of many runs"}
	all.AddCommand(newMissing(), newRecord())
	return all
}
