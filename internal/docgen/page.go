package main

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"text/template"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/runtime/docker"
	"github.com/zkscenario/zkscenario/harness/runtime/local"
	"github.com/zkscenario/zkscenario/harness/server"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/internal/reference"
	"github.com/zkscenario/zkscenario/internal/trackrecord"
)

//go:embed *.md.tmpl
var templates embed.FS

//go:embed example.hcl
var example string

// page holds the data of all templates.
type page struct {
	reference.Reference
	schema
	Groups    []group
	Version   int    // of timelines
	Good, Bad string // timelines: one that holds, and the line of another one that violates a guarantee
	Example   string
	ZooCfg    []string
	Limits    []harness.Default
	Track     []trackrecord.Row
}

// pages lists the files to write in docs.
var pages = []string{"language.md", "defaults.md", "timeline.md", "track-record.md"}

// savedResults is the source of the track record. All paths here are relative to this
// folder, in which go generate runs the command.
const savedResults = "../../docs/track-record.jsonl"

// The sources of the page on the timeline.
const (
	timelineTypes  = "../../harness/timeline/event.go"
	goodTimeline   = "../../docs/timeline-example.jsonl"
	brokenTimeline = "../../docs/timeline-broken.jsonl"
)

// render returns the pages by name. A word, an attribute or a function that is not
// described is an error.
func render(lang harness.Language) (map[string][]byte, error) {
	p := newPage(lang)
	if err := errors.Join(p.Gaps(), p.readTimelines(), p.readResults()); err != nil {
		return nil, err
	}
	t, err := template.New("").Funcs(template.FuncMap{"cell": cell, "anchor": anchor, "links": links, "issue": issue}).ParseFS(templates, "*.md.tmpl")
	if err != nil {
		return nil, fmt.Errorf("read templates: %w", err)
	}
	all := map[string][]byte{}
	for _, name := range pages {
		if all[name], err = fill(t, name+".tmpl", p); err != nil {
			return nil, err
		}
	}
	known, err := bugs(p.Track)
	if err != nil {
		return nil, err
	}
	return all, renderBugs(t, known, all)
}

// fill executes a template.
func fill(t *template.Template, name string, data any) ([]byte, error) {
	var text bytes.Buffer
	if err := t.ExecuteTemplate(&text, name, data); err != nil {
		return nil, fmt.Errorf("fill template: %w", err)
	}
	return text.Bytes(), nil
}

func newPage(lang harness.Language) page {
	p := page{Reference: reference.New(lang, docker.New(docker.Options{}), local.New(local.Options{})), Example: example, Limits: harness.Defaults()}
	p.Groups = groupsOf(p.Reference)
	lines := server.Defaults()
	for _, key := range slices.Sorted(maps.Keys(lines)) {
		p.ZooCfg = append(p.ZooCfg, key+"="+lines[key])
	}
	return p
}

// readTimelines reads the sources of the page on the timeline.
func (p *page) readTimelines() error {
	var err error
	if p.schema, err = readSchema(timelineTypes); err != nil {
		return err
	}
	good, err := os.ReadFile(goodTimeline)
	if err != nil {
		return fmt.Errorf("read example: %w", err)
	}
	broken, err := os.ReadFile(brokenTimeline)
	if err != nil {
		return fmt.Errorf("read example: %w", err)
	}
	p.Version, p.Good, p.Bad = timeline.Version, string(good), difference(string(broken), string(good))
	return nil
}

// readResults counts the saved results.
func (p *page) readResults() error {
	results, err := trackrecord.Load(savedResults)
	if err != nil {
		return fmt.Errorf("read results: %w", err)
	}
	p.Track = trackrecord.Rows(results)
	return nil
}

// difference returns the lines of a text that the other one does not have; the first
// lines, which differ in their ids, are left out.
func difference(text, other string) string {
	var all strings.Builder
	for line := range strings.Lines(text) {
		if !strings.Contains(other, line) && !strings.Contains(line, `"kind":"run"`) {
			all.WriteString(line)
		}
	}
	return all.String()
}

// cell makes a text fit into a cell of a table.
func cell(text string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(text), " "), "|", `\|`)
}

// anchor returns the anchor of a heading: sessionname for session.NAME.
func anchor(heading string) string {
	return strings.ToLower(strings.NewReplacer(".", "", " ", "-").Replace(heading))
}

// links links headings of the page.
func links(headings []string) string {
	var all []string
	for _, h := range headings {
		all = append(all, fmt.Sprintf("[%s](#%s)", h, anchor(h)))
	}
	return enumerate(all)
}
