package scenarios_test

import (
	"bytes"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2/hclwrite"
	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/actions"
	"github.com/zkscenario/zkscenario/assertions"
	"github.com/zkscenario/zkscenario/assertions/history"
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/release"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/runtime/docker"
	"github.com/zkscenario/zkscenario/harness/runtime/local"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/scenarios"
	"github.com/zkscenario/zkscenario/zktest"
)

// want holds the expected result of a run.
type want struct {
	verdict  report.Verdict
	facts    int // number of reported facts that match
	controls int // number of controls that hold
}

var (
	held       = want{verdict: report.Held}
	reproduced = want{verdict: report.Reproduced}
	// Releases up to 3.5.3 ignore the property of the second control.
	oneControl  = want{report.Reproduced, 10, 1}
	twoControls = want{report.Reproduced, 10, 2}
)

// everywhere lists the oldest release and the newest of each line.
var everywhere = map[string]want{
	"3.4.0": held, "3.4.14": held, "3.5.10": held, "3.6.4": held, "3.7.2": held, "3.8.6": held, "3.9.5": held,
}

// watched lists the same for a scenario with watches. Releases up to 3.4.3 return no zxid
// with reads, so the order of reads and watch events is unknown and the verdict
// inconclusive.
var watched = map[string]want{
	"3.4.4": held, "3.4.14": held, "3.5.10": held, "3.6.4": held, "3.7.2": held, "3.8.6": held, "3.9.5": held,
}

var oldAndNew = map[string]want{"3.4.14": held, "3.9.5": held}

