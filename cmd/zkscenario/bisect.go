package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/release"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/report/view"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/internal/bisect"
)

// bisection is one call of bisect.
type bisection struct {
	runtimeFlags
	planFlags
	runsFlags
	runs      int
	every     bool
	guarantee string
	format    format

	cmd   *cobra.Command
	rt    runtime.Runtime
	plans []*harness.Plan // of the scenario, one for each release
	tried []bisect.Tried
}

func newBisect() *cobra.Command {
	var b bisection
	cmd := &cobra.Command{
		Use:   "bisect FILE|NAME FROM..TO",
		Short: "Find the first release that violates a guarantee, and the first that fixes it",
		Long: `Run a scenario on releases from FROM to TO to find the first release on which a
guarantee breaks, and the first on which it holds again. Each line of releases (3.8,
3.9) is searched separately: the first and the last release in the range, the releases
on both sides of each edge that the scenario expects, and then, by bisection, those
between two that differ. If two neighbouring releases agree, those between are not
tested: a bug that exists only between them is found only with --every. If a line ends
with another answer than the next one begins with, that is an edge between lines. Lines
are parallel branches, so that no single commit need be the cause.

Only whether a guarantee breaks counts, not whether that is expected. The answer of a
release is that of more than half of --runs. Inconclusive runs are replaced, up to
twice --runs in total. A release that stays unclear is skipped; if one of its runs was
an error, the bisection ends. The result is a table of all releases tried, the edges,
and a violated_on for the scenario, for the releases in the range only.

Exit codes: 0 every release tried answers as the scenario expects; 1 one does not;
2 wrong command line or scenario file; 3 the answer of a release that matters stays
unclear; 4 no runtime could be started, or the harness or the machine broke on a
release that stays unclear; 130 interrupted.`,
		Example: `  zkscenario bisect binchanges 3.4.14..3.9.5
  zkscenario bisect upgrade_standalone 3.5.5..3.5.7 --runs 1 --runtime local
  zkscenario bisect mine.hcl 3.8.0..3.9.5 --every --guarantee durability --format json`,
		Args:              cobra.ExactArgs(2),
		ValidArgsFunction: completeScenarios,
		RunE: func(cmd *cobra.Command, args []string) error {
			b.cmd = cmd
			return b.run(args[0], args[1])
		},
	}
	b.runtimeFlags.add(cmd)
	b.runsFlags.add(cmd)
	b.addVars(cmd)
	flags := cmd.Flags()
	flags.IntVar(&b.runs, "runs", 3, "runs on each release; the majority decides")
	flags.BoolVar(&b.every, "every", false, "try every release in the range")
	flags.StringVar(&b.guarantee, "guarantee", "", "only this guarantee counts")
	complete(cmd, "guarantee", timeline.GuaranteeNames)
	addFormat(cmd, &b.format, "text, or json: one object", bisect.Result{})
	return cmd
}

func (b *bisection) run(scenario, releases string) error {
	if err := b.prepare(scenario, releases); err != nil {
		return err
	}
	var err error
	if b.rt, err = b.start(b.cmd); err != nil {
		return err
	}
	lines, err := b.search()
	if err != nil {
		return err
	}
	result := b.result(lines)
	if b.format == formatJSON {
		err = writeJSON(b.cmd, result)
	} else {
		err = result.WriteText(b.cmd.OutOrStdout(), b.plans[0].Scenario.Expects)
	}
	if code := result.ExitCode(lines); err == nil && code != 0 {
		return codeError(code)
	}
	return err
}

// result returns the result of a search.
func (b *bisection) result(lines []bisect.Line) *bisect.Result {
	r := &bisect.Result{Scenario: b.plans[0].Scenario.Name, Digest: b.plans[0].Digest(), Guarantee: b.guarantee, Runtime: b.rt.Name(), Tried: b.tried}
	r.Conclude(lines)
	return r
}

// prepare checks the command line and the file before anything boots.
func (b *bisection) prepare(scenario, releases string) error {
	if err := b.validate(); err != nil {
		return err
	}
	var err error
	if b.releases, err = releasesIn(releases); err != nil {
		return err
	}
	if err := b.setBuildRelease(&b.planFlags); err != nil {
		return err
	}
	if b.plans, err = b.planFlags.plans(b.cmd, []string{scenario}); err != nil {
		return err
	}
	for _, p := range b.plans {
		if first := b.plans[0].Scenario.Name; p.Scenario.Name != first {
			return fmt.Errorf("%s contains several scenarios, %s and %s: put the one to bisect into a separate file", scenario, first, p.Scenario.Name)
		}
	}
	return b.writable()
}

