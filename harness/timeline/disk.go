package timeline

import (
	"cmp"
	"slices"
)

// String writes both ends of the span.
func (s Span) String() string {
	if s.First == s.Last {
		return s.First.String()
	}
	return s.First.String() + " to " + s.Last.String()
}

// Logged lists the transactions of all logs, in order of their zxids.
func (d Disk) Logged() []Span {
	var all []Span
	for _, f := range d.Logs {
		all = append(all, f.Spans...)
	}
	slices.SortFunc(all, func(a, b Span) int { return cmp.Compare(a.First, b.First) })
	var joined []Span
	for _, s := range all {
		if n := len(joined); n > 0 && s.First <= joined[n-1].Last+1 {
			joined[n-1].Last = max(joined[n-1].Last, s.Last)
			continue
		}
		joined = append(joined, s)
	}
	return joined
}

// Snapshot is the newest valid snapshot with a zxid below the limit.
func (d Disk) Snapshot(below Zxid) (newest Snapshot, found bool) {
	for _, s := range d.Snapshots {
		if s.Trouble == "" && s.Zxid < below && (!found || s.Zxid >= newest.Zxid) {
			newest, found = s, true
		}
	}
	return newest, found
}

// Newest is the last zxid that a log or a valid snapshot holds, 0 without either.
func (d Disk) Newest() Zxid {
	newest, _ := d.Snapshot(^Zxid(0))
	last := newest.Zxid
	for _, l := range d.Logs {
		for _, s := range l.Spans {
			last = max(last, s.Last)
		}
	}
	return last
}

// Missing lists for each server the transactions in the middle of what its disk
// holds that it lacks, though a majority of so many voters has logged them. What
// is not in the log may be covered by a snapshot, if that was there before the next
// logged transaction: later on a server writes snapshots of whatever it believes
// to have. What lies behind all that it holds is not missing, it is just behind.
// Disks of observers may be among them: they log only what was committed.
func Missing(disks []Disk, voters int) map[int][]Span {
	common := commonTo(disks, voters/2+1)
	missing := map[int][]Span{}
	for _, d := range disks {
		var last Zxid // that is surely there
		for _, s := range d.Logged() {
			if covered, found := d.Snapshot(s.First); found {
				last = max(last, covered.Zxid)
			}
			missing[d.Server] = append(missing[d.Server], between(common, last, s.First)...)
			last = s.Last
		}
		if len(missing[d.Server]) == 0 {
			delete(missing, d.Server)
		}
	}
	return missing
}

// commonTo lists the transactions that so many disks have logged.
func commonTo(disks []Disk, n int) []Span {
	type edge struct {
		at   Zxid
		step int
	}
	var edges []edge
	for _, d := range disks {
		for _, s := range d.Logged() {
			edges = append(edges, edge{s.First, 1}, edge{s.Last + 1, -1})
		}
	}
	slices.SortFunc(edges, func(a, b edge) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(b.step, a.step)) })
	var common []Span
	var first Zxid
	have := 0
	for _, e := range edges {
		was := have
		have += e.step
		switch {
		case was < n && have >= n:
			first = e.at
		case was >= n && have < n:
			common = append(common, Span{First: first, Last: e.at - 1})
		}
	}
	return common
}

// between lists the parts of spans that lie between two zxids, both excluded.
func between(spans []Span, after, before Zxid) []Span {
	var parts []Span
	for _, s := range spans {
		first, last := max(s.First, after+1), min(s.Last, before-1)
		if first <= last {
			parts = append(parts, Span{First: first, Last: last})
		}
	}
	return parts
}
