// Package view shows reports: as text for a terminal, JSON, JUnit's XML, HTML and
// Markdown. A view is a pure function of a report.
package view

import (
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"github.com/zkscenario/zkscenario/harness/report"
)

// Files are the views in the folder of a run, by file name.
var Files = map[string]func(io.Writer, *report.Report) error{
	"report.json": JSON,
	"report.html": HTML,
	"junit.xml":   func(w io.Writer, r *report.Report) error { return JUnit(w, []*report.Report{r}) },
}

// CollectionFiles are the views of a collection, by file name.
var CollectionFiles = map[string]func(io.Writer, *report.Collection) error{
	"report.json": func(w io.Writer, c *report.Collection) error { return report.WriteJSON(w, c) },
	"report.html": collectionHTML,
	"summary.md":  Markdown,
	"junit.xml":   func(w io.Writer, c *report.Collection) error { return JUnit(w, c.Reports) },
}

// JSON writes the report as data, for programs and for report.ReadJSON.
func JSON(w io.Writer, r *report.Report) error { return report.WriteJSON(w, r) }

// Write writes all views of a report into a folder, which it makes if necessary. The page
// links to the files of the run, wherever these are.
func Write(dir string, r *report.Report) error {
	views := maps.Clone(Files)
	views["report.html"] = func(w io.Writer, r *report.Report) error {
		folder := ""
		if path := relative(dir, r.Dir); path != "." {
			folder = path + "/"
		}
		return htmlWithLinks(w, r, folder)
	}
	return writeAll(dir, views, r)
}

// WriteCollection writes all views of a collection into a folder, likewise.
func WriteCollection(dir string, c *report.Collection) error {
	linked := *c
	linked.Reports = []*report.Report{}
	for _, r := range c.Reports {
		moved := *r
		moved.Dir = relative(dir, r.Dir)
		linked.Reports = append(linked.Reports, &moved)
	}
	return writeAll(dir, CollectionFiles, &linked)
}

func writeAll[T any](dir string, views map[string]func(io.Writer, T) error, shown T) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("make folder of the report: %w", err)
	}
	for name, view := range views {
		var text strings.Builder
		if err := view(&text, shown); err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text.String()), 0o644); err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
	}
	return nil
}

// relative returns the path of a folder as seen from another one, for links. No folder
// has no path.
func relative(from, to string) string {
	if to == "" {
		return ""
	}
	start, err := filepath.Abs(from)
	if err != nil {
		return to
	}
	full, err := filepath.Abs(to)
	if err != nil {
		return to
	}
	path, err := filepath.Rel(start, full)
	if err != nil {
		return to
	}
	return filepath.ToSlash(path)
}
