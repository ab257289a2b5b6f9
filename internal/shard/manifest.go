package shard

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/report"
)

// Manifest lists what a shard is to run, and how. It is written next to the folders of
// its runs, so that merging detects missing and foreign runs.
type Manifest struct {
	Shard    int    `json:"shard"`
	Of       int    `json:"of"`
	Whole    string `json:"whole"`              // digest of the jobs of all shards
	Runs     int    `json:"runs"`               // of each job
	Runtime  string `json:"runtime,omitempty"`  // empty without jobs
	Build    string `json:"build,omitempty"`    // as in a report
	Controls bool   `json:"controls,omitempty"` // whether controls are run too
	Jobs     []Job  `json:"jobs"`
}

// NewManifest returns the manifest of one shard of all plans. The caller adds how they
// are run.
func NewManifest(s Shard, plans, own []*harness.Plan) Manifest {
	return Manifest{Shard: s.Index, Of: s.Of, Whole: digest(JobsOf(plans)), Jobs: JobsOf(own)}
}

// manifests matches the files of all shards.
const manifests = "shard-*-of-*.json"

// Write writes the manifest into the folder with the folders of the runs.
func (m Manifest) Write(dir string) error {
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, m.shard().Name()+".json"), append(text, '\n'), 0o644)
}

func readManifest(name string) (m Manifest, err error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return m, err
	}
	if m.Shard < 1 || m.Shard > m.Of || m.Runs < 1 || len(m.Jobs) > 0 && m.Runtime == "" {
		return m, errors.New("it lacks the number of the shard, of the runs, or the runtime; was it written by another version of zkscenario?")
	}
	return m, nil
}

func (m Manifest) shard() *Shard { return &Shard{m.Shard, m.Of} }

// Place names the runtime and the build of the shard's runs, as their reports do.
func (m Manifest) Place() string {
	return (&report.Report{Runtime: m.Runtime, Build: m.Build}).Place()
}

// conflict returns why two shards cannot be parts of one whole; "" if they can. A shard
// without jobs was not run, so that it does not matter how.
func (m Manifest) conflict(other Manifest) string {
	switch {
	case m.Of != other.Of || m.Whole != other.Whole || m.Runs != other.Runs:
		return "are parts of different wholes: other scenarios, versions, releases or numbers of runs"
	case len(m.Jobs) == 0 || len(other.Jobs) == 0:
		return ""
	case m.Place() != other.Place():
		return fmt.Sprintf("were run differently: %s, and %s", m.Place(), other.Place())
	case m.Controls != other.Controls:
		return "were run differently: only one of them with --control"
	default:
		return ""
	}
}
