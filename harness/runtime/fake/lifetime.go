package fake

import (
	"slices"
	"time"
)

// lifetime describes when a server removes a znode that is not ephemeral. Servers keep
// it in the ephemeral owner (EphemeralType) and hide it from clients
// (DataNode.copyStat).
type lifetime struct {
	container bool
	ttl       int64 // milliseconds without a change; 0 is unlimited
}

// longestTTL is the greatest TTL that the ephemeral owner can hold, in milliseconds.
const longestTTL int64 = 1<<40 - 1

// reapLaterLocked schedules the leader's next removal of containers and znodes with a TTL.
func (e *Ensemble) reapLaterLocked(leader *process) {
	if e.reaping != nil {
		e.reaping.Stop()
	}
	e.reaping = time.AfterFunc(leader.settings.reapInterval(), func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		if e.closed || e.leader != leader {
			return
		}
		e.reapLocked()
		e.reapLaterLocked(leader)
	})
}

// reapLocked removes containers that have lost their last child, and childless znodes
// whose TTL has passed (ContainerManager.getCandidates).
func (e *Ensemble) reapLocked() {
	now, t := time.Now().UnixMilli(), e.leader.m.tree
	var dead []string
	for p, n := range t.nodes {
		emptied := n.lifetime.container && n.creates > 0
		late := n.lifetime.ttl > 0 && now-n.mtime > n.lifetime.ttl
		if len(n.children) == 0 && (emptied || late) {
			dead = append(dead, p)
		}
	}
	slices.Sort(dead)
	for _, p := range dead {
		e.commitLocked(txn{kind: txnDelete, path: p})
	}
}