func (b *bisection) validate() error {
	if b.guarantee != "" {
		if err := knownGuarantee(b.guarantee); err != nil {
			return err
		}
	}
	if b.runs < 1 {
		return errors.New("--runs must be at least 1")
	}
	return cmp.Or(b.runtimeFlags.validate(), b.runsFlags.validate())
}

// releasesIn lists the releases of a range FROM..TO.
func releasesIn(text string) ([]string, error) {
	from, to, ok := strings.Cut(text, "..")
	if !ok || from == "" || to == "" {
		return nil, fmt.Errorf("%q is not a range of releases; write FROM..TO, such as 3.4.14..3.9.5", text)
	}
	known := release.Known()
	var ends []int
	for _, name := range []string{from, to} {
		resolved, err := release.Resolve(name)
		if err != nil {
			return nil, err
		}
		ends = append(ends, slices.Index(known, resolved))
	}
	if ends[0] > ends[1] {
		return nil, fmt.Errorf("the range %s is reversed; write %s..%s", text, to, from)
	}
	return known[ends[0] : ends[1]+1], nil
}

// search searches the lines of releases, oldest first.
func (b *bisection) search() ([]bisect.Line, error) {
	var found []bisect.Line
	for rest := b.plans; len(rest) > 0; {
		n := 1
		for n < len(rest) && bisect.LineOf(releaseOf(rest[n])) == bisect.LineOf(releaseOf(rest[0])) {
			n++
		}
		var names []string
		for _, p := range rest[:n] {
			names = append(names, releaseOf(p))
		}
		l, err := bisect.Find(names, b.candidates(names), b.answer)
		if err != nil {
			return nil, err
		}
		found, rest = append(found, l), rest[n:]
	}
	return found, nil
}

func releaseOf(p *harness.Plan) string { return p.Scenario.Ensemble.Release }

// candidates returns the releases that are tried in any case.
func (b *bisection) candidates(line []string) []string {
	if b.every {
		return line
	}
	var candidates []string
	for _, e := range b.plans[0].Scenario.Expects {
		candidates = append(candidates, edges(e.ViolatedOn)...)
	}
	return candidates
}

// answer runs the scenario on a release until the votes are clear. A release may stay
// unclear, but not because the machine broke.
func (b *bisection) answer(name string) (bisect.Answer, error) {
	i := slices.IndexFunc(b.plans, func(p *harness.Plan) bool { return releaseOf(p) == name })
	tried := bisect.NewTried(b.plans[i].Scenario, name, b.guarantee)
	var broke *report.Report
	for !tried.Votes.Done(b.runs) {
		rep := harness.Run(b.cmd.Context(), b.plans[i], harness.Options{Runtime: b.rt, Build: b.build(), Root: b.out, Save: view.Write, Limit: b.timeout})
		if err := b.cmd.Context().Err(); err != nil {
			return bisect.Unclear, err
		}
		if rep.Verdict == report.Error {
			broke = rep
		}
		tried.Add(rep, bisect.AnswerOf(rep, b.guarantee))
		b.cmd.PrintErrf("%s, run %d: %s (%.1f s)\n", name, len(tried.Dirs), b.describe(rep), rep.Took.Seconds())
	}
	tried.Answer = tried.Votes.Answer(b.runs)
	if tried.Answer == bisect.Unclear && broke != nil {
		b.cmd.PrintErrf("Error: the harness or the machine broke, so %s stays unclear: %s\n", name, report.Plain(broke.Reason))
		return bisect.Unclear, codeError(report.Error.ExitCode())
	}
	b.tried = append(b.tried, tried)
	return tried.Answer, nil
}

// describe returns a run's answer with its reason.
func (b *bisection) describe(rep *report.Report) string {
	switch answer, broken := bisect.AnswerOf(rep, b.guarantee), rep.Broken(); {
	case rep.Verdict == report.Error:
		return fmt.Sprintf("%s: %s", rep.Verdict, report.Plain(rep.Reason))
	case answer == bisect.Unclear:
		return fmt.Sprintf("%s: %s", answer, report.Plain(rep.Reason))
	case len(broken) > 0:
		return fmt.Sprintf("%s: %s broke", answer, strings.Join(broken, ", "))
	default:
		return answer.String()
	}
}