// catalogue lists the expected result of every scenario, by runtime, file and release. CI
// runs all of it.
var catalogue = map[string]map[string]map[string]want{
	"local": {
		"availability/accepted_epoch_behind.hcl":  {"3.5.7": {report.Reproduced, 1, 1}, "3.5.8": held},
		"availability/empty_newest_log.hcl":       {"3.4.14": {report.Reproduced, 2, 0}, "3.8.4": {report.Reproduced, 2, 0}, "3.9.5": held},
		"availability/epoch_behind_snapshot.hcl":  {"3.4.14": held, "3.9.5": {report.Reproduced, 1, 1}},
		"availability/fourth_server.hcl":          {"3.4.14": held, "3.5.8": {report.Reproduced, 3, 0}, "3.5.9": held, "3.9.5": held},
		"availability/full_disk_of_leader.hcl":    {"3.5.2-alpha": {report.Reproduced, 3, 0}, "3.5.3-beta": held},
		"availability/large_transaction.hcl":      {"3.5.6": {report.Reproduced, 3, 0}, "3.5.7": held},
		"availability/lone_check.hcl":             {"3.8.4": {report.Reproduced, 3, 1}, "3.8.5": held},
		"availability/race_in_sync.hcl":           {"3.9.2": {report.Reproduced, 1, 1}, "3.9.3": held},
		"availability/refused_without_answer.hcl": {"3.9.5": {report.Reproduced, 3, 1}}, // holds on no known release
		"availability/stuck_acls.hcl":             {"3.5.10": {report.Reproduced, 1, 1}, "3.6.0": held},
		"availability/stuck_snapshot.hcl":         {"3.5.0-alpha": {report.Reproduced, 2, 0}, "3.5.1-alpha": held},
		"availability/too_many_ephemerals.hcl":    {"3.5.10": held, "3.9.5": {report.Reproduced, 1, 1}},
		"availability/two_dead_machines.hcl":      {"3.6.0": {report.Reproduced, 2, 1}, "3.6.1": held},
		"basics/expire_session.hcl":               everywhere,
		"basics/great_id.hcl":                     {"3.4.14": held, "3.5.3-beta": reproduced, "3.9.5": held},
		"basics/kill_leader.hcl":                  everywhere,
		"basics/mixed_releases.hcl":               {"3.5.10": held, "3.9.5": held},
		"basics/newer_operations.hcl":             {"3.6.4": held, "3.9.5": held},
		"basics/operations.hcl":                   watched,
		"basics/pause_follower.hcl":               everywhere,
		"basics/power_cut.hcl":                    oldAndNew,
		"consistency/acls_beside_snapshot.hcl":    {"3.5.10": {report.Reproduced, 2, 0}, "3.8.4": {report.Reproduced, 2, 1}, "3.8.5": held},
		"consistency/binchanges_epoch_hole.hcl":   {"3.4.14": held, "3.9.5": {report.Reproduced, 4, 2}},
		"consistency/broken_diff.hcl":             {"3.5.2-alpha": {report.Reproduced, 2, 0}, "3.5.3-beta": {report.Reproduced, 2, 0}, "3.5.4-beta": held},
		"consistency/empty_newcomer.hcl":          {"3.4.0": {report.Reproduced, 1, 1}, "3.4.1": held},
		"consistency/epoch_before_log.hcl":        {"3.8.4": {report.Reproduced, 2, 1}, "3.8.5": held},
		"consistency/hole_after_full_disk.hcl":    {"3.9.3": {report.Reproduced, 1, 1}, "3.9.5": {report.Reproduced, 0, 1}}, // holds on no known release
		"consistency/last_log_only.hcl":           {"3.5.2-alpha": {report.Reproduced, 1, 1}, "3.5.3-beta": held},
		"consistency/lost_queue.hcl":              {"3.9.2": {report.Reproduced, 2, 1}, "3.9.3": held},
		"consistency/phantom_writes.hcl": {
			"3.4.11": {report.Reproduced, 2, 1}, "3.4.12": held, "3.5.3-beta": {report.Reproduced, 2, 1}, "3.5.4-beta": held,
		},
		// These two hold on no known release; their controls must hold.
		"consistency/hole_truncates.hcl":         {"3.9.3": {report.Reproduced, 1, 1}, "3.9.5": {report.Reproduced, 1, 1}},
		"consistency/sync_on_deposed_leader.hcl": {"3.4.14": {report.Reproduced, 3, 1}, "3.9.5": {report.Reproduced, 3, 1}},
		"consistency/truncated_log.hcl":          {"3.4.3": {report.Reproduced, 2, 0}, "3.4.4": held},
		"consistency/uncommitted_snapshot.hcl":   {"3.4.5": {report.Reproduced, 2, 0}, "3.4.6": held, "3.9.5": {report.Reproduced, 2, 0}},
		"consistency/read_before_logged.hcl":     {"3.8.4": {report.Reproduced, 2, 1}, "3.8.5": held},
		"consistency/uncommitted_close.hcl":      {"3.4.14": held, "3.9.5": {report.Reproduced, 2, 1}},
		"consistency/unsaved_snapshot.hcl":       {"3.5.9": {report.Reproduced, 2, 1}, "3.5.10": held},
		"consistency/binchanges.hcl": {
			"3.4.14": held, "3.5.0-alpha": oneControl, "3.8.4": twoControls, "3.9.5": twoControls,
		},
		"consistency/binchanges_inner_hole.hcl": {
			"3.4.14": held, "3.5.0-alpha": {report.Reproduced, 5, 1}, "3.9.3": {report.Reproduced, 5, 2},
			"3.9.5": {report.Reproduced, 2, 2}, // server 2 never serves again, so three facts cannot match
		},
		"faults/ask_servers.hcl":               {"3.6.4": held, "3.9.5": held},
		"faults/controlled_server.hcl":         {"3.7.2": held, "3.9.5": held},
		"faults/cut_one_way.hcl":               oldAndNew,
		"faults/cut_quorum_port.hcl":           oldAndNew,
		"faults/full_log_disk.hcl":             oldAndNew,
		"faults/isolate_leader.hcl":            oldAndNew,
		"faults/partition_leader.hcl":          oldAndNew,
		"faults/restore_snapshot.hcl":          {"3.9.0": held, "3.9.5": held},
		"faults/rolled_back.hcl":               oldAndNew,
		"faults/stalled_snapshot.hcl":          oldAndNew,
		"faults/torn_log.hcl":                  oldAndNew,
		"upgrades/upgrade_from_3_4.hcl":        {"3.5.5": reproduced, "3.5.10": held},
		"upgrades/upgrade_from_3_8.hcl":        {"3.9.5": held},
		"upgrades/upgrade_standalone.hcl":      {"3.5.5": {report.Reproduced, 1, 0}, "3.5.6": {report.Reproduced, 2, 0}, "3.5.7": held, "3.9.5": held},
		"sessions/negative_owner.hcl":          {"3.4.14": held, "3.5.3-beta": {report.Reproduced, 2, 0}, "3.5.4-beta": held},
		"sessions/session_lost_by_diff.hcl":    {"3.4.2": {report.Reproduced, 1, 1}, "3.4.3": held},
		"sessions/watch_beside_snapshot.hcl":   {"3.5.10": {report.Reproduced, 2, 1}, "3.6.0": held},
		"sessions/watch_events_after_move.hcl": {"3.4.5": {report.Reproduced, 1, 1}, "3.4.6": held},
		"upgrades/trust_empty_once.hcl":        {"3.6.3": {report.Reproduced, 1, 1}, "3.6.4": held},
		"sessions/persistent_watch.hcl":        {"3.8.4": {report.Reproduced, 3, 0}, "3.9.0": held},
	},
	"docker": {
		"availability/empty_newest_log.hcl": {"3.8.4": {report.Reproduced, 2, 0}, "3.9.5": held},
		"basics/expire_session.hcl":         {"3.9.5": held},
		"basics/kill_leader.hcl":            {"3.9.5": held},
		"basics/mixed_releases.hcl":         {"3.9.5": held},
		"basics/newer_operations.hcl":       {"3.9.5": held},
		"basics/operations.hcl":             {"3.9.5": held},
		"basics/pause_follower.hcl":         {"3.9.5": held},
		"basics/power_cut.hcl":              {"3.9.5": held},
		"consistency/binchanges.hcl":        {"3.4.14": held, "3.5.0-alpha": oneControl, "3.9.5": twoControls},
		"faults/ask_servers.hcl":            {"3.9.5": held},
		"faults/controlled_server.hcl":      {"3.9.5": held},
		"faults/cut_one_way.hcl":            {"3.9.5": held},
		"faults/cut_quorum_port.hcl":        {"3.9.5": held},
		"faults/full_log_disk.hcl":          {"3.9.5": held},
		"faults/isolate_leader.hcl":         {"3.9.5": held},
		"faults/partition_leader.hcl":       {"3.9.5": held},
		"faults/restore_snapshot.hcl":       {"3.9.5": held},
		"faults/rolled_back.hcl":            {"3.9.5": held},
		"faults/stalled_snapshot.hcl":       {"3.9.5": held},
		"faults/torn_log.hcl":               {"3.9.5": held},
		"upgrades/upgrade_standalone.hcl":   {"3.5.7": held},
	},
}

