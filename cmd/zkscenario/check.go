package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/zkscenario/zkscenario/assertions"
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// checked is what check says of one timeline, as JSON.
type checked struct {
	Timeline string         `json:"timeline"`
	Verdict  report.Verdict `json:"verdict"` // held, inconclusive or violated
	Findings []finding      `json:"findings"`
}

// finding is what one check says of a timeline, or what the story itself found broken.
type finding struct {
	Guarantee string   `json:"guarantee"`
	By        string   `json:"by"`      // the check, or the word of the story
	Outcome   string   `json:"outcome"` // held, broken, cannot tell or not tested
	Why       string   `json:"why"`
	Evidence  []string `json:"evidence,omitempty"`
}

func newCheck() *cobra.Command {
	var f format
	cmd := &cobra.Command{
		Use:   "check TIMELINE...",
		Short: "Judge saved runs again, without any server",
		Long: `Run the history checks on saved timelines (timeline.jsonl, or the folder of a run; a
dash is standard input). What the story itself found broken counts too. No
expectations are known, so whatever is broken counts.

Exit codes: 0 everything held; 1 a guarantee broke; 2 wrong command line, or no
timeline; 3 it cannot be told. Of several timelines the worst counts.`,
		Example: `  zkscenario check .zkscenario/runs/latest
  zkscenario check a/timeline.jsonl b/timeline.jsonl --format json`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			all := []checked{}
			worst := report.Held
			for _, name := range args {
				c, err := check(cmd, name)
				if err != nil {
					return fmt.Errorf("%s: %w", name, err)
				}
				if f == formatText {
					c.print(cmd)
				}
				all, worst = append(all, c), max(worst, c.Verdict)
			}
			if f == formatJSON {
				if err := writeJSON(cmd, all); err != nil {
					return err
				}
			}
			if code := worst.ExitCode(); code != 0 {
				return codeError(code)
			}
			return nil
		},
	}
	addFormat(cmd, &f, "text, or json: a list with an object for each timeline", []checked{})
	return cmd
}

// check says what every check finds in one timeline, and which promises the story
// itself found broken. It knows no expectations, so whatever is broken counts.
func check(cmd *cobra.Command, name string) (checked, error) {
	events, err := readTimeline(cmd, name)
	if err != nil {
		return checked{}, err
	}
	c := checked{Timeline: name}
	verdicts := harness.Judge(assertions.Checks(), events)
	for _, k := range assertions.Checks().Kinds() {
		v := verdicts[k.Name]
		c.Findings = append(c.Findings, finding{Guarantee: k.Name, By: k.Name, Outcome: outcomes[v.State], Why: v.Why, Evidence: v.Evidence})
		c.Verdict = max(c.Verdict, map[harness.State]report.Verdict{
			harness.StateBroken: report.Violated, harness.StateUndecided: report.Inconclusive,
		}[v.State])
	}
	for _, e := range events {
		if brokenInStory(e) {
			why := fmt.Sprintf("event %d: %s: %s", e.Seq, e.Finding.By, e.What)
			c.Findings = append(c.Findings, finding{Guarantee: e.Finding.Guarantee, By: e.Finding.By, Outcome: outcomes[harness.StateBroken], Why: why})
			c.Verdict = report.Violated
		}
	}
	return c, nil
}

func (c checked) print(cmd *cobra.Command) {
	for _, f := range c.Findings {
		cmd.Printf("%s: %s: %s\n", c.Timeline, f.Guarantee, f.Outcome)
		for _, line := range append([]string{f.Why}, f.Evidence...) {
			cmd.Printf("  %s\n", line)
		}
	}
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

var outcomes = map[harness.State]string{
	harness.StateHolds: "held", harness.StateBroken: "broken", harness.StateUndecided: "cannot tell", harness.StateUntested: "not tested",
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
