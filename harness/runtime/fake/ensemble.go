package fake

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// Ensemble is the machines of one run, and the one order of transactions that
// their servers agree on. Each server has applied the first few or all of them.
type Ensemble struct {
	silentAfter time.Duration
	servers     []spec.Server
	goroutines  sync.WaitGroup

	// mu guards all that follows, in machines and processes too.
	mu          sync.Mutex
	deviations  []Deviation
	machines    []*machine
	history     []txn
	epoch       uint32
	counter     uint32
	leader      *process
	sessions    map[int64]*session
	sessionsEnd *time.Timer
	election    *time.Timer
	reaping     *time.Timer
	closed      bool
}

var _ runtime.Ensemble = (*Ensemble)(nil)

func newEnsemble(r *Runtime, servers []spec.Server) (*Ensemble, error) {
	e := &Ensemble{
		silentAfter: r.SilentAfter,
		servers:     servers,
		deviations:  slices.Clone(r.Deviations),
		sessions:    map[int64]*session{},
	}
	for _, s := range servers {
		m, err := newMachine(e, s)
		if err != nil {
			return e, err
		}
		e.machines = append(e.machines, m)
	}
	return e, nil
}

// Machines are in the order of the ensemble's servers.
func (e *Ensemble) Machines() []runtime.Machine {
	machines := make([]runtime.Machine, len(e.machines))
	for i, m := range e.machines {
		machines[i] = m
	}
	return machines
}

// Close ends every process, also those that nothing else can end, and waits for
// all goroutines.
func (e *Ensemble) Close(context.Context) error {
	e.mu.Lock()
	e.closed = true
	for _, m := range e.machines {
		if m.life != nil {
			m.life.endLocked(runtime.Exit{Signal: "killed"})
		}
	}
	for _, timer := range []*time.Timer{e.sessionsEnd, e.election, e.reaping} {
		if timer != nil {
			timer.Stop()
		}
	}
	e.mu.Unlock()
	e.goroutines.Wait()
	return nil
}

// Closed tells whether Close was called.
func (e *Ensemble) Closed() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.closed
}

// Running are the ids of the servers that have a process, paused or not.
func (e *Ensemble) Running() []int {
	e.mu.Lock()
	defer e.mu.Unlock()
	var ids []int
	for _, m := range e.machines {
		if m.life != nil {
			ids = append(ids, m.id)
		}
	}
	return ids
}

// Launches are all launches of a server so far.
func (e *Ensemble) Launches(id int) []runtime.Launch {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, m := range e.machines {
		if m.id == id {
			return slices.Clone(m.launches)
		}
	}
	return nil
}

// Deviate adds a deviation in mid-run. It counts from the server's next start on.
func (e *Ensemble) Deviate(d Deviation) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.deviations = append(e.deviations, d)
}

// deviationLocked is all that a server does wrong in a life.
func (e *Ensemble) deviationLocked(id, start int) Deviation {
	var sum Deviation
	for _, d := range e.deviations {
		if d.Server != id || start < d.Start {
			continue
		}
		sum.Stale = max(sum.Stale, d.Stale)
		sum.Stray = cmp.Or(d.Stray, sum.Stray)
		sum.Unreadable = cmp.Or(d.Unreadable, sum.Unreadable)
		sum.Swallow = cmp.Or(d.Swallow, sum.Swallow)
		sum.Twice = cmp.Or(d.Twice, sum.Twice)
		sum.Hangs = cmp.Or(d.Hangs, sum.Hangs)
		sum.HangsUntil = cmp.Or(d.HangsUntil, sum.HangsUntil)
		sum.Mute = sum.Mute || d.Mute
		sum.BadDisk = sum.BadDisk || d.BadDisk
		sum.Unlogged = sum.Unlogged || d.Unlogged
		sum.SyncedBy = cmp.Or(d.SyncedBy, sum.SyncedBy)
		sum.Lost = sum.Lost || d.Lost
		sum.Clings = sum.Clings || d.Clings
		sum.Unseen = sum.Unseen || d.Unseen
		sum.Unkillable = sum.Unkillable || d.Unkillable
		sum.NoReceipt = sum.NoReceipt || d.NoReceipt
		sum.StaysFrozen = sum.StaysFrozen || d.StaysFrozen
		sum.Leaks = sum.Leaks || d.Leaks
		sum.NeverHeals = sum.NeverHeals || d.NeverHeals
		sum.ReadOnly = sum.ReadOnly || d.ReadOnly
		if d.Exits || d.Crashes {
			sum.Exits, sum.Crashes, sum.ExitCode = sum.Exits || d.Exits, sum.Crashes || d.Crashes, d.ExitCode
		}
	}
	return sum
}

var errEnded = errors.New("the ensemble is closed")