// Every word is used on real servers, and every word with a receipt in both runtimes. Only
// the catalogue counts.
func TestEachWordIsUsedOnRealServers(t *testing.T) {
	used := map[string]map[string]bool{} // by runtime
	for rt, files := range catalogue {
		used[rt] = map[string]bool{}
		for file := range files {
			addWords(used[rt], wordsOf(t, file))
		}
	}
	for _, k := range actions.All().Kinds() {
		assert.Check(t, used["local"][k.Name], "no scenario uses the word %s", k.Name)
		assert.Check(t, k.Receipt == "" || used["docker"][k.Name], "no scenario that is run in Docker uses the word %s", k.Name)
	}
	for _, k := range harness.Structures() {
		assert.Check(t, used["local"][k.Name], "no scenario uses the word %s", k.Name)
	}
}

// Every violation that a scenario expects is tested on some release that has it. If there is
// a release on which no violation is expected, one such release is tested too.
func TestEachExpectationIsTestedOnRealServers(t *testing.T) {
	for file, wants := range catalogue["local"] {
		run := slices.Collect(maps.Keys(wants))
		for _, p := range plansOf(t, file) {
			for _, e := range p.Scenario.Expects {
				assert.Check(t, slices.ContainsFunc(run, e.ViolatedOn.Allows), "%s: no release is run on which %s is expected to break", file, e)
			}
			holds := func(name string) bool { return expectsNoViolation(p.Scenario, name) }
			assert.Check(t, slices.ContainsFunc(run, holds) || !slices.ContainsFunc(release.Known(), holds), "%s: no release is run on which all guarantees are expected to hold", file)
		}
	}
}

// expectsNoViolation reports whether a scenario can be run on a release, and expects no
// violation there.
func expectsNoViolation(sc *spec.Scenario, name string) bool {
	breaks := func(e spec.Expect) bool { return e.ViolatedOn.Allows(name) }
	return sc.Releases.Allows(name) && !slices.ContainsFunc(sc.Expects, breaks)
}

func plansOf(t *testing.T, file string) []*harness.Plan {
	t.Helper()
	text, err := os.ReadFile(file)
	assert.NilError(t, err)
	return loaded(t, file, text, spec.Inputs{Folder: spec.FolderOf(file)})
}

// planOf returns the plan of the only scenario of a text, for one release.
func planOf(t *testing.T, text, release string) *harness.Plan {
	t.Helper()
	plans := loaded(t, "test.hcl", []byte(text), spec.Inputs{Release: release})
	assert.Equal(t, len(plans), 1)
	return plans[0]
}

func loaded(t *testing.T, file string, text []byte, in spec.Inputs) []*harness.Plan {
	t.Helper()
	_, plans, diags := harness.Load(file, text, in, language())
	assert.Assert(t, !diags.HasErrors(), "%s", diags)
	return plans
}

func wordsOf(t *testing.T, file string) []harness.Word {
	t.Helper()
	var all []harness.Word
	for _, p := range plansOf(t, file) {
		for _, s := range p.Steps {
			all = append(all, s.Words...)
		}
	}
	return all
}

// addWords adds the names of words, including inner words.
func addWords(names map[string]bool, words []harness.Word) {
	for _, w := range words {
		names[w.Name] = true
		addWords(names, w.Words)
	}
}

func language() harness.Language {
	return harness.Language{Actions: actions.All(), Assertions: assertions.All(), Checks: history.All()}
}

