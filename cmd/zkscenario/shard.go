package main

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/report"
)

// shard is one part of what is to run, counted from 1: the flag --shard 3/8.
type shard struct{ index, of int }

// String implements pflag.Value.
func (s *shard) String() string {
	if s.of == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d", s.index, s.of)
}

// name is what the shard is called where a slash would not do.
func (s *shard) name() string { return fmt.Sprintf("shard-%d-of-%d", s.index, s.of) }

// Type implements pflag.Value.
func (s *shard) Type() string { return "i/N" }

// Set implements pflag.Value.
func (s *shard) Set(text string) error {
	var read shard
	if n, err := fmt.Sscanf(text, "%d/%d", &read.index, &read.of); n != 2 || err != nil || read.String() != text {
		return errors.New("a shard such as 3/8 is wanted: the third of eight")
	}
	if read.index < 1 || read.index > read.of {
		return fmt.Errorf("there is no shard %s: they count from 1/%d to %d/%d", text, read.of, read.of, read.of)
	}
	*s = read
	return nil
}

// split deals plans out to n shards that take about the same time: the longest first,
// each to the shard that has least to do. It does not matter in which order they come.
func split(plans []*harness.Plan, n int) [][]*harness.Plan {
	type part struct {
		plan    *harness.Plan
		job     job // made once: it has a digest
		seconds float64
	}
	parts := make([]part, len(plans))
	for i, p := range plans {
		parts[i] = part{p, jobOf(p), measured().of(p.Scenario.Name, releaseOf(p))}
	}
	slices.SortFunc(parts, func(a, b part) int { return cmp.Or(cmp.Compare(b.seconds, a.seconds), a.job.compare(b.job)) })
	shards, load := make([][]*harness.Plan, n), make([]float64, n)
	for _, p := range parts {
		least := slices.Index(load, slices.Min(load))
		shards[least] = append(shards[least], p.plan)
		load[least] += p.seconds
	}
	return shards
}

// job is a scenario on a release.
type job struct {
	Scenario string `json:"scenario"`
	Release  string `json:"release"`
	Digest   string `json:"digest"` // of what is run (harness.Plan.Digest)
}

func jobOf(p *harness.Plan) job {
	return job{Scenario: p.Scenario.Name, Release: p.Scenario.Ensemble.Release, Digest: p.Digest()}
}

func (j job) compare(k job) int {
	return cmp.Or(strings.Compare(j.Scenario, k.Scenario), strings.Compare(j.Release, k.Release), strings.Compare(j.Digest, k.Digest))
}

// manifest is what a shard was to run, and how. It lies beside the folders of its runs,
// so that merging finds out what is not there, and what does not belong there.
type manifest struct {
	Shard    int    `json:"shard"`
	Of       int    `json:"of"`
	Whole    string `json:"whole"`              // digest of what all shards run
	Runs     int    `json:"runs"`               // of each job
	Runtime  string `json:"runtime,omitempty"`  // without jobs none was started
	Build    string `json:"build,omitempty"`    // as in a report
	Controls bool   `json:"controls,omitempty"` // were run too
	Jobs     []job  `json:"jobs"`
}

func (m manifest) shard() *shard { return &shard{m.Shard, m.Of} }

// place is where the shard's runs were, as their reports tell it.
func (m manifest) place() string {
	return (&report.Report{Runtime: m.Runtime, Build: m.Build}).Place()
}

// conflict says why two shards cannot be of one whole; "" if they can. Without jobs it
// does not matter how they would have been run.
func (m manifest) conflict(other manifest) string {
	switch {
	case m.Of != other.Of || m.Whole != other.Whole || m.Runs != other.Runs:
		return "are of different wholes: other scenarios, versions, releases or numbers of runs"
	case len(m.Jobs) == 0 || len(other.Jobs) == 0:
		return ""
	case m.place() != other.place():
		return fmt.Sprintf("were not run alike: %s, and %s", m.place(), other.place())
	case m.Controls != other.Controls:
		return "were not run alike: only one of them with --control"
	default:
		return ""
	}
}

// manifests matches the files of all shards.
const manifests = "shard-*-of-*.json"

// write puts the manifest beside the folders of the runs.
func (m manifest) write(dir string) error {
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, m.shard().name()+".json"), append(text, '\n'), 0o644)
}

// jobsOf are the jobs of plans, sorted.
func jobsOf(plans []*harness.Plan) []job {
	jobs := []job{}
	for _, p := range plans {
		jobs = append(jobs, jobOf(p))
	}
	slices.SortFunc(jobs, job.compare)
	return jobs
}

func digest(jobs []job) string {
	sum := sha256.New()
	for _, j := range jobs {
		fmt.Fprintln(sum, j.Scenario, j.Release, j.Digest)
	}
	return hex.EncodeToString(sum.Sum(nil))
}
