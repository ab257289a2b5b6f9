package world

import (
	"fmt"
	"path"
	"strings"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// The znodes of a quota (Quotas): below quotaRoot is the path that it applies to, and below
// that are two znodes.
const (
	quotaRoot = "/zookeeper/quota"
	limits    = "zookeeper_limits"
	stats     = "zookeeper_stats"
)

// QuotaPaths returns the znodes of the quota of a path: the folder, and below it the limits
// and the statistics.
func QuotaPaths(of string) (folder, limitsPath, statsPath string) {
	folder = quotaRoot + of
	return folder, folder + "/" + limits, folder + "/" + stats
}

// IsQuota reports whether a znode belongs to a quota.
func IsQuota(name string) bool { return strings.HasPrefix(name, quotaRoot+"/") }

// count updates the statistics of quotas after a change (DataTree.updateQuotaForPath,
// updateQuotaStat). Only the data change: the Stat stays as it was, so that no client can
// see that anything was written.
func (w *World) count(t Txn, c Change, before *Znode) {
	if IsQuota(c.Path) {
		if path.Base(c.Path) == stats && c.Name == timeline.OpCreate {
			of := strings.TrimPrefix(path.Dir(c.Path), quotaRoot)
			w.putCount(t, of, w.size(of))
		}
		return
	}
	of := "/" + strings.SplitN(c.Path, "/", 3)[1] // quotas of the simulator are of znodes below the root
	_, limitsPath, statsPath := QuotaPaths(of)
	if w.Last(limitsPath) == nil || w.Last(statsPath) == nil {
		return
	}
	n, err := sizeIn(w.Last(statsPath).Content.Text)
	if err != nil {
		return
	}
	if node := w.Last(c.Path); node != nil {
		n.znodes, n.bytes = n.znodes+1, n.bytes+node.Content.Size
	}
	if before != nil {
		n.znodes, n.bytes = n.znodes-1, n.bytes-before.Content.Size
	}
	w.putCount(t, of, n)
}

// size is the number of znodes in a subtree, and of the bytes of their data.
type size struct{ znodes, bytes int }

func sizeIn(text string) (n size, err error) {
	_, err = fmt.Sscanf(text, "count=%d,bytes=%d", &n.znodes, &n.bytes)
	if err != nil {
		return n, fmt.Errorf("statistics of a quota: %w", err)
	}
	return n, nil
}

// size counts the znodes in a subtree.
func (w *World) size(top string) size {
	n := size{}
	for _, name := range w.live {
		if name == top || strings.HasPrefix(name, top+"/") {
			n.znodes, n.bytes = n.znodes+1, n.bytes+w.Last(name).Content.Size
		}
	}
	return n
}

func (w *World) putCount(t Txn, of string, n size) {
	_, _, statsPath := QuotaPaths(of)
	next := *w.Last(statsPath)
	next.Content = ContentOf(fmt.Sprintf("count=%d,bytes=%d", n.znodes, n.bytes))
	if next.Content == w.Last(statsPath).Content {
		return
	}
	next.Stat.DataLength = int32(next.Content.Size)
	w.put(statsPath, t, Change{Name: Count, Path: statsPath}, &next)
}
