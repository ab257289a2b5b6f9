package actions

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/disk"
	"github.com/zkscenario/zkscenario/harness/forecast"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

var editFile = harness.Kind[harness.Action]{
	Name:    "edit_file",
	Summary: "Changes one of ZooKeeper's files on a disk of a server that is down: creates, truncates, extends, overwrites or removes it. Or removes several.",
	Plain:   `{{if is .remove "true"}}Remove{{else}}Edit{{end}} {{.file}} of {{servers .server}}{{with .disk}} on its {{.}} disk{{end}}{{with .create}}: create it with the text {{quoted .}}{{end}}{{with .truncate}}: truncate it to {{.}}{{end}}{{with .append}}: append {{quoted .}}{{end}}{{with .append_hex}}: append the bytes {{.}}{{end}}{{with .replace}}: overwrite bytes with {{.}}{{end}}`,
	Waits:   "Waits until the file is written.",
	Receipt: "the file's size and the written bytes, as they are read back.",
	Cases: []harness.Case{
		{Attribute: "remove", Value: "true", Waits: "waits until the files are removed.", Receipt: "the names and sizes of the files, which a second listing of the folder lacks."},
	},
	Setup: `kill { server = 1 }`,
	Example: `edit_file {
  server   = 1
  file     = "newest_log"
  truncate = "0B"
}`,
	New: func() harness.Action { return &EditFile{} },
}

// EditFile implements the word edit_file.
type EditFile struct {
	Server         int               `hcl:"server" doc:"Id of the server, which must be down."`
	ServerRange    hcl.Range         `hcl:"server,attr_value_range"`
	File           string            `hcl:"file" doc:"\"newest_log\", \"oldest_log\", \"newest_snapshot\" or \"oldest_snapshot\", by the zxid in its name; with remove = true also \"all_logs\", \"older_logs\" (all but the newest), \"all_snapshots\" or \"older_snapshots\"; or the name of a file in the folder version-2, such as \"currentEpoch\"."`
	FileRange      hcl.Range         `hcl:"file,attr_value_range"`
	Disk           string            `hcl:"disk,optional" doc:"\"data\" or \"log\". Default: the one where ZooKeeper has files of that name."`
	DiskRange      hcl.Range         `hcl:"disk,attr_value_range"`
	Create         *string           `hcl:"create,optional" doc:"Text of a file that does not exist yet; \"\" for an empty file."`
	CreateRange    hcl.Range         `hcl:"create,attr_value_range"`
	Truncate       *string           `hcl:"truncate,optional" doc:"Size to cut the file to, such as \"10kB\" (kB, KiB, MB, MiB); less than it has."`
	TruncateRange  hcl.Range         `hcl:"truncate,attr_value_range"`
	Append         *string           `hcl:"append,optional" doc:"Text to add at the end."`
	AppendRange    hcl.Range         `hcl:"append,attr_value_range"`
	AppendHex      *string           `hcl:"append_hex,optional" doc:"Bytes to add at the end, in hexadecimal digits."`
	AppendHexRange hcl.Range         `hcl:"append_hex,attr_value_range"`
	Replace        map[string]string `hcl:"replace,optional" doc:"Bytes to overwrite: { offset = 0, text = \"...\" }, or hex = \"...\" for hexadecimal digits. Without offset, the beginning."`
	ReplaceRange   hcl.Range         `hcl:"replace,attr_value_range"`
	Remove         *bool             `hcl:"remove,optional" doc:"true removes the file or the files."`
	RemoveRange    hcl.Range         `hcl:"remove,attr_value_range"`
	Range          hcl.Range         `hcl:",def_range"`
}

// Run implements harness.Action.
func (a *EditFile) Run(ctx context.Context, env *harness.Env) error {
	s, err := env.Cluster.Server(a.Server)
	if err != nil {
		return err
	}
	edit, invalid := a.edit()
	if invalid != nil {
		return verdict.Inconclusive("%w", invalid)
	}
	return s.Edit(ctx, edit)
}

// changeError reports a value that describes no change of a file, at its range.
type changeError struct {
	summary string
	at      hcl.Range
	err     error
}

// Error implements error.
func (e *changeError) Error() string { return e.err.Error() }

// edit returns the change that the block describes.
func (a *EditFile) edit() (disk.FileEdit, *changeError) {
	e := disk.FileEdit{File: a.File, Disk: spec.DiskName(a.Disk), Create: a.Create}
	if a.Disk == "" {
		e.Disk = disk.Of(a.File)
	}
	switch {
	case a.Truncate != nil:
		size, err := spec.ParseSize(*a.Truncate)
		if err != nil {
			return e, &changeError{"Invalid size", a.TruncateRange, err}
		}
		e.Truncate = &size
	case a.Append != nil:
		e.Append = []byte(*a.Append)
		if len(e.Append) == 0 {
			return e, &changeError{"Nothing to write", a.AppendRange, errNoBytes}
		}
	case a.AppendHex != nil:
		bytes, err := fromHex(*a.AppendHex)
		if err != nil {
			return e, &changeError{"Nothing to write", a.AppendHexRange, err}
		}
		e.Append = bytes
	case a.Replace != nil:
		if err := a.replacement(&e); err != nil {
			return e, &changeError{"Invalid replacement", a.ReplaceRange, err}
		}
	}
	return e, nil
}

