package assertions

import (
	"fmt"
	"strings"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

var replicaAgreement = harness.Kind[harness.Check]{
	Name:    "replica_agreement",
	Summary: "The trees that the serving servers have at the end, all read at one zxid, are the same znode by znode: data and Stat.",
	New:     func() harness.Check { return ReplicaAgreement{} },
}

// ReplicaAgreement relies on what ZooKeeper's replication is: all servers apply
// the same transactions, so at the same zxid they serve the same tree.
type ReplicaAgreement struct{}

// Judge implements harness.Check.
func (ReplicaAgreement) Judge(events []timeline.Event) harness.Verdict {
	var trees []*timeline.Tree
	for _, e := range events {
		if e.Tree != nil {
			trees = append(trees, e.Tree)
		}
	}
	if len(trees) == 0 {
		return harness.Undecided("no server's tree was read")
	}
	for _, t := range trees {
		if t.Zxid != trees[0].Zxid {
			return harness.Undecided("the trees were read at different zxids, %s and %s", trees[0].Zxid, t.Zxid)
		}
	}
	reference := majority(trees)
	var evidence []string
	for _, t := range trees {
		if d := compare(reference, t); d.count() > 0 {
			evidence = append(evidence, fmt.Sprintf("server %d differs from server %d at %s in %s: %s", t.Server, reference.Server, t.Zxid, plural(d.count(), "znode"), d))
		}
	}
	if len(evidence) == 0 {
		serve := "serve the same"
		if len(trees) == 1 {
			serve = "serves"
		}
		return harness.Holds("%s %s %s at %s", plural(len(trees), "server"), serve, plural(len(reference.Znodes), "znode"), reference.Zxid)
	}
	verdict := harness.Broken("%s", evidence[0])
	verdict.Evidence = evidence[1:]
	return verdict
}

// majority picks the tree that most servers have, so that the message names those
// that went astray.
func majority(trees []*timeline.Tree) *timeline.Tree {
	best, most := trees[0], 0
	for _, t := range trees {
		same := 0
		for _, other := range trees {
			if d := compare(t, other); d.count() == 0 {
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
		case z.Own() && (!ok || got.Own()): // no replica of anything
		case !ok:
			d.missing = append(d.missing, z.Path)
		case !got.Same(z):
			d.other = append(d.other, fmt.Sprintf("%s (%s)", z.Path, unlike(got, z)))
		}
		delete(there, z.Path)
	}
	for _, z := range t.Znodes {
		if _, ok := there[z.Path]; ok && !z.Own() {
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

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// some names the first paths of many.
func some(paths []string) string {
	const most = 3
	if len(paths) <= most {
		return strings.Join(paths, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(paths[:most], ", "), len(paths)-most)
}
