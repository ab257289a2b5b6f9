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

// manifest is what a shard was to run. It lies beside the folders of its runs, so that
// merging finds out what is not there.
type manifest struct {
	Shard int    `json:"shard"`
	Of    int    `json:"of"`
	Whole string `json:"whole"` // digest of what all shards run
	Runs  int    `json:"runs"`  // of each job
	Jobs  []job  `json:"jobs"`
}

func (m manifest) shard() *shard { return &shard{m.Shard, m.Of} }

// manifests matches the files of all shards.
const manifests = "shard-*-of-*.json"

// take leaves the plans of the shard, and writes down in dir which they are.
func (s shard) take(plans []*harness.Plan, runs int, dir string) ([]*harness.Plan, error) {
	own := split(plans, s.of)[s.index-1]
	m := manifest{Shard: s.index, Of: s.of, Whole: digest(jobsOf(plans)), Runs: runs, Jobs: jobsOf(own)}
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, err
	}
	return own, os.WriteFile(filepath.Join(dir, s.name()+".json"), append(text, '\n'), 0o644)
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
