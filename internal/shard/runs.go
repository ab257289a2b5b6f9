package shard

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/rundir"
)

// reportName is the name of the report that every completed run leaves.
const reportName = "report.json"

// Runs are the saved runs found in some folders.
type Runs struct {
	Reports    []*report.Report // of scenarios; those of controls are parts of them
	Attempts   []*report.Report // those that were inconclusive, and were run again
	Unreadable []string         // reports and manifests, each with the reason

	seen       map[string]bool // files
	controls   []*report.Report
	shards     []Manifest
	unfinished []string // folders of runs without a report
}

// ReadRuns reads the runs in folders, and the manifests of their shards. A run that
// several folders lead to is read once; merged reports are skipped.
func ReadRuns(dirs []string) (*Runs, error) {
	r := &Runs{seen: map[string]bool{}}
	for _, dir := range dirs {
		if err := r.read(dir); err != nil {
			return nil, err
		}
	}
	r.setAttemptsApart()
	if len(r.Reports)+len(r.shards)+len(r.Unreadable) == 0 {
		return nil, NoRuns(dirs)
	}
	return r, nil
}

// setAttemptsApart moves the reports that are followed by another attempt at the same run.
func (r *Runs) setAttemptsApart() {
	var last []*report.Report
	for _, rep := range r.Reports {
		if slices.ContainsFunc(r.Reports, func(other *report.Report) bool { return other.Follows(rep) }) {
			r.Attempts = append(r.Attempts, rep)
		} else {
			last = append(last, rep)
		}
	}
	r.Reports = last
}

// NoRuns returns the error for folders without runs.
func NoRuns(dirs []string) error {
	return fmt.Errorf("no %s of a run in %s", reportName, strings.Join(dirs, ", "))
}

func (r *Runs) read(dir string) error {
	dir, err := filepath.EvalSymlinks(dir) // such as "latest"
	if err != nil {
		return err
	}
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		isManifest, _ := filepath.Match(manifests, d.Name()) // the pattern is a constant
		full, err := filepath.Abs(path)
		switch {
		case err != nil || r.seen[full]:
			return err
		case d.Name() == reportName:
			r.addReport(path)
		case d.Name() == rundir.TimelineFile && !exists(filepath.Join(filepath.Dir(path), reportName)):
			r.unfinished = append(r.unfinished, filepath.Dir(path))
		case isManifest:
			r.addManifest(path)
		}
		r.seen[full] = true
		return err
	})
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

func (r *Runs) addReport(name string) {
	rep, err := readReport(name)
	if err != nil {
		r.Unreadable = append(r.Unreadable, fmt.Sprintf("%s: %s", name, err))
		return
	}
	rep.Dir = filepath.Dir(name)
	to := &r.Reports
	if rep.Control != "" {
		to = &r.controls
	}
	sameRun := func(other *report.Report) bool {
		return other.Scenario == rep.Scenario && other.Control == rep.Control && other.Release == rep.Release && other.Started.Equal(rep.Started)
	}
	switch {
	case rep.Scenario == "": // a merged report
	case !slices.ContainsFunc(*to, sameRun): // copying may turn the link "latest" into a folder
		*to = append(*to, rep)
	}
}

func readReport(name string) (*report.Report, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return report.ReadJSON(f)
}

func (r *Runs) addManifest(name string) {
	m, err := readManifest(name)
	if err != nil {
		r.Unreadable = append(r.Unreadable, fmt.Sprintf("%s: %s", name, err))
		return
	}
	r.shards = append(r.shards, m)
}

// Missing lists the runs without a usable report, each with the reason.
func (r *Runs) Missing() []string {
	missing := slices.Clone(r.Unreadable)
	for _, dir := range r.unfinished {
		missing = append(missing, fmt.Sprintf("the run in %s has no %s: it did not complete", dir, reportName))
	}
	return missing
}
