package assertions

import (
	"fmt"
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

var replicaAgreement = harness.Kind[harness.Check]{
	Name:    "replica_agreement",
	Summary: "What a server shows at a zxid is what the updates up to there make, whichever server it is; and the trees of all serving servers at the end, read at one zxid, are the same znode by znode: data and Stat. No disk lacks a transaction in the middle that most have.",
	New:     func() harness.Check { return ReplicaAgreement{} },
}

// ReplicaAgreement relies on what ZooKeeper's replication is: all servers apply
// the same transactions, so at the same zxid they serve the same tree.
type ReplicaAgreement struct{}

// Judge implements harness.Check.
func (ReplicaAgreement) Judge(events []timeline.Event) verdict.Verdict {
	r := replayOf(events)
	found := slices.Concat(blamed(r.found, replicaAgreement.Name), differing(r.trees), disksOf(events).holes())
	switch {
	case len(found) > 0:
		return broken(found)
	case len(r.trees) == 0 && alone(events):
		return verdict.Untested("there is only one server")
	case len(r.trees) == 0:
		return verdict.Undecided("no server's tree was read")
	case len(r.trees) == 1:
		return verdict.Untested("only one server's tree was read")
	}
	for _, e := range r.trees {
		if e.Tree.Zxid != r.trees[0].Tree.Zxid {
			return verdict.Undecided("the trees were read at different zxids, %s and %s", r.trees[0].Tree.Zxid, e.Tree.Zxid)
		}
	}
	t := r.trees[0].Tree
	return verdict.Holds("%s serve the same %s at %s", plural(len(r.trees), "server"), plural(len(t.Znodes), "znode"), t.Zxid)
}

// alone tells whether the ensemble is one server.
func alone(events []timeline.Event) bool {
	return len(events) > 0 && events[0].Run != nil && len(events[0].Run.Servers) == 1
}

// differing compares the trees that were read at one zxid.
func differing(trees []*timeline.Event) []deviation {
	if len(trees) == 0 {
		return nil
	}
	reference := majority(trees)
	var found []deviation
	for _, e := range trees {
		if d := compare(reference.Tree, e.Tree); e.Tree.Zxid == reference.Tree.Zxid && d.count() > 0 {
			found = append(found, deviation{guarantee: replicaAgreement.Name, event: e,
				what: fmt.Sprintf("server %d differs from server %d at %s in %s: %s", e.Tree.Server, reference.Tree.Server, e.Tree.Zxid, plural(d.count(), "znode"), d)})
		}
	}
	return found
}

// majority picks the tree that most servers have, so that the message names those
// that went astray.
func majority(trees []*timeline.Event) *timeline.Event {
	best, most := trees[0], 0
	for _, t := range trees {
		same := 0
		for _, other := range trees {
			if d := compare(t.Tree, other.Tree); d.count() == 0 {
				same++
			}
		}
		if same > most {
			best, most = t, same
		}
	}
	return best
}

// difference is what one tree has otherwise than another.
type difference struct {
	missing, extra, other []string // paths
}

func compare(reference, t *timeline.Tree) difference {
	var d difference
	there := map[string]timeline.Znode{}
	for _, z := range t.Znodes {
		there[z.Path] = z
	}
	for _, z := range reference.Znodes {
		switch got, ok := there[z.Path]; {
		case z.Local() && (!ok || got.Local()): // no replica of anything
		case !ok:
			d.missing = append(d.missing, z.Path)
		case !got.Same(z):
			d.other = append(d.other, fmt.Sprintf("%s (%s)", z.Path, unlike(got, z)))
		}
		delete(there, z.Path)
	}
	for _, z := range t.Znodes {
		if _, ok := there[z.Path]; ok && !z.Local() {
			d.extra = append(d.extra, z.Path)
		}
	}
	return d
}

// unlike names the first thing in which two states of a znode differ.
func unlike(got, want timeline.Znode) string {
	g, w := got.Stat, want.Stat
	switch {
	case g.Mzxid != w.Mzxid:
		return fmt.Sprintf("mzxid %s instead of %s", g.Mzxid, w.Mzxid)
	case got.Digest != want.Digest:
		return "other data at the same mzxid"
	case g.Pzxid != w.Pzxid:
		return fmt.Sprintf("pzxid %s instead of %s", g.Pzxid, w.Pzxid)
	case g.Cversion != w.Cversion:
		return fmt.Sprintf("cversion %d instead of %d", g.Cversion, w.Cversion)
	default:
		return fmt.Sprintf("stat %+v instead of %+v", g, w)
	}
}

func (d difference) count() int { return len(d.missing) + len(d.extra) + len(d.other) }

func (d difference) String() string {
	var parts []string
	for _, p := range []struct {
		what  string
		paths []string
	}{{"lacks", d.missing}, {"still has", d.extra}, {"has another state of", d.other}} {
		if len(p.paths) > 0 {
			parts = append(parts, p.what+" "+some(p.paths))
		}
	}
	return strings.Join(parts, "; ")
}
