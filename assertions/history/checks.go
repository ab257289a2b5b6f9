package history

import "fmt"

// The guarantees that checks judge.
const (
	accessControl         = "access_control"
	aclIntegrity          = "acl_integrity"
	atomicity             = "atomicity"
	durability            = "durability"
	ephemeralLifetime     = "ephemeral_lifetime"
	readYourWrites        = "read_your_writes"
	replicaAgreement      = "replica_agreement"
	sequentialConsistency = "sequential_consistency"
	singleSystemImage     = "single_system_image"
	syncFreshness         = "sync_freshness"
	watchDelivery         = "watch_delivery"
	watchOrder            = "watch_order"
	writeOrder            = "write_order"
)

// All returns the built-in checks.
func All() *Checks { return NewChecks(table...) }

var table = []Check{
	{
		Name:     accessControl,
		Summary:  "No operation of a client that never authenticated succeeds, and no watch event reaches it, where an ACL permits only users with a password; none is refused with NoAuth where an ACL permits everybody.",
		Source:   "The leader checks updates and each server checks reads (PrepRequestProcessor, FinalRequestProcessor); since 3.8.4 and 3.9.2 servers check the events of watches too (ZOOKEEPER-4799).",
		Untested: func(h *History) string { return h.untestedAccess() },
		Held: func(h *History) string {
			return plural(h.counts.acls, "ACL") + " given; nobody was permitted what they forbid, or refused what they permit"
		},
	},
	{
		Name:     aclIntegrity,
		Summary:  "The ACL of a znode, in replies and in the trees at the end, is the one that the updates up to that zxid set.",
		Source:   "ACLs are part of what transactions write (CreateTxn, SetACLTxn), so they have a place in the order of zxids.",
		Untested: unlessAny(func(h *History) int { return h.counts.acls }, "no znode was given an ACL of its own"),
		Held: func(h *History) string {
			return plural(h.counts.acls, "ACL") + " given; no reply and no tree shows another one"
		},
	},
	{
		Name:     atomicity,
		Summary:  "Every part of a transaction is visible or none is, and a refused update has no effect.",
		Source:   "A transaction is one entry of the order (MultiTxn), and a refused one is an entry that changes nothing (ErrorTxn).",
		Untested: unlessAny(func(h *History) int { return h.counts.parts + h.counts.refused }, "no transaction was made, and no update was refused"),
		Held:     heldAtomicity,
	},
	{
		Name:     durability,
		Summary:  "Every acknowledged update is in the tree that most servers have at the end; if no tree could be read, on the disks of a majority.",
		Source:   "An acknowledged update is on the disks of a quorum (SyncRequestProcessor), so every later leader has it.",
		Untested: untestedDurability,
		Unknown:  unknownDurability,
		Held:     heldDurability,
	},
	{
		Name:     ephemeralLifetime,
		Summary:  "An ephemeral znode belongs to the session that created it, exists while that session lives, and is deleted at its end.",
		Source:   "The end of a session is one entry of the order, which deletes all its znodes (DataTree.killSession).",
		Untested: unlessAny(func(h *History) int { return h.counts.ephemerals }, "no ephemeral znode was created"),
		Held: func(h *History) string {
			return plural(h.counts.ephemerals, "ephemeral znode") + "; each existed exactly as long as its session"
		},
	},
	{
		Name:     readYourWrites,
		Summary:  "After a session's write is acknowledged, its later replies show it.",
		Source:   "The replies of a session come in the order of its requests (CommitProcessor), so a read after an update is at or beyond its zxid.",
		Untested: unlessAny(func(h *History) int { return h.counts.ownReads }, "no session read what it had written"),
		Held: func(h *History) string {
			return plural(h.counts.ownReads, "read") + " of what the session itself had written last; each showed it"
		},
	},
	{
		Name:     replicaAgreement,
		Summary:  "At a zxid every server shows what the updates up to there make. At the end the trees of all serving servers, read at one zxid, agree znode by znode in data and Stat, and no disk lacks a transaction, between others that it has, that a majority has.",
		Source:   "All servers apply the same transactions (ZAB), so at the same zxid they serve the same tree.",
		Untested: untestedAgreement,
		Unknown:  unknownAgreement,
		Held:     heldAgreement,
	},
	{
		Name:     sequentialConsistency,
		Summary:  "The updates of a session have zxids in the order in which it sent them, each greater than all that it had seen, and its replies come in that order.",
		Source:   "The leader gives zxids to the requests of a session in the order in which they arrive (PrepRequestProcessor).",
		Untested: unlessAny(func(h *History) int { return h.counts.updates }, "no update was acknowledged"),
		Held: func(h *History) string {
			return plural(h.counts.updates, "update") + " applied in the order in which the sessions sent them"
		},
	},
	{
		Name:     singleSystemImage,
		Summary:  "What a session reads is never older than what it has seen before: the zxid of a reply, or the state of that znode and of its list of children.",
		Source:   "Every reply carries the zxid of the server that answered, so a session that has seen a zxid must from then on find every update up to it.",
		Untested: unlessAny(func(h *History) int { return h.counts.reads }, "no session read anything"),
		Held: func(h *History) string {
			return plural(h.counts.reads, "read") + "; none older than what its session had seen"
		},
	},
	{
		Name:     syncFreshness,
		Summary:  "The reply to a sync has a zxid not below that of any update that was acknowledged before the sync was invoked.",
		Source:   "A sync goes to the leader and back behind all that is committed (LearnerHandler, FollowerZooKeeperServer.sync); no quorum confirms that the leader still leads (ZOOKEEPER-1675). Times are those of the timeline's one clock.",
		Untested: func(h *History) string { return h.syncs.untested() },
		Held: func(h *History) string {
			return plural(h.syncs.judged, "sync") + "; the server then had every acknowledged write"
		},
	},
	{
		Name:     watchDelivery,
		Summary:  "A watch reports the next change, once, and a persistent watch every change; no event comes without a watch.",
		Source:   "A server sends the event of a change before it answers at or beyond the zxid of the change (DataTree, WatchManager), so an event that has not come by then never will.",
		Untested: untestedWatches,
		Unknown:  unknownWatches,
		Held:     func(h *History) string { return h.watches.count() + "; each received its events, and no others" },
	},
	{
		Name:     watchOrder,
		Summary:  "The event of a watch comes before any reply that shows the change, and events come in the order of their changes.",
		Source:   "Events and replies of a session share one connection, in the order in which the server made them.",
		Untested: untestedWatches,
		Unknown:  unknownWatches,
		Held: func(h *History) string {
			return h.watches.count() + "; every event came before its change was shown, in the order of the changes"
		},
	},
	{
		Name:     writeOrder,
		Summary:  "Writes take effect one after the other, each between its request and its reply; each is acknowledged or refused as those before it demand, with the version, the Stat and the number that follow from them; nothing is shown that no client wrote; each epoch has one leader.",
		Source:   "One leader at a time orders all updates, and decides each one by the state that those before it make (PrepRequestProcessor); it commits none that a majority has not accepted in its epoch (ZAB).",
		Untested: unlessAny(func(h *History) int { return h.counts.updates + h.counts.refused }, "no update was acknowledged or refused"),
		Held: func(h *History) string {
			return plural(h.counts.updates, "update") + " and " + plural(h.counts.refused, "refusal") + "; each as those before it demand"
		},
	},
}

