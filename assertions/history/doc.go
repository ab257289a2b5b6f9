// Package history judges a finished timeline: it reports which of ZooKeeper's
// guarantees were violated, with evidence. It needs no server and no scenario, so a
// saved run, or one of another client, can be judged at any time.
//
// # The order of zxids
//
// Every reply carries the zxid of the last transaction that its server had applied
// (FinalRequestProcessor takes it before it evaluates a read, and CommitProcessor runs
// no write concurrently with one), and every update has a zxid of its own. So the state
// that a read must return needs no search for a linearization: it is what the updates
// up to the zxid of the reply make. [orderOf] sorts updates and reads that way.
//
// # Indeterminate operations
//
// An operation whose outcome is unknown may have happened or not. It excuses what it
// can explain, and no reply is required to show it. It is beyond every zxid that any
// client had received before it was invoked. If the disks of a majority have its
// transaction it happened, and counts as an update. A raw request may have done
// anything. See [indeterminateOf].
//
// # One replay
//
// [replayOf] applies the updates once, in the order of zxids, and compares each read
// with the state at its zxid. It remembers the newest update of each znode and what each
// session has read last. The order of replies is checked while updates and reads are
// sorted; the trees and disks at the end, the syncs and the events of watches are
// compared with the result of the replay.
//
// # Deviations and guarantees
//
// The rules stand in files named after the evidence they judge: order.go, reads.go, lists.go,
// stats.go, writes.go, access.go, session_ends.go, transactions.go, trees.go, acls.go,
// disks.go, syncs.go and watches.go. A reply that contradicts earlier events could violate
// several guarantees. docs/decisions/0015 defines
// which one is blamed; each [Deviation] names exactly that one.
//
// # Checks
//
// The table in checks.go has one [Check] for each guarantee that a history can violate.
// A check picks the deviations of its guarantee. If there are none it reports why the
// history does not test the guarantee, why it cannot be judged, or what was seen to hold.
// A new check is one more entry, with a function that finds its deviations; it and its
// functions may stand in a file of their own. docs/adding.md shows one.
package history
