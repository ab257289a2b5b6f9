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
	tried []triedRelease
}

func newBisect() *cobra.Command {
	var b bisection
	cmd := &cobra.Command{
		Use:   "bisect FILE|NAME FROM..TO",
		Short: "Find the first release that breaks and the first that is mended",
		Long: `Run a scenario on releases from FROM to TO until it is known from which one on a
guarantee breaks, and in which one that is mended. Each line of releases (3.8, 3.9) is
searched by itself: its first and last release in the range are tried, those on both
sides of each edge that the scenario itself expects, and by halves what lies between
two that differ. Neighbours that agree are taken at their word: a bug that came and
went between them is found with --every only. Where one line ends otherwise than the
next begins, that is an edge too, between lines: they are branches that were developed
beside each other, so that it need not be the work of one commit.

What counts is whether a guarantee breaks, not whether that is expected. The answer of
a release is that of more than half of --runs. A run that cannot tell is replaced, up
to twice --runs in all. A release that stays unclear is passed over; if one of its runs
was an error, the bisection ends. The result is the table of all releases tried, the
edges, and a violated_on for the scenario. This says nothing of releases outside the
range.

Exit codes: 0 found, and each release tried answers as the scenario expects; 1 one
does not; 2 wrong command line or scenario file; 3 the answer of a release that
matters stays unclear; 4 no runtime could be started, or the harness or the
machine broke on a release that stays unclear; 130 interrupted.`,
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
	flags.IntVar(&b.runs, "runs", 3, "runs on each release, of which more than half decide")
	flags.BoolVar(&b.every, "every", false, "try every release in the range")
	flags.StringVar(&b.guarantee, "guarantee", "", "only this guarantee counts")
	complete(cmd, "guarantee", timeline.GuaranteeNames)
	addFormat(cmd, &b.format, "text, or json: one object", bisected{})
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
	found := newBisected(b, lines)
	if b.format == formatJSON {
		err = writeJSON(b.cmd, found)
	} else {
		found.print(b.cmd, b.plans[0].Scenario)
	}
	if code := found.exitCode(lines); err == nil && code != 0 {
		return codeError(code)
	}
	return err
}

// prepare finds every mistake of the command line and of the file before anything boots.
func (b *bisection) prepare(scenario, releases string) error {
	if err := b.validate(); err != nil {
		return err
	}
	var err error
	if b.releases, err = releasesIn(releases); err != nil {
		return err
	}
	if err := b.standFor(&b.planFlags); err != nil {
		return err
	}
	if b.plans, err = b.planFlags.plans(b.cmd, []string{scenario}); err != nil {
		return err
	}
	for _, p := range b.plans {
		if first := b.plans[0].Scenario.Name; p.Scenario.Name != first {
			return fmt.Errorf("%s holds several scenarios, %s and %s: put the one to be bisected into a file of its own", scenario, first, p.Scenario.Name)
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
		return errors.New("--runs counts from 1")
	}
	return cmp.Or(b.runtimeFlags.validate(), b.runsFlags.validate())
}

// releasesIn lists the releases of a range FROM..TO.
func releasesIn(text string) ([]string, error) {
	from, to, ok := strings.Cut(text, "..")
	if !ok || from == "" || to == "" {
		return nil, fmt.Errorf("%q is no range of releases: FROM..TO is wanted, such as 3.4.14..3.9.5", text)
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
		return nil, fmt.Errorf("the range %s is the wrong way round: write %s..%s", text, to, from)
	}
	return known[ends[0] : ends[1]+1], nil
}

// search goes through the lines, oldest first.
func (b *bisection) search() ([]bisect.Line, error) {
	var found []bisect.Line
	for rest := b.plans; len(rest) > 0; {
		n := 1
		for n < len(rest) && line(releaseOf(rest[n])) == line(releaseOf(rest[0])) {
			n++
		}
		var names []string
		for _, p := range rest[:n] {
			names = append(names, releaseOf(p))
		}
		l, err := bisect.Find(names, b.look(names), b.ask)
		if err != nil {
			return nil, err
		}
		found, rest = append(found, l), rest[n:]
	}
	return found, nil
}

func releaseOf(p *harness.Plan) string { return p.Scenario.Ensemble.Release }

// look are the releases of a line to be tried in any case.
func (b *bisection) look(names []string) []string {
	if b.every {
		return names
	}
	var look []string
	for _, e := range b.plans[0].Scenario.Expects {
		look = append(look, edges(e.ViolatedOn)...)
	}
	return look
}

// ask runs the scenario on a release until the votes are clear. That they never are
// says something of the release, unless it was the machine that broke.
func (b *bisection) ask(name string) (report.Answer, error) {
	i := slices.IndexFunc(b.plans, func(p *harness.Plan) bool { return releaseOf(p) == name })
	tried := newTried(b.plans[i], b.guarantee)
	var broke *report.Report
	for !tried.Votes.Done(b.runs) {
		rep := harness.Run(b.cmd.Context(), b.plans[i], harness.Options{Runtime: b.rt, Build: b.build(), Root: b.out, Limit: b.timeout})
		if err := b.cmd.Context().Err(); err != nil {
			return report.Unclear, err
		}
		if rep.Verdict == report.Error {
			broke = rep
		}
		tried.add(rep, rep.Answer(b.guarantee))
		b.cmd.PrintErrf("%s, run %d: %s (%.1f s)\n", name, len(tried.Dirs), b.words(rep), rep.Took.Seconds())
	}
	tried.Answer = tried.Votes.Answer(b.runs)
	if tried.Answer == report.Unclear && broke != nil {
		b.cmd.PrintErrf("Error: the harness or the machine broke, so that %s stays unclear: %s\n", name, report.Plain(broke.Reason))
		return report.Unclear, codeError(report.Error.ExitCode())
	}
	b.tried = append(b.tried, tried)
	return tried.Answer, nil
}

// words are a run's answer with its reason.
func (b *bisection) words(rep *report.Report) string {
	switch answer, broken := rep.Answer(b.guarantee), rep.Broken(); {
	case rep.Verdict == report.Error:
		return fmt.Sprintf("%s: %s", rep.Verdict, report.Plain(rep.Reason))
	case answer == report.Unclear:
		return fmt.Sprintf("%s: %s", answer, report.Plain(rep.Reason))
	case len(broken) > 0:
		return fmt.Sprintf("%s: %s broke", answer, strings.Join(broken, ", "))
	default:
		return answer.String()
	}
}