func runtimeNamed(t *testing.T, name string) runtime.Runtime {
	t.Helper()
	if name == "local" {
		return local.New(local.Options{Logf: t.Logf})
	}
	if os.Getenv("ZKSCENARIO_DOCKER") == "0" {
		t.Skip("Docker is left out (ZKSCENARIO_DOCKER=0)")
	}
	return docker.New(docker.Options{Logf: t.Logf})
}

func TestCatalogue(t *testing.T) {
	for name, files := range catalogue {
		t.Run(name, func(t *testing.T) {
			rt := runtimeNamed(t, name)
			for _, file := range slices.Sorted(maps.Keys(files)) {
				testFile(t, file, rt, files[file])
			}
		})
	}
}

func testFile(t *testing.T, file string, rt runtime.Runtime, wants map[string]want) {
	t.Helper()
	zktest.Run(t, file, zktest.Runtime(rt), zktest.Releases(slices.Sorted(maps.Keys(wants))...), zktest.Controls(), zktest.Parallel(),
		zktest.Inspect(func(t *testing.T, r *report.Report) {
			t.Helper()
			got := want{verdict: r.Verdict, controls: len(r.Controls)}
			if r.Verdict == report.Reproduced {
				got.facts = r.Matching()
			}
			assert.Equal(t, got, wants[r.Release], "facts: %+v, controls: %+v", r.Facts, r.Controls)
			assertSameReportFromTimeline(t, r.Dir)
			for _, c := range r.Controls {
				assertSameReportFromTimeline(t, c.Dir)
			}
		}))
}

// assertSameReportFromTimeline checks that a saved timeline gives the same report, and that
// changes of servers have the log line or answer that they were read from.
func assertSameReportFromTimeline(t *testing.T, dir string) {
	t.Helper()
	rep, err := report.ReadJSON(bytes.NewReader(saved(t, dir, "report.json")))
	assert.NilError(t, err)
	events := savedTimeline(t, dir)
	again := harness.Conclude(history.All(), events)
	assert.DeepEqual(t, again.Guarantees, rep.Guarantees)
	assert.DeepEqual(t, again.Untested, rep.Untested)
	assert.DeepEqual(t, again.Steps, rep.Steps)
	assert.DeepEqual(t, again.Facts, rep.Facts)
	if len(rep.Controls) == 0 { // controls may change the verdict
		assert.DeepEqual(t, []any{again.Verdict, again.Reason}, []any{rep.Verdict, rep.Reason})
	}
	assert.Assert(t, again.Verdict.Good(), again.Reason)
	changes := map[string]bool{}
	for _, e := range events {
		if e.Server != nil && e.Server.Change != timeline.Exited {
			changes[e.Server.Change] = true
			assert.Assert(t, e.Server.Line != "", "event %d lacks its line: %s", e.Seq, e.What)
		}
	}
	assert.Assert(t, changes[timeline.Serving], "%v", changes)
}

func savedTimeline(t *testing.T, dir string) []timeline.Event {
	t.Helper()
	events, err := timeline.Read(bytes.NewReader(saved(t, dir, "timeline.jsonl")))
	assert.NilError(t, err)
	return events
}

func saved(t *testing.T, dir, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, name))
	assert.NilError(t, err)
	return text
}

// assertAllTested checks that no scenario in a folder of testdata is forgotten.
func assertAllTested(t *testing.T, folder string, wants map[string]map[string]want) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", folder, "*.hcl"))
	assert.NilError(t, err)
	for _, file := range files {
		assert.Check(t, wants[filepath.Base(file)] != nil, "%s is not tested", file)
	}
	assert.Equal(t, len(files), len(wants))
}

// Every file is in canonical form. It contains one scenario with the name of the file, which
// the catalogue lists, or only procedures.
func TestFiles(t *testing.T) {
	tested := map[string]bool{}
	for _, files := range catalogue {
		for file := range files {
			tested[file] = true
		}
	}
	err := fs.WalkDir(scenarios.FS, ".", func(name string, d fs.DirEntry, err error) error {
		assert.NilError(t, err)
		if d.IsDir() {
			return nil
		}
		text, err := fs.ReadFile(scenarios.FS, name)
		assert.NilError(t, err)
		assert.Equal(t, string(text), string(hclwrite.Format(text)), "%s is not in canonical form", name)
		if strings.Contains(string(text), "\nprocedure ") && !strings.Contains(string(text), "\nscenario ") {
			return nil // the scenarios that call the procedures test them
		}
		assert.Assert(t, tested[name], "%s is not in the catalogue", name)
		title := strings.TrimSuffix(path.Base(name), ".hcl")
		assert.Assert(t, strings.Contains(string(text), "scenario \""+title+"\" {"), "%s contains no scenario %q", name, title)
		return nil
	})
	assert.NilError(t, err)
}
