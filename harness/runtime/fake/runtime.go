// Package fake is a runtime for tests. Its servers run in memory, speak ZooKeeper's
// client protocol on real sockets, keep one committed order of transactions, and differ
// from ZooKeeper exactly as a test demands (Deviation). It implements the contracts of
// package runtime for the tests of the engine and of sessions.
package fake

import (
	"context"
	"fmt"
	"math"
	"sync"
	"time"

	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// Runtime boots ensembles in memory. Its fields are set before Boot; servers of the zero
// value have no deviations.
type Runtime struct {
	Unavailable error // the result of Available
	Cannot      []runtime.Capability
	// BootFails is returned by Boot, with an ensemble that has only the first half of its
	// machines.
	BootFails error
	// SilentAfter is the timeout of a session without a connection; 0 is the session's
	// own timeout, as in ZooKeeper.
	SilentAfter time.Duration
	Deviations  []Deviation

	mu     sync.Mutex
	booted []*Ensemble
}

var _ runtime.Runtime = (*Runtime)(nil)

// Deviation describes how one server differs from ZooKeeper, from one of its starts on.
type Deviation struct {
	Server int
	Start  int // the first start with the deviation, counted from 1; 0 is 1

	// Stale makes the server apply no transaction newer than this zxid while it reports
	// the leader's zxid and serves. AtStart stands for its zxid when it starts; 0 is off.
	Stale uint64
	// Stray is the path of a znode that only this server has.
	Stray string
	// Unreadable is the path of a znode that this server allows no client to read.
	Unreadable string
	// Swallow is a path for which no watch event is sent, Twice one for which each event
	// is sent twice.
	Swallow, Twice string
	// Hangs is a path for which no request is answered; later requests of the same client
	// wait too, except for pings and its close. The requests are executed when the server
	// has the znode HangsUntil; "" is never.
	Hangs, HangsUntil string
	// Mute servers accept connections and never answer a handshake.
	Mute bool
	// Lost servers start and never find a leader.
	Lost bool
	// Clings makes the server go on following a dead leader.
	Clings bool
	// Exits makes the process end by itself, or by the signal that ExitCode stands for
	// (runtime.ExitOf), as soon as it has started.
	Exits    bool
	ExitCode int
	// Logs is a line that the server logs when it starts.
	Logs string
	// Interference says what others do to the process, as the runtime reports it.
	Interference string
	// Full makes the machine report that no space is free on its disks.
	Full bool
	// Crashes makes the process end by itself, with ExitCode, when it receives a signal.
	Crashes bool
	// Unkillable processes survive SIGKILL and SIGTERM.
	Unkillable bool
	// NoReceipt makes Pause and Resume do nothing and return no receipt.
	NoReceipt bool
	// StaysFrozen makes Resume do nothing and return no receipt.
	StaysFrozen bool
	// Unseen servers run, but the runtime fails to return their addresses, as with an
	// engine that stopped answering.
	Unseen bool
	// Leaks makes the machine drop no packets and list no drops.
	Leaks bool
	// NeverHeals makes the machine keep its drops.
	NeverHeals bool
	// ReadOnly makes requests that change the machine's files succeed without effect.
	ReadOnly bool
	// BadDisk makes requests that list or read files fail.
	BadDisk bool
	// LogLines are lines that the server writes when it starts, as they are.
	LogLines []string
	// LogRepeats is how often it writes them, as a server does that fails again and again; 0 is
	// once.
	LogRepeats int
	// Unlogged makes the server process transactions without logging them.
	Unlogged bool
	// Unsynced makes the server follow its leader without applying what the leader has.
	Unsynced bool
	// SyncedBy is the sync mode in the server's log; "" is the true one.
	SyncedBy string
}

// AtStart stands for a Stale server's zxid when it starts.
const AtStart uint64 = math.MaxUint64

// Name implements runtime.Runtime.
func (r *Runtime) Name() string { return "fake" }

// Available implements runtime.Runtime.
func (r *Runtime) Available(context.Context) error { return r.Unavailable }

// Capabilities implements runtime.Runtime.
func (r *Runtime) Capabilities() map[runtime.Capability]string {
	all := map[runtime.Capability]string{runtime.CanPause: "", runtime.CanCut: "", runtime.CanSize: "", runtime.CanControl: ""}
	for _, c := range r.Cannot {
		delete(all, c)
	}
	return all
}

// Supports implements runtime.Runtime.
func (r *Runtime) Supports(c runtime.Capability) error {
	if _, can := r.Capabilities()[c]; !can {
		return fmt.Errorf("the fake runtime cannot %s", c)
	}
	return nil
}

// Sweep implements runtime.Runtime. Dead runs leave nothing.
func (r *Runtime) Sweep(context.Context) ([]string, error) { return nil, nil }

// Boot implements runtime.Runtime.
func (r *Runtime) Boot(_ context.Context, e *spec.Ensemble, _ []runtime.Capability) (runtime.Ensemble, error) {
	servers := e.Servers
	if r.BootFails != nil {
		servers = servers[:len(servers)/2]
	}
	booted, err := newEnsemble(r, servers)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.booted = append(r.booted, booted)
	if err == nil {
		err = r.BootFails
	}
	return booted, err
}

// Booted returns all ensembles that Boot has made, also closed ones, oldest first.
func (r *Runtime) Booted() []*Ensemble {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]*Ensemble(nil), r.booted...)
}
