package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/harness/report"
)

// reportName is what every run leaves that came to its end.
const reportName = "report.json"

// savedRuns are the runs beneath some folders, as they wrote themselves down.
type savedRuns struct {
	seen map[string]bool // files

	reports    []*report.Report // of scenarios; those of controls are told by them
	controls   []*report.Report
	shards     []manifest
	unfinished []string // folders of runs that came to no end
	unreadable []string // reports and manifests, each with the reason
}

// readRuns finds the runs beneath folders, and the manifests of their shards. What
// several folders lead to is there once, and what report merge wrote not at all.
func readRuns(dirs []string) (*savedRuns, error) {
	s := &savedRuns{seen: map[string]bool{}}
	for _, dir := range dirs {
		if err := s.read(dir); err != nil {
			return nil, err
		}
	}
	if len(s.reports)+len(s.shards)+len(s.unreadable) == 0 {
		return nil, noRuns(dirs)
	}
	return s, nil
}

func noRuns(dirs []string) error {
	return fmt.Errorf("there is no %s of a run in %s", reportName, strings.Join(dirs, ", "))
}

func (s *savedRuns) read(dir string) error {
	dir, err := filepath.EvalSymlinks(dir) // such as "latest"
	if err != nil {
		return err
	}
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		planned, _ := filepath.Match(manifests, d.Name()) // the pattern is a constant
		full, err := filepath.Abs(path)
		switch {
		case err != nil || s.seen[full]:
			return err
		case d.Name() == reportName:
			s.addReport(path)
		case d.Name() == timelineName && !isFile(filepath.Join(filepath.Dir(path), reportName)):
			s.unfinished = append(s.unfinished, filepath.Dir(path))
		case planned:
			s.addManifest(path)
		}
		s.seen[full] = true
		return err
	})
}

func (s *savedRuns) addReport(name string) {
	r, err := readReport(name)
	if err != nil {
		s.unreadable = append(s.unreadable, fmt.Sprintf("%s: %s", name, err))
		return
	}
	r.Dir = filepath.Dir(name)
	to := &s.reports
	if r.Control != "" {
		to = &s.controls
	}
	again := func(other *report.Report) bool {
		return other.Scenario == r.Scenario && other.Control == r.Control && other.Release == r.Release && other.Started.Equal(r.Started)
	}
	switch {
	case r.Scenario == "": // what merge wrote
	case !slices.ContainsFunc(*to, again): // "latest" is a copy where links are followed
		*to = append(*to, r)
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

func (s *savedRuns) addManifest(name string) {
	planned, err := readManifest(name)
	if err != nil {
		s.unreadable = append(s.unreadable, fmt.Sprintf("%s: %s", name, err))
		return
	}
	s.shards = append(s.shards, planned)
}

func readManifest(name string) (planned manifest, err error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return planned, err
	}
	if err := json.Unmarshal(text, &planned); err != nil {
		return planned, err
	}
	if planned.Shard < 1 || planned.Shard > planned.Of || planned.Runs < 1 || len(planned.Jobs) > 0 && planned.Runtime == "" {
		return planned, errors.New("it does not say which shard it is, and of how many runs in which runtime: did another version of zkscenario write it?")
	}
	return planned, nil
}

// missing says what of the runs cannot be told.
func (s *savedRuns) missing() []string {
	said := slices.Clone(s.unreadable)
	for _, dir := range s.unfinished {
		said = append(said, fmt.Sprintf("the run in %s has no %s: it came to no end", dir, reportName))
	}
	return said
}
