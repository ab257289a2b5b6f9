// Package fake runs servers in memory that do what a test asks for: its servers
// speak ZooKeeper's client protocol on real sockets, keep one committed order of
// transactions, and do wrong exactly what the test asks for.
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

// Runtime boots ensembles in memory. Its fields are set before Boot; the zero
// value does nothing wrong.
type Runtime struct {
	Unavailable error // what Available answers
	Cannot      []runtime.Capability
	// BootFails comes back from Boot, with an ensemble that has only the first
	// half of its machines.
	BootFails error
	// SilentAfter is how long the session of a client without a connection
	// lives; 0: as long as its timeout, like ZooKeeper's.
	SilentAfter time.Duration
	Deviations  []Deviation

	mu     sync.Mutex
	booted []*Ensemble
}

var _ runtime.Runtime = (*Runtime)(nil)

// Deviation is what one server does wrong, from one of its starts on.
type Deviation struct {
	Server int
	Start  int // 0 or 1: from its first start on; 2: from its second

	// Stale makes the server apply no transaction newer than this zxid, while it
	// claims the leader's position and says that it is up to date. AtStart stands
	// for the position at which it starts. 0 is off.
	Stale uint64
	// Stray is the path of a znode that only this server has.
	Stray string
	// Unreadable is the path of a znode that this server lets nobody read.
	Unreadable string
	// Swallow is the path of which no watch event is sent, Twice that of which
	// each is sent twice.
	Swallow, Twice string
	// Hangs is the path of which no request is answered; what the same client asks
	// behind it waits too, but for its pings and its close. The requests take
	// effect when the server has the znode HangsUntil; "" is never.
	Hangs, HangsUntil string
	// Mute servers accept connections and never answer a handshake.
	Mute bool
	// Lost servers start, look for a leader and never find one.
	Lost bool
	// Clings makes the server follow a leader that is gone.
	Clings bool
	// Exits makes the process end by itself as soon as it has started.
	Exits    bool
	ExitCode int
	// Crashes makes the process end by itself, with ExitCode, at the moment in which
	// a signal was to end it.
	Crashes bool
	// Unkillable processes survive SIGKILL and SIGTERM.
	Unkillable bool
	// NoReceipt makes Pause and Resume do nothing and prove nothing.
	NoReceipt bool
	// StaysFrozen makes Resume alone do nothing and prove nothing.
	StaysFrozen bool
	// Unseen servers run, but the runtime cannot say where: like an engine that
	// stopped answering.
	Unseen bool
	// Leaks makes the machine drop nothing of what it was told to, and list no rule.
	Leaks bool
	// NeverHeals makes the machine keep its drops when it is told to remove them.
	NeverHeals bool
	// ReadOnly makes the machine's files stay as they are, whoever changes them but
	// its server, without a complaint.
	ReadOnly bool
	// BadDisk makes the machine fail to list and to read files.
	BadDisk bool
	// Unlogged makes the server process transactions without logging them.
	Unlogged bool
	// SyncedBy is the sync mode that the server's log tells; "" is the true one.
	SyncedBy string
}

// AtStart is a Stale server's own position when it starts.
const AtStart uint64 = math.MaxUint64

// Name is how --runtime would call it.
func (r *Runtime) Name() string { return "fake" }

// Available answers what the test said.
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

// Sweep finds nothing: memory goes with its process.
func (r *Runtime) Sweep(context.Context) ([]string, error) { return nil, nil }

// Boot makes the machines.
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

// Booted are all ensembles that Boot has made, the closed ones too.
func (r *Runtime) Booted() []*Ensemble {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]*Ensemble(nil), r.booted...)
}
