package simulator

import (
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/assertions/history/simulator/world"
)

// Option is something that not every healthy ensemble does, or that a story does to it.
type Option string

// The options, sorted.
const (
	ACLs          Option = "ACLs"           // some permit little: reads are refused, lists and events withheld
	Clocks        Option = "clocks"         // the clocks of the servers differ
	Containers    Option = "containers"     // also znodes with a TTL; the leader deletes both by itself
	DeposedLeader Option = "deposed leader" // a leader that is cut off serves on, and expires sessions in vain
	DoubleLogs    Option = "double logs"    // servers log transactions again
	LocalSessions Option = "local sessions" // that are known to one server, until they own an ephemeral znode
	Outsider      Option = "outsider"       // a client that is not recorded, from some time on
	Quotas        Option = "quotas"         // their statistics change without a transaction
	Restore       Option = "restore"        // the story rolls the history back
	Stragglers    Option = "stragglers"     // requests that are processed long after their connection ended
	Wipe          Option = "wipe"           // the story wipes or edits disks
	XidsAnew      Option = "xids anew"      // xids begin at 1 on each connection
)

// Options lists all options, sorted.
func Options() []Option {
	return []Option{ACLs, Clocks, Containers, DeposedLeader, DoubleLogs, LocalSessions, Outsider, Quotas, Restore, Stragglers, Wipe, XidsAnew}
}

// needsNewRelease are options that releases 3.4 do not have.
var needsNewRelease = []Option{Containers, LocalSessions}

// Draw draws options for a history: none for every second one, else a few, the same ones for
// the same seed.
func Draw(seed uint64) []Option {
	rng := rand.New(rand.NewPCG(seed, 0))
	if chance(rng, 50) {
		return nil
	}
	return slices.DeleteFunc(Options(), func(Option) bool { return !chance(rng, 25) })
}

// suit returns the release, or a newer one that has all options.
func suit(release string, options []Option) string {
	if !world.HasConfig(release) && slices.ContainsFunc(options, func(o Option) bool { return slices.Contains(needsNewRelease, o) }) {
		return persistent
	}
	return release
}

func listed(options []Option) string {
	names := make([]string, len(options))
	for i, o := range options {
		names[i] = string(o)
	}
	return strings.Join(names, ", ")
}
