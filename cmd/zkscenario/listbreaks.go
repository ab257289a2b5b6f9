package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Widths of the columns of known bugs: of 80, the rest is for one range of releases.
const (
	issueWidth = 15
	causeWidth = 15
)

// printBugs lists scenarios by the guarantee that they break, a line for each, with the
// issue, the tags and the ranges of releases.
func (f *listFlags) printBugs(cmd *cobra.Command, all []listed) {
	for _, g := range timeline.GuaranteeNames() {
		if f.guarantee != "" && g != f.guarantee {
			continue
		}
		headed := false
		for _, s := range all {
			for _, e := range s.Expects {
				if !slices.Contains(e.group(), g) || e.Breaks != nil && !*e.Breaks {
					continue
				}
				if !headed {
					cmd.Printf("%s\n", g)
					headed = true
				}
				printBug(cmd, s, e)
			}
		}
	}
}

func printBug(cmd *cobra.Command, s listed, e expected) {
	issue := ""
	if len(s.References) > 0 {
		issue = s.References[0]
	}
	ranges := strings.Split(e.ViolatedOn, " || ")
	if group := e.group(); len(group) > 1 {
		ranges = append(ranges, timeline.OneOf(group))
	}
	cmd.Printf("  %-*s %-*s %-*s %s\n", nameWidth, oneLine(s.Name), issueWidth, oneLine(issue), causeWidth, oneLine(strings.Join(s.Tags, ", ")), ranges[0])
	for _, r := range ranges[1:] {
		cmd.Printf("%*s%s\n", 2+nameWidth+1+issueWidth+1+causeWidth+1, "", r)
	}
}
