package timeline

import (
	"cmp"
	"slices"
)

// String formats both ends of the span, or the only zxid in it.
func (s Span) String() string {
	if s.First == s.Last {
		return s.First.String()
	}
	return s.First.String() + " to " + s.Last.String()
}

// Logged returns the transactions of all logs, in order of their zxids; spans that
// overlap or touch are joined.
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

// Snapshot returns the newest valid snapshot with a zxid below the limit, and whether
// there is one.
func (d Disk) Snapshot(below Zxid) (newest Snapshot, found bool) {
	for _, s := range d.Snapshots {
		if s.Trouble == "" && s.Zxid < below && (!found || s.Zxid >= newest.Zxid) {
			newest, found = s, true
		}
	}
	return newest, found
}

// Newest returns the last zxid that a log or a valid snapshot holds, 0 without either.
func (d Disk) Newest() Zxid {
	newest, _ := d.Snapshot(^Zxid(0))
	return max(newest.Zxid, d.LastLogged())
}

// LastLogged returns the last zxid in a log, 0 without one.
func (d Disk) LastLogged() Zxid {
	last := Zxid(0)
	for _, l := range d.Logs {
		for _, s := range l.Spans {
			last = max(last, s.Last)
		}
	}
	return last
}

// NewestBelow returns the last transaction below the limit that a log, or the name of a
// valid snapshot, shows; 0 without either. A snapshot may be named after counter 0 of an
// epoch, which is no transaction.
func (d Disk) NewestBelow(limit Zxid) Zxid {
	last := Zxid(0)
	for _, s := range d.Snapshots {
		if s.Trouble == "" && s.Zxid < limit && s.Zxid.Counter() != 0 {
			last = max(last, s.Zxid)
		}
	}
	for _, s := range d.Logged() {
		if s.First < limit {
			last = max(last, min(s.Last, limit-1))
		}
	}
	return last
}

// Missing returns for each server the gaps in its log: transactions that it lacks
// though it holds later ones, and a majority of the given number of voters has logged
// them. A snapshot may cover a gap if its zxid is below the transaction that ends the
// gap: later on a server writes snapshots of whatever it believes to have.
// Transactions after the last one that a server holds are not missing: it only lags
// behind. The disks of observers may be included, because observers log only what was
// committed.
func Missing(disks []Disk, voters int) map[int][]Span {
	common := commonTo(disks, voters/2+1)
	missing := map[int][]Span{}
	for _, d := range disks {
		var last Zxid // the disk holds everything up to here, apart from the gaps found
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

// commonTo returns the transactions that at least n disks have logged.
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

// between returns the parts of spans that lie between two zxids, both excluded.
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
