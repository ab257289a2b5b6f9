package history

import (
	"fmt"
	"strings"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

func hasOneServer(events []timeline.Event) bool {
	return len(events) > 0 && events[0].Run != nil && len(events[0].Run.Servers) == 1
}

// differingTrees compares the trees that were read at one zxid.
func differingTrees(trees []*timeline.Event) []Deviation {
	if len(trees) == 0 {
		return nil
	}
	reference := majorityTree(trees)
	var found []Deviation
	for _, e := range trees {
		if d := compareTrees(reference.Tree, e.Tree); e.Tree.Zxid == reference.Tree.Zxid && d.count() > 0 {
			found = append(found, Deviation{Guarantee: replicaAgreement, Event: e,
				Problem: fmt.Sprintf("server %d differs from server %d at %s in %s: %s", e.Tree.Server, reference.Tree.Server, e.Tree.Zxid, plural(d.count(), "znode"), d)})
		}
	}
	return found
}

// majorityTree returns the tree that most servers have, so that messages name the
// servers that differ from it.
func majorityTree(trees []*timeline.Event) *timeline.Event {
	best, most := trees[0], 0
	for _, t := range trees {
		same := 0
		for _, other := range trees {
			if d := compareTrees(t.Tree, other.Tree); d.count() == 0 {
				same++
			}
		}
		if same > most {
			best, most = t, same
		}
	}
	return best
}

// treeDifference holds the paths in which one tree differs from another.
type treeDifference struct{ missing, extra, changed []string }

func compareTrees(reference, t *timeline.Tree) treeDifference {
	var d treeDifference
	znodes := byPath(t)
	for _, z := range reference.Znodes {
		switch got, ok := znodes[z.Path]; {
		case z.Local() && (!ok || got.Local()): // not replicated
		case !ok:
			d.missing = append(d.missing, z.Path)
		case !got.Same(z):
			d.changed = append(d.changed, fmt.Sprintf("%s (%s)", z.Path, firstDifference(got, z)))
		}
		delete(znodes, z.Path)
	}
	for _, z := range t.Znodes {
		if _, ok := znodes[z.Path]; ok && !z.Local() {
			d.extra = append(d.extra, z.Path)
		}
	}
	return d
}

// firstDifference describes the first field in which two states of a znode differ.
func firstDifference(got, want timeline.Znode) string {
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

func (d treeDifference) count() int { return len(d.missing) + len(d.extra) + len(d.changed) }

func (d treeDifference) String() string {
	var parts []string
	for _, p := range []struct {
		verb  string
		paths []string
	}{{"lacks", d.missing}, {"still has", d.extra}, {"has another state of", d.changed}} {
		if len(p.paths) > 0 {
			parts = append(parts, p.verb+" "+firstFew(p.paths))
		}
	}
	return strings.Join(parts, "; ")
}