var errNoBytes = errors.New("there are no bytes to write")

func fromHex(text string) ([]byte, error) {
	bytes, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err == nil && len(bytes) == 0 {
		err = errNoBytes
	}
	return bytes, err
}

// replacement parses the attributes of replace.
func (a *EditFile) replacement(e *disk.FileEdit) error {
	for _, key := range slices.Sorted(maps.Keys(a.Replace)) {
		if !slices.Contains([]string{"hex", "offset", "text"}, key) {
			return fmt.Errorf("replace has no attribute %q.%s", key, spec.DidYouMean(key, []string{"hex", "offset", "text"}))
		}
	}
	text, isText := a.Replace["text"]
	digits, isHex := a.Replace["hex"]
	var err error
	switch {
	case isText == isHex:
		return errors.New("write either text or hex")
	case isText && text == "":
		return errNoBytes
	case isText:
		e.Replace = []byte(text)
	default:
		e.Replace, err = fromHex(digits)
	}
	if offset, ok := a.Replace["offset"]; ok && err == nil {
		e.Offset, err = strconv.ParseInt(offset, 10, 64)
		if err == nil && e.Offset < 0 {
			err = fmt.Errorf("the offset %d is before the file", e.Offset)
		}
	}
	return err
}

// Validate implements harness.Validator.
func (a *EditFile) Validate(sc *spec.Scenario) hcl.Diagnostics {
	diags := append(validServers(sc, []int{a.Server}, a.ServerRange), validDisk(a.Disk, a.DiskRange)...)
	if err := validFile(a.File); err != nil {
		diags = append(diags, spec.Errorf(a.FileRange, "No such file", "%s.", err))
	}
	several := slices.Contains(disk.FilesWords(), a.File)
	switch {
	case a.Create != nil && (several || slices.Contains(disk.FileWords(), a.File)):
		diags = append(diags, spec.Errorf(a.FileRange, "No name of a new file", "%s stands for existing files; a new one needs a name, such as log.1000000ff.", a.File))
	case several && !a.removes():
		diags = append(diags, spec.Errorf(a.FileRange, "Several files", "%s stands for several files, which can only be removed; write remove = true, or name one file.", a.File))
	}
	if n := a.changes(); n != 1 {
		return append(diags, spec.Errorf(a.Range, "Not one change", "Write exactly one of create, truncate, append, append_hex, replace and remove = true, not %d of them.", n))
	}
	if _, err := a.edit(); err != nil {
		diags = append(diags, spec.Errorf(err.at, err.summary, "%s.", err))
	}
	return diags
}

// removes reports whether the block removes files, or may: remove may have no value yet.
func (a *EditFile) removes() bool {
	if a.Remove == nil {
		return !a.RemoveRange.Empty()
	}
	return *a.Remove
}

// changes returns the number of changes that the block describes.
func (a *EditFile) changes() int {
	n := 0
	for _, given := range []bool{
		a.Create != nil, a.Truncate != nil, a.Append != nil, a.AppendHex != nil, a.Replace != nil, a.Remove != nil && *a.Remove,
	} {
		if given {
			n++
		}
	}
	return n
}

// wordLike matches names that are probably meant as one of the words for a file.
var wordLike = regexp.MustCompile(`^(newest|oldest|older|all|latest|first|last)_|_(log|snapshot)s?$`)

// validFile accepts the words for files, and names of files in the folder version-2 itself.
func validFile(file string) error {
	words := slices.Concat(disk.FileWords(), disk.FilesWords())
	switch {
	case slices.Contains(words, file):
		return nil
	case file == "", file == ".", file == "..", strings.ContainsRune(file, '/'):
		return fmt.Errorf("%q is not the name of a file in the folder version-2", file)
	case wordLike.MatchString(file):
		return fmt.Errorf("%q does not stand for a file.%s", file, strings.TrimSuffix(spec.DidYouMean(file, words), "."))
	}
	return nil
}

// Predict implements forecast.Predictor.
func (a *EditFile) Predict(f *forecast.Forecast) hcl.Diagnostics {
	if f.Scenario.Ensemble.Server(a.Server) == nil {
		return nil // not known before the run, or reported by Validate
	}
	return f.MustBeDown([]int{a.Server}, a.ServerRange)
}
