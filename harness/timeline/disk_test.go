package timeline

import (
	"testing"

	"gotest.tools/v3/assert"
)

// logged returns a disk with one log. Each pair of zxids is a span of it.
func logged(server int, ends ...Zxid) Disk {
	var f LogFile
	for i := 0; i < len(ends); i += 2 {
		f.Spans = append(f.Spans, Span{ends[i], ends[i+1]})
	}
	return Disk{Server: server, Logs: []LogFile{f}}
}

func (d Disk) with(snapshots ...Snapshot) Disk {
	d.Snapshots = append(d.Snapshots, snapshots...)
	return d
}

func TestMissing(t *testing.T) {
	whole := []Zxid{0x100000001, 0x100000009, 0x200000001, 0x200000005}
	tests := map[string]struct {
		third Disk
		want  []Span
	}{
		"nothing":           {logged(3, whole...), nil},
		"no log at all":     {Disk{Server: 3}, nil},
		"behind":            {logged(3, 0x100000001, 0x100000004), nil},
		"far behind":        {logged(3, 0x100000001, 0x100000004).with(Snapshot{Zxid: 0x100000002}), nil},
		"a gap":             {logged(3, 0x100000001, 0x100000003, 0x100000008, 0x100000009), []Span{{0x100000004, 0x100000007}}},
		"one of them":       {logged(3, 0x100000001, 0x100000003, 0x100000005, 0x100000009), []Span{{0x100000004, 0x100000004}}},
		"two gaps":          {logged(3, 0x100000001, 0x100000001, 0x100000003, 0x100000003, 0x100000005, 0x100000009), []Span{{0x100000002, 0x100000002}, {0x100000004, 0x100000004}}},
		"over an epoch":     {logged(3, 0x100000001, 0x100000008, 0x200000002, 0x200000005), []Span{{0x100000009, 0x100000009}, {0x200000001, 0x200000001}}},
		"a new epoch":       {logged(3, 0x100000001, 0x100000009, 0x200000001, 0x200000002), nil},
		"covered":           {logged(3, 0x100000001, 0x100000003, 0x100000008, 0x100000009).with(Snapshot{Zxid: 0x100000007}), nil},
		"covered in part":   {logged(3, 0x100000001, 0x100000003, 0x100000008, 0x100000009).with(Snapshot{Zxid: 0x100000005}), []Span{{0x100000006, 0x100000007}}},
		"snapshot too late": {logged(3, 0x100000001, 0x100000003, 0x100000008, 0x100000009).with(Snapshot{Zxid: 0x100000008}), []Span{{0x100000004, 0x100000007}}},
		"snapshot too early": {logged(3, 0x100000001, 0x100000003, 0x100000008, 0x100000009).with(Snapshot{Zxid: 0x100000002}),
			[]Span{{0x100000004, 0x100000007}}},
		"no valid snapshot": {logged(3, 0x100000001, 0x100000003, 0x100000008, 0x100000009).with(Snapshot{Zxid: 0x100000007, Trouble: "checksum"}),
			[]Span{{0x100000004, 0x100000007}}},
		"begins late":              {logged(3, 0x100000005, 0x100000009), []Span{{0x100000001, 0x100000004}}},
		"begins with a snapshot":   {logged(3, 0x100000005, 0x100000009).with(Snapshot{Zxid: 0x100000004}), nil},
		"what only one has logged": {logged(3, 0x100000001, 0x100000009, 0x10000000b, 0x10000000b, 0x200000001, 0x200000005), nil},
		"in no order":              {logged(3, 0x200000001, 0x200000005, 0x100000005, 0x100000009, 0x100000001, 0x100000006), nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := Missing([]Disk{logged(1, whole...), logged(2, whole...), tt.third}, 3)
			want := map[int][]Span{}
			if tt.want != nil {
				want[3] = tt.want
			}
			assert.DeepEqual(t, got, want)
		})
	}
}

// Two of five voters are no majority, even if the other disks are not known.
func TestMissingNeedsAMajority(t *testing.T) {
	disks := []Disk{logged(1, 1, 9), logged(2, 1, 9), logged(3, 1, 3, 8, 9)}
	assert.DeepEqual(t, Missing(disks, 5), map[int][]Span{})
	assert.DeepEqual(t, Missing(append(disks, logged(4, 1, 9)), 5), map[int][]Span{3: {{4, 7}}})
}

func TestSpanString(t *testing.T) {
	assert.Equal(t, Span{0x300000068, 0x300001c4b}.String(), "0x300000068 to 0x300001c4b")
	assert.Equal(t, Span{0x3, 0x3}.String(), "0x3")
}

func TestLastLogged(t *testing.T) {
	d := logged(1, 0x100000001, 0x100000009, 0x200000001, 0x200000005).with(Snapshot{Zxid: 0x300000001})
	assert.Equal(t, d.LastLogged(), Zxid(0x200000005))
	assert.Equal(t, d.Newest(), Zxid(0x300000001))
	assert.Equal(t, Disk{}.LastLogged(), Zxid(0))
}

func TestNewestBelow(t *testing.T) {
	d := logged(1, 0x100000001, 0x100000009, 0x200000001, 0x200000005)
	for limit, want := range map[Zxid]Zxid{0x100000001: 0, 0x100000004: 0x100000003, 0x200000000: 0x100000009, 0x200000001: 0x100000009, 0x300000000: 0x200000005} {
		assert.Equal(t, d.NewestBelow(limit), want, "%s", limit)
	}
	// A snapshot that is named after the beginning of an epoch names no transaction.
	for snapshot, want := range map[Snapshot]Zxid{
		{Zxid: 0x300000000}:                      0x200000005,
		{Zxid: 0x200000007}:                      0x200000007,
		{Zxid: 0x200000007, Trouble: "is empty"}: 0x200000005,
		{Zxid: 0x500000007}:                      0x200000005,
	} {
		assert.Equal(t, d.with(snapshot).NewestBelow(0x400000000), want, "%s", snapshot.Zxid)
	}
}
