package fakert

import (
	"math"
	"slices"
	"strconv"
	"time"
)

// Owners that are no sessions (EphemeralType). Real sessions' ids never look
// like them while the extended types are on.
const (
	containerOwner int64 = math.MinInt64
	ttlOwner       int64 = -1 << 56
	longestTTL     int64 = 1<<40 - 1 // milliseconds
)

// extended tells whether the server knows znodes with a time to live.
func (p *process) extended() bool {
	return p.setting("extendedTypesEnabled") == "true" && p.m.since("3.5.3")
}

// timed tells whether an owner is a time to live.
func (p *process) timed(owner int64) bool {
	return p.extended() && owner != containerOwner && owner&ttlOwner == ttlOwner
}

// ephemeral tells whether an owner is a session.
func (p *process) ephemeral(owner int64) bool {
	return owner != 0 && owner != containerOwner && !p.timed(owner)
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
		emptied := n.owner == containerOwner && n.creates > 0
		late := e.leader.timed(n.owner) && now-n.mtime > n.owner&longestTTL
		if len(n.children) == 0 && (emptied || late) {
			dead = append(dead, p)
		}
	}
	slices.Sort(dead)
	for _, p := range dead {
		e.commitLocked(txn{kind: txnDelete, path: p})
	}
}