// unlessAny explains with a fixed text that a history without any of what is counted
// tests nothing.
func unlessAny(count func(*History) int, why string) func(*History) string {
	return func(h *History) string {
		if count(h) == 0 {
			return why
		}
		return ""
	}
}

func (h *History) untestedAccess() string {
	if !h.guarded {
		return "no znode was given an ACL of its own, and nothing was refused because of one"
	}
	return ""
}

func heldAtomicity(h *History) string {
	transactions, refused := "no transactions", "no refused writes"
	if h.counts.parts > 0 {
		transactions = plural(h.counts.parts, "part") + " of transactions, never one without the others"
	}
	if h.counts.refused > 0 {
		refused = plural(h.counts.refused, "refused write") + " left no effect"
	}
	return transactions + "; " + refused
}

func untestedDurability(h *History) string {
	switch {
	case h.counts.updates == 0:
		return "no update was acknowledged"
	case h.story.began != nil && len(h.updates) == 0:
		return "no acknowledged update is owed any more"
	case unknownDurability(h) != "":
		return h.outage.untested()
	}
	return ""
}

func unknownDurability(h *History) string {
	switch {
	case len(h.trees) > 0:
		return ""
	case len(h.disks.events) == 0:
		return "neither a tree nor a disk of any server was read"
	}
	return ""
}

func heldDurability(h *History) string {
	if len(h.trees) == 0 {
		return plural(h.counts.updates, "update") + "; each is on the disks of a majority"
	}
	return plural(h.counts.updates, "update") + "; none is missing at the end"
}

func untestedAgreement(h *History) string {
	switch {
	case len(h.trees) == 0 && h.outage.untested() != "":
		return h.outage.untested()
	case len(h.trees) == 0 && hasOneServer(h.Events) && (h.outage == nil || h.outage.unexplained == nil):
		return "there is only one server"
	case len(h.trees) == 1:
		return "only one server's tree was read"
	}
	return ""
}

func unknownAgreement(h *History) string {
	switch {
	case len(h.trees) == 0 && h.outage != nil && h.outage.unexplained != nil:
		return "no server serves at the end: " + h.outage.unexplained.What
	case len(h.trees) == 0:
		return "no server's tree was read"
	}
	for _, e := range h.trees {
		if first := h.trees[0].Tree.Zxid; e.Tree.Zxid != first {
			return fmt.Sprintf("the trees were read at different zxids, %s and %s", first, e.Tree.Zxid)
		}
	}
	return ""
}

func heldAgreement(h *History) string {
	t := h.trees[0].Tree
	return fmt.Sprintf("%s serve the same %s at %s", plural(len(h.trees), "server"), plural(len(t.Znodes), "znode"), t.Zxid)
}

func untestedWatches(h *History) string {
	if h.watches.set == 0 {
		return "no watch was set"
	}
	return ""
}

func unknownWatches(h *History) string {
	switch {
	case !h.watches.ordered:
		return "the timeline does not record where between the replies the events of watches came"
	case h.watches.withoutZxid != nil:
		return "the reply to a watch carries no zxid, as in releases 3.4.0 to 3.4.3, so it is not known which changes the watch had to report: " + formatEvent(h.watches.withoutZxid)
	}
	return ""
}
