package harness

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/zkscenario/zkscenario/harness/report"
)

// TimelineFile is the name of the timeline in the folder of a run.
const TimelineFile = "timeline.jsonl"

// runDir is the folder of one run. Without a root no files are kept.
type runDir struct {
	id       string
	path     string // "" keeps nothing
	timeline io.WriteCloser
}

// noFile discards what is written to it.
type noFile struct{ io.Writer }

func (noFile) Close() error { return nil }

var discard = noFile{io.Discard}

func newRunDir(root string, plan *Plan) (*runDir, error) {
	sc := plan.Scenario
	id := fmt.Sprintf("%s-%s-%s", time.Now().Format("20060102-150405.000"), sc.Name, sc.Ensemble.Release)
	if plan.control != "" {
		id += "-control"
	}
	d := &runDir{id: id, timeline: discard}
	if root == "" {
		return d, nil
	}
	if err := d.make(root); err != nil {
		return nil, fmt.Errorf("make folder of the run: %w", err)
	}
	name := "scenario.hcl"
	if plan.isJSON() {
		name += ".json"
	}
	if err := d.write(name, plan.File.Source); err != nil {
		return nil, err
	}
	for name, text := range plan.File.Libraries() {
		if err := d.write(filepath.Base(name), text); err != nil {
			return nil, err
		}
	}
	f, err := os.Create(filepath.Join(d.path, TimelineFile))
	if err != nil {
		return nil, fmt.Errorf("create timeline: %w", err)
	}
	d.timeline = f
	return d, nil
}

// make makes a new folder, also if another run with the same name begins at the same time.
func (d *runDir) make(root string) error {
	if err := os.MkdirAll(root, 0o755); err != nil {
		return err
	}
	for id, n := d.id, 2; ; n++ {
		d.path = filepath.Join(root, d.id)
		err := os.Mkdir(d.path, 0o755)
		if !errors.Is(err, os.ErrExist) {
			return err
		}
		d.id = fmt.Sprintf("%s-%d", id, n)
	}
}

func (d *runDir) write(name string, content []byte) error {
	if d.path == "" {
		return nil
	}
	path := filepath.Join(d.path, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// Config saves the zoo.cfg of the last start of a server.
func (d *runDir) Config(id int, files map[string]string) error {
	return d.write(filepath.Join(serverFolder(id), "zoo.cfg"), []byte(files["zoo.cfg"]))
}

func serverFolder(id int) string { return fmt.Sprintf("server-%d", id) }

// ServerLog opens the copy of a server's log.
func (d *runDir) ServerLog(id int) (io.WriteCloser, error) {
	if d.path == "" {
		return discard, nil
	}
	folder := filepath.Join(d.path, serverFolder(id))
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, fmt.Errorf("make folder of server: %w", err)
	}
	f, err := os.Create(filepath.Join(folder, "server.log"))
	if err != nil {
		return nil, fmt.Errorf("create copy of server log: %w", err)
	}
	return f, nil
}

// finish saves the report and points "latest" at the run. recording is the error of the
// timeline, if any.
func (d *runDir) finish(rep *report.Report, recording error, save func(string, *report.Report) error) error {
	err := errors.Join(recording, d.timeline.Close())
	if d.path == "" || err != nil {
		return err
	}
	rep.Dir = d.path
	if save != nil {
		if err := save(d.path, rep); err != nil {
			return err
		}
	}
	return d.latest()
}

// latest replaces the link atomically, since several runs may end at the same time.
func (d *runDir) latest() error {
	next := d.path + ".latest"
	if err := os.Symlink(filepath.Base(d.path), next); err != nil {
		return fmt.Errorf("link latest run: %w", err)
	}
	if err := os.Rename(next, filepath.Join(filepath.Dir(d.path), "latest")); err != nil {
		return fmt.Errorf("link latest run: %w", err)
	}
	return nil
}
