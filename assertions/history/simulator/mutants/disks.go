package mutants

import (
	"maps"
	"slices"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// diskKinds remove transactions from the logs of servers.
func diskKinds() []Kind {
	return []Kind{
		{Name: "hole in one disk", Guarantee: "replica_agreement", places: possibleHoles},
		{Name: "update missing on all disks", Guarantee: "durability", places: losableUpdates},
	}
}

// logs reports whether a disk has a transaction in its log, after every snapshot.
func logs(d *timeline.Disk, z timeline.Zxid) bool {
	if slices.ContainsFunc(d.Snapshots, func(s timeline.Snapshot) bool { return s.Zxid >= z }) {
		return false
	}
	return slices.ContainsFunc(d.Logs, func(f timeline.LogFile) bool {
		return slices.ContainsFunc(f.Spans, func(s timeline.Span) bool { return s.First <= z && z <= s.Last })
	})
}

// without removes a transaction from a log.
func without(d *timeline.Disk, z timeline.Zxid) {
	for i := range d.Logs {
		var spans []timeline.Span
		for _, s := range d.Logs[i].Spans {
			if z < s.First || z > s.Last {
				spans = append(spans, s)
				continue
			}
			for _, rest := range []timeline.Span{{First: s.First, Last: z - 1}, {First: z + 1, Last: s.Last}} {
				if rest.First <= rest.Last {
					spans = append(spans, rest)
				}
			}
		}
		d.Logs[i].Spans = spans
	}
}

// spread returns how many disks have a transaction in their logs.
func spread(r *record, z timeline.Zxid) int {
	return len(slices.DeleteFunc(slices.Clone(r.disks), func(i int) bool { return !logs(r.events[i].Disk, z) }))
}

// possibleHoles returns transactions that one disk can lack between others that it has.
func possibleHoles(r *record) []place {
	if len(r.disks) < 3 {
		return nil
	}
	var places []place
	for _, z := range slices.Sorted(maps.Keys(r.acked)) {
		for _, i := range r.disks {
			d := r.events[i].Disk
			if logs(d, z) && logs(d, z-1) && logs(d, z+1) && spread(r, z) == len(r.disks) {
				places = append(places, func(m *mutant) { without(m.disk(i), z) })
			}
		}
	}
	return places
}

// losableUpdates returns updates that are in logs only, in a history without trees.
func losableUpdates(r *record) []place {
	if len(r.disks) < 3 || len(r.trees) > 0 {
		return nil
	}
	var places []place
	for _, z := range slices.Sorted(maps.Keys(r.acked)) {
		if spread(r, z) == len(r.disks) {
			places = append(places, func(m *mutant) {
				for _, i := range r.disks {
					without(m.disk(i), z)
				}
			})
		}
	}
	return places
}
