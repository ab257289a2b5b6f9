package localrt

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/zkscenario/zkscenario/harness"
)

// closeLimit is how long killed processes may take to go.
const closeLimit = 10 * time.Second

// ensemble is the machines of one run.
type ensemble struct {
	opts     Options
	java     java
	lease    *harness.Lease
	net      *subnet // nil when none was free
	machines []*machine

	rehearsal time.Duration // how long making a class archive may take

	codeMu sync.Mutex
	code   map[string]code // by release

	mu        sync.Mutex
	processes []*process // all that ever started
	closed    bool
}

var _ harness.Ensemble = (*ensemble)(nil)

// Machines implements harness.Ensemble.
func (e *ensemble) Machines() []harness.Machine {
	list := make([]harness.Machine, len(e.machines))
	for i, m := range e.machines {
		list[i] = m
	}
	return list
}

var errClosed = errors.New("the ensemble is closed")

// run prepares and starts a process, unless the ensemble is closed: what Close
// does not see would stay.
func (e *ensemble) run(prepare func() (command, error)) (*process, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return nil, errClosed
	}
	c, err := prepare()
	if err != nil {
		return nil, err
	}
	p, err := c.start()
	if err != nil {
		return nil, err
	}
	e.processes = append(e.processes, p)
	return p, nil
}

// Close implements harness.Ensemble.
func (e *ensemble) Close(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeLimit)
	defer cancel()
	first, processes := e.shut()
	if !first {
		return nil
	}
	var errs []error
	for _, p := range processes {
		errs = append(errs, p.Kill(ctx))
	}
	for _, p := range processes {
		if _, err := p.Wait(ctx); err != nil {
			errs = append(errs, fmt.Errorf("wait for process %d to go: %w", p.pid, err))
		}
	}
	if e.net != nil {
		errs = append(errs, e.net.release())
	}
	return errors.Join(append(errs, e.lease.Release())...)
}

func (e *ensemble) shut() (first bool, processes []*process) {
	e.mu.Lock()
	defer e.mu.Unlock()
	first, e.closed = !e.closed, true
	return first, e.processes
}
