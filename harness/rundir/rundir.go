// Package rundir keeps the files of one run: the scenario, the timeline as it is written,
// and for each server its configuration and its log.
package rundir

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// TimelineFile is the name of the timeline in the folder of a run.
const TimelineFile = "timeline.jsonl"

// Dir is the folder of one run.
type Dir struct {
	ID       string // unique in its root
	Path     string // "" keeps no files
	Timeline io.WriteCloser
}

// noFile discards what is written to it.
type noFile struct{ io.Writer }

func (noFile) Close() error { return nil }

var discard = noFile{io.Discard}

// New makes the folder of a run with these files in a root, under another name if this one
// is taken. Without a root no files are kept.
func New(root, name string, files map[string][]byte) (*Dir, error) {
	d := &Dir{ID: name, Timeline: discard}
	if root == "" {
		return d, nil
	}
	if err := d.make(root); err != nil {
		return nil, fmt.Errorf("make folder of the run: %w", err)
	}
	for name, text := range files {
		if err := d.write(name, text); err != nil {
			return nil, err
		}
	}
	f, err := os.Create(filepath.Join(d.Path, TimelineFile))
	if err != nil {
		return nil, fmt.Errorf("create timeline: %w", err)
	}
	d.Timeline = f
	return d, nil
}

// make makes a new folder, also if another run with the same name begins at the same time.
func (d *Dir) make(root string) error {
	if err := os.MkdirAll(root, 0o755); err != nil {
		return err
	}
	for id, n := d.ID, 2; ; n++ {
		d.Path = filepath.Join(root, d.ID)
		err := os.Mkdir(d.Path, 0o755)
		if !errors.Is(err, os.ErrExist) {
			return err
		}
		d.ID = fmt.Sprintf("%s-%d", id, n)
	}
}

func (d *Dir) write(name string, content []byte) error {
	if d.Path == "" {
		return nil
	}
	path := filepath.Join(d.Path, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// Config saves the zoo.cfg of the last start of a server.
func (d *Dir) Config(id int, files map[string]string) error {
	return d.write(filepath.Join(serverFolder(id), "zoo.cfg"), []byte(files["zoo.cfg"]))
}

func serverFolder(id int) string { return fmt.Sprintf("server-%d", id) }

// ServerLog opens the copy of a server's log.
func (d *Dir) ServerLog(id int) (io.WriteCloser, error) {
	if d.Path == "" {
		return discard, nil
	}
	folder := filepath.Join(d.Path, serverFolder(id))
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, fmt.Errorf("make folder of server: %w", err)
	}
	f, err := os.Create(filepath.Join(folder, "server.log"))
	if err != nil {
		return nil, fmt.Errorf("create copy of server log: %w", err)
	}
	return f, nil
}

// Finish closes the timeline, has save write the other files and points "latest" at the
// run. recording is the error of the timeline, if any: then nothing else is saved.
func (d *Dir) Finish(recording error, save func(dir string) error) error {
	err := errors.Join(recording, d.Timeline.Close())
	if d.Path == "" || err != nil {
		return err
	}
	if err := save(d.Path); err != nil {
		return err
	}
	return d.latest()
}

// latest replaces the link atomically, since several runs may end at the same time.
func (d *Dir) latest() error {
	next := d.Path + ".latest"
	if err := os.Symlink(filepath.Base(d.Path), next); err != nil {
		return fmt.Errorf("link latest run: %w", err)
	}
	if err := os.Rename(next, filepath.Join(filepath.Dir(d.Path), "latest")); err != nil {
		return fmt.Errorf("link latest run: %w", err)
	}
	return nil
}
