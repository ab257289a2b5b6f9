package local

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"sync"
	"sync/atomic"
	"time"

	"github.com/zkscenario/zkscenario/harness/runtime"
)

// closeLimit bounds the time until killed processes have exited.
const closeLimit = 10 * time.Second

// ensemble holds the machines of one run.
type ensemble struct {
	opts     Options
	java     java
	lease    *runtime.Lease
	net      network // nil when Boot found none
	machines []*machine
	disks    bool         // one was mounted
	visits   atomic.Int64 // connections of the harness itself

	rehearsal time.Duration // limit for making a class archive

	codeMu sync.Mutex
	code   map[string]code // by release

	mu        sync.Mutex
	processes []*process // all that were ever started
	commanded bool       // a command was started next to one of them
	closed    bool
}

var _ runtime.Ensemble = (*ensemble)(nil)

// Machines implements runtime.Ensemble.
func (e *ensemble) Machines() []runtime.Machine {
	list := make([]runtime.Machine, len(e.machines))
	for i, m := range e.machines {
		list[i] = m
	}
	return list
}

var errClosed = errors.New("the ensemble is closed")

// run prepares and starts a process, unless the ensemble is closed: Close would not
// kill it.
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
	p, err := c.launch(e)
	if err != nil {
		return nil, err
	}
	e.processes = append(e.processes, p)
	return p, nil
}

// startCommand starts a command on the machine of a process.
func (e *ensemble) startCommand(p *process, cmd *exec.Cmd) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return errClosed
	}
	e.commanded = true
	return p.start(cmd)
}

// Close implements runtime.Ensemble.
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
			errs = append(errs, fmt.Errorf("wait for the exit of process %d: %w", p.pid, err))
		}
	}
	if e.commanded {
		_, err := killMarked(ctx, markOf(e.lease.Dir)) // a command may have left processes
		errs = append(errs, err)
	}
	for _, m := range e.machines {
		m.agent.Close()
	}
	if e.disks {
		_, err := unmountDisks(e.lease.Dir)
		errs = append(errs, err)
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
