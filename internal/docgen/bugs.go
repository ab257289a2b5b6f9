package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"text/template"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/release"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/internal/trackrecord"
	"github.com/zkscenario/zkscenario/scenarios"
)

// bug is what the page on a known bug has.
type bug struct {
	*spec.Scenario
	File   string // below scenarios
	Cause  string // the comment at the head of its file
	Breaks []broken
	Lines  []line
	Track  []trackrecord.Row
	Newest string // the newest known release
	Still  bool   // the newest release has the bug
	// Example is the newest release that has it.
	Example string
}

// broken is a guarantee that the bug breaks.
type broken struct {
	timeline.Guarantee
	On string // a range of releases; of a group, that one of it breaks there
}

// line is a line of releases, such as 3.4, with what each release does.
type line struct{ Name, Releases string }

// read reads a file of the catalogue.
func read(name string) (text []byte, plans []*harness.Plan, err error) {
	folder, err := fs.Sub(scenarios.FS, path.Dir(name))
	if err != nil {
		return nil, nil, err
	}
	if text, err = fs.ReadFile(scenarios.FS, name); err != nil {
		return nil, nil, err
	}
	_, plans, diags := harness.Load(name, text, spec.Inputs{Folder: spec.NewFolder(folder, path.Dir(name))}, language())
	if diags.HasErrors() {
		return nil, nil, diags
	}
	return text, plans, nil
}

// files lists the files of the catalogue.
func files() ([]string, error) { return fs.Glob(scenarios.FS, "*/*.hcl") }

// bugs lists the scenarios that expect a violation, sorted by name.
func bugs(track []trackrecord.Row) ([]bug, error) {
	names, err := files()
	if err != nil {
		return nil, err
	}
	var all []bug
	for _, name := range names {
		text, plans, err := read(name)
		if err != nil {
			return nil, fmt.Errorf("load %s: %w", name, err)
		}
		for _, p := range plans {
			if len(p.Scenario.Expects) > 0 {
				all = append(all, bugOf(name, text, p.Scenario, track))
			}
		}
	}
	slices.SortFunc(all, func(a, b bug) int { return strings.Compare(a.Name, b.Name) })
	for i, b := range all {
		if b.Cause == "" {
			all[i].Cause = causeElsewhere(b, all)
		}
	}
	return all, nil
}

// causeElsewhere refers to a page on the same issue that has the cause.
func causeElsewhere(b bug, all []bug) string {
	for _, other := range all {
		same := slices.ContainsFunc(other.References, func(r string) bool { return slices.Contains(b.References, r) })
		if same && other.Name != b.Name && other.Cause != "" {
			return fmt.Sprintf("That of [%s](%s.md).", other.Name, other.Name)
		}
	}
	return ""
}

func bugOf(name string, text []byte, sc *spec.Scenario, track []trackrecord.Row) bug {
	known := release.Known()
	b := bug{Scenario: sc, File: name, Cause: headComment(text), Lines: strip(sc, known), Newest: known[len(known)-1]}
	for _, e := range sc.Expects {
		on := e.ViolatedOn.String()
		if len(e.Guarantees) > 1 {
			on += ": " + e.String()
		}
		for _, name := range e.Guarantees {
			g, _ := timeline.LookupGuarantee(name)
			b.Breaks = append(b.Breaks, broken{g, on})
		}
	}
	b.Still = breaksOn(sc, b.Newest)
	for _, r := range known {
		if breaksOn(sc, r) {
			b.Example = r
		}
	}
	for _, row := range track {
		if row.Scenario == sc.Name {
			b.Track = append(b.Track, row)
		}
	}
	return b
}

// headComment returns the comment with which a file begins, as one paragraph.
func headComment(text []byte) string {
	var words []string
	for l := range bytes.Lines(text) {
		comment, ok := bytes.CutPrefix(l, []byte("#"))
		if !ok {
			break
		}
		words = append(words, strings.Fields(string(comment))...)
	}
	return strings.Join(words, " ")
}

func breaksOn(sc *spec.Scenario, name string) bool {
	return sc.Releases.Allows(name) && slices.ContainsFunc(sc.Expects, func(e spec.Expect) bool { return e.ViolatedOn.Allows(name) })
}

// strip shows for each known release whether it has the bug, a line for 3.4, 3.5 and so on.
func strip(sc *spec.Scenario, known []string) []line {
	var lines []line
	for _, name := range known {
		numbers, _, _ := strings.Cut(name, "-")
		last := strings.LastIndex(numbers, ".")
		mark := "+"
		switch {
		case !sc.Releases.Allows(name):
			mark = " "
		case breaksOn(sc, name):
			mark = "X"
		}
		if n := len(lines); n == 0 || lines[n-1].Name != numbers[:last] {
			lines = append(lines, line{Name: numbers[:last]})
		}
		lines[len(lines)-1].Releases += fmt.Sprintf("%4s%s", numbers[last:], mark)
	}
	for i := range lines {
		lines[i].Releases = strings.TrimRight(lines[i].Releases, " ")
	}
	return lines
}

// renderBugs adds a page for each bug, and the list of all.
func renderBugs(t *template.Template, all []bug, pages map[string][]byte) error {
	for _, b := range all {
		text, err := fill(t, "bug.md.tmpl", b)
		if err != nil {
			return err
		}
		pages["bugs/"+b.Name+".md"] = text
	}
	text, err := fill(t, "bugs.md.tmpl", byGuarantee(all))
	pages["bugs/README.md"] = text
	return err
}

// brokenBy is a guarantee with the bugs that break it.
type brokenBy struct {
	timeline.Guarantee
	Bugs []brokenOn
}

// brokenOn is a bug, and the releases on which it breaks one guarantee.
type brokenOn struct {
	bug
	On string
}

// byGuarantee lists the guarantees that bugs break.
func byGuarantee(all []bug) []brokenBy {
	var lists []brokenBy
	for _, g := range timeline.Guarantees {
		by := brokenBy{Guarantee: g}
		for _, b := range all {
			for _, e := range b.Breaks {
				if e.Name == g.Name {
					by.Bugs = append(by.Bugs, brokenOn{b, e.On})
				}
			}
		}
		if len(by.Bugs) > 0 {
			lists = append(lists, by)
		}
	}
	return lists
}

// issue links an issue of ZooKeeper; other references stay as they are.
func issue(reference string) string {
	if strings.HasPrefix(reference, "ZOOKEEPER-") {
		return fmt.Sprintf("[%s](https://issues.apache.org/jira/browse/%[1]s)", reference)
	}
	return reference
}
