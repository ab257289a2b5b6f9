package fake

import (
	"slices"
	"strconv"
	"time"
)

// life is how a znode ends that is no session's. Servers keep it in the
// ephemeral owner (EphemeralType), and show it to nobody (DataNode.copyStat).
type life struct {
	container bool
	ttl       int64 // milliseconds without a change; 0 is for ever
}

// longestTTL is what fits beside the mark of a time to live.
const longestTTL int64 = 1<<40 - 1

// extended tells whether the server knows znodes with a time to live.
func (p *process) extended() bool {
	return p.setting("extendedTypesEnabled") == "true" && p.m.since("3.5.3")
}

// reapInterval is how often a leader removes what has had its time
// (ContainerManager).
func (p *process) reapInterval() time.Duration {
	if ms, err := strconv.Atoi(p.property("znode.container.checkIntervalMs")); err == nil && ms > 0 {
		return time.Duration(ms) * time.Millisecond
	}
	return time.Minute
}

// reapLaterLocked is the leader's next look at containers and times to live.
func (e *Ensemble) reapLaterLocked(leader *process) {
	if e.reaping != nil {
		e.reaping.Stop()
	}
	e.reaping = time.AfterFunc(leader.reapInterval(), func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		if e.closed || e.leader != leader {
			return
		}
		e.reapLocked()
		e.reapLaterLocked(leader)
	})
}

// reapLocked removes containers that have lost their last child, and znodes
// without children whose time is up (ContainerManager.getCandidates).
func (e *Ensemble) reapLocked() {
	now, t := time.Now().UnixMilli(), e.leader.m.tree
	var dead []string
	for p, n := range t.nodes {
		emptied := n.special.container && n.creates > 0
		late := n.special.ttl > 0 && now-n.mtime > n.special.ttl
		if len(n.children) == 0 && (emptied || late) {
			dead = append(dead, p)
		}
	}
	slices.Sort(dead)
	for _, p := range dead {
		e.commitLocked(txn{kind: txnDelete, path: p})
	}
}
