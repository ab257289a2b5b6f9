package fake

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// Ensemble holds the machines of one run and the one order of transactions that their
// servers agree on. Each server has applied a prefix of it.
type Ensemble struct {
	silentAfter time.Duration
	servers     []spec.Server
	goroutines  sync.WaitGroup

	// mu guards the fields below and all state of machines and processes. Functions whose
	// names end in Locked need it.
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

// Machines implements runtime.Ensemble.
func (e *Ensemble) Machines() []runtime.Machine {
	machines := make([]runtime.Machine, len(e.machines))
	for i, m := range e.machines {
		machines[i] = m
	}
	return machines
}

// Close ends every process, also the unkillable ones, and waits for all goroutines.
func (e *Ensemble) Close(context.Context) error {
	e.mu.Lock()
	e.closed = true
	for _, m := range e.machines {
		if m.life != nil {
			m.life.endLocked(runtime.ExitBySignal(int(syscall.SIGKILL)))
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

// Closed reports whether Close was called.
func (e *Ensemble) Closed() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.closed
}

// Running lists the ids of the servers that have a process, paused or not.
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

// Launches returns all launches of a server so far, oldest first.
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

// Deviate adds a deviation during a run. It applies from the server's next start on.
func (e *Ensemble) Deviate(d Deviation) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.deviations = append(e.deviations, d)
}

// deviationLocked merges the deviations of a server in a life. Of several values of one
// field the last counts.
func (e *Ensemble) deviationLocked(id, start int) Deviation {
	var merged Deviation
	into := reflect.ValueOf(&merged).Elem()
	for _, d := range e.deviations {
		if d.Server != id || start < d.Start {
			continue
		}
		for i, from := 0, reflect.ValueOf(d); i < from.NumField(); i++ {
			if field := from.Field(i); !field.IsZero() {
				into.Field(i).Set(field)
			}
		}
	}
	return merged
}

var errEnded = errors.New("the ensemble is closed")
