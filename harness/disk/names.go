package disk

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/zkscenario/zkscenario/harness/machine"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// The words that select a file by its zxid. Any other text is the name of a file.
const (
	NewestLog      = "newest_log"
	OldestLog      = "oldest_log"
	NewestSnapshot = "newest_snapshot"
	OldestSnapshot = "oldest_snapshot"
)

// FileWords lists the words that select a file, sorted.
func FileWords() []string { return []string{NewestLog, NewestSnapshot, OldestLog, OldestSnapshot} }

// The words that select several files, each with a zxid in its name: all of a kind, or all
// but the newest.
const (
	AllLogs        = "all_logs"
	AllSnapshots   = "all_snapshots"
	OlderLogs      = "older_logs"
	OlderSnapshots = "older_snapshots"
)

// FilesWords lists the words that select several files, sorted.
func FilesWords() []string { return []string{AllLogs, AllSnapshots, OlderLogs, OlderSnapshots} }

// Of returns the name of the disk on which ZooKeeper keeps a file, by its name or its word.
func Of(file string) spec.DiskName {
	if strings.HasPrefix(file, "log.") || strings.HasSuffix(file, "_log") || file == AllLogs || file == OlderLogs {
		return spec.LogDisk
	}
	return spec.DataDisk
}

// pick returns the file that a word or a name selects.
func pick(files []machine.File, wanted string) (machine.File, bool) {
	age, kind, word := strings.Cut(wanted, "_")
	if !word || !slices.Contains(FileWords(), wanted) {
		i := slices.IndexFunc(files, func(f machine.File) bool { return f.Name == wanted })
		if i < 0 {
			return machine.File{}, false
		}
		return files[i], true
	}
	all := byZxid(files, kind)
	if len(all) == 0 {
		return machine.File{}, false
	}
	if age == "newest" {
		return all[len(all)-1], true
	}
	return all[0], true
}

// pickAll returns the files that one of FilesWords selects, from the oldest to the newest.
func pickAll(files []machine.File, word string) []machine.File {
	which, kinds, _ := strings.Cut(word, "_")
	all := byZxid(files, strings.TrimSuffix(kinds, "s"))
	if which == "older" && len(all) > 0 {
		all = all[:len(all)-1]
	}
	return all
}

// zxidOf reads the zxid in a name such as log.100000001 or snapshot.0.gz, or returns -1
// (Util.getZxidFromName).
func zxidOf(name, kind string) int64 {
	parts := strings.Split(name, ".")
	if len(parts) < 2 || parts[0] != kind {
		return -1
	}
	zxid, err := strconv.ParseInt(parts[1], 16, 64)
	if err != nil {
		return -1
	}
	return zxid
}

// byZxid picks the files whose names have a zxid, from the oldest to the newest.
func byZxid(files []machine.File, kind string) []machine.File {
	found := slices.DeleteFunc(slices.Clone(files), func(f machine.File) bool { return zxidOf(f.Name, kind) < 0 })
	slices.SortFunc(found, func(a, b machine.File) int { return cmp.Compare(zxidOf(a.Name, kind), zxidOf(b.Name, kind)) })
	return found
}

func fileNames(files []machine.File) string {
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = f.Name
	}
	return strings.Join(names, ", ")
}
