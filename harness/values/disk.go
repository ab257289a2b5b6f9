package values

import (
	"cmp"
	"slices"

	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness/disk"
	"github.com/zkscenario/zkscenario/harness/machine"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// OfDisk returns the value of server(N).disk.
func OfDisk(d disk.Contents, missing []timeline.Span) cty.Value {
	newest, found := d.Snapshot(^timeline.Zxid(0))
	snapshot := cty.NullVal(cty.String)
	if found {
		snapshot = cty.StringVal(newest.Zxid.String())
	}
	values := map[string]cty.Value{
		"zxid": zxidOrNull(d.Newest()), "snapshot": snapshot, "last_logged": zxidOrNull(d.LastLogged()),
		"logged": spansValue(d.Logged()), "missing": spansValue(missing), "trouble": TextList(troubles(d)),
		"accepted_epoch": epochValue(d.AcceptedEpoch), "current_epoch": epochValue(d.CurrentEpoch),
		"files": filesValue(d.Files),
	}
	for _, name := range spec.DiskNames() {
		values[string(name)] = spaceValue(d.Space[name])
	}
	return cty.ObjectVal(values)
}

func epochValue(e disk.Epoch) cty.Value {
	if e.Number == nil {
		return cty.NullVal(cty.Number)
	}
	return cty.NumberIntVal(*e.Number)
}

// filesValue lists the files of both disks, sorted by name and then by disk.
func filesValue(files map[spec.DiskName][]machine.File) cty.Value {
	type onDisk struct {
		machine.File
		disk spec.DiskName
	}
	var all []onDisk
	for name, files := range files {
		for _, f := range files {
			all = append(all, onDisk{f, name})
		}
	}
	slices.SortFunc(all, func(a, b onDisk) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.disk, b.disk)) })
	values := make([]cty.Value, len(all))
	for i, f := range all {
		values[i] = cty.ObjectVal(map[string]cty.Value{
			"name": cty.StringVal(f.Name), "disk": cty.StringVal(string(f.disk)), "size": cty.NumberIntVal(f.Size),
			"modified": cty.NumberFloatVal(float64(f.Modified.UnixMicro()) / 1e6),
		})
	}
	if len(values) == 0 {
		return cty.ListValEmpty(cty.Object(fileAttributes.types()))
	}
	return cty.ListVal(values)
}

// spaceValue returns the value of server(N).disk.data and server(N).disk.log. Some file
// systems, such as btrfs, have no fixed number of inodes, which the kernel reports as 0.
func spaceValue(s *machine.Space) cty.Value {
	if s == nil {
		return cty.NullVal(cty.Object(spaceAttributes.types()))
	}
	inodes, free := cty.NullVal(cty.Number), cty.NullVal(cty.Number)
	if s.Inodes != 0 {
		inodes, free = cty.NumberIntVal(s.Inodes), cty.NumberIntVal(s.InodesFree)
	}
	return cty.ObjectVal(map[string]cty.Value{
		"size": cty.NumberIntVal(s.Size), "free": cty.NumberIntVal(s.Free), "inodes": inodes, "free_inodes": free,
	})
}

func spansValue(spans []timeline.Span) cty.Value {
	var all []string
	for _, s := range spans {
		all = append(all, s.String())
	}
	return TextList(all)
}

// TextList returns a list of strings.
func TextList(all []string) cty.Value {
	values := make([]cty.Value, len(all))
	for i, s := range all {
		values[i] = cty.StringVal(s)
	}
	if len(values) == 0 {
		return cty.ListValEmpty(cty.String)
	}
	return cty.ListVal(values)
}

// troubles lists the reasons why files of a disk are damaged.
func troubles(d disk.Contents) []string {
	all := []string{d.AcceptedEpoch.Trouble, d.CurrentEpoch.Trouble}
	for _, l := range d.Logs {
		all = append(all, l.Trouble)
	}
	for _, s := range d.Snapshots {
		all = append(all, s.Trouble)
	}
	return slices.DeleteFunc(all, func(s string) bool { return s == "" })
}
