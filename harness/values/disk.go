package values

import (
	"slices"

	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// OfDisk returns the value of server(N).disk.
func OfDisk(d timeline.Disk, missing []timeline.Span) cty.Value {
	newest, found := d.Snapshot(^timeline.Zxid(0))
	snapshot := cty.NullVal(cty.String)
	if found {
		snapshot = cty.StringVal(newest.Zxid.String())
	}
	return cty.ObjectVal(map[string]cty.Value{
		"zxid": zxidOrNull(d.Newest()), "snapshot": snapshot,
		"logged": spansValue(d.Logged()), "missing": spansValue(missing), "trouble": TextList(troubles(d)),
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
func troubles(d timeline.Disk) []string {
	var all []string
	for _, l := range d.Logs {
		all = append(all, l.Trouble)
	}
	for _, s := range d.Snapshots {
		all = append(all, s.Trouble)
	}
	return slices.DeleteFunc(all, func(s string) bool { return s == "" })
}
