package docker

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/moby/moby/client"

	"github.com/zkscenario/zkscenario/harness/runtime"
)

const (
	closeLimit = 60 * time.Second
	// createLimit bounds the creation of objects, which does not end with the run's
	// context: the engine might finish it after Close has listed what to remove.
	createLimit = 30 * time.Second
)

// The labels of the objects that a run makes.
const (
	labelRun     = "zkscenario.run"    // id of the lease
	labelOwner   = "zkscenario.owner"  // machine and user
	labelServer  = "zkscenario.server" // id of the server
	labelRole    = "zkscenario.role"   // machine or server
	labelMachine = "zkscenario.machine"

	roleMachine = "machine"
	roleServer  = "server"
)

// ensemble holds the machines of one run.
type ensemble struct {
	opts     Options
	eng      *engine
	lease    *runtime.Lease
	life     context.Context // ends when the ensemble is closed
	end      context.CancelFunc
	network  string // id
	machines []*machine

	interference *interference

	imagesMu sync.Mutex
	images   map[string]string // by release

	mu     sync.RWMutex // held for reading while an object is created
	closed bool
}

var _ runtime.Ensemble = (*ensemble)(nil)

func newEnsemble(opts Options, eng *engine, lease *runtime.Lease) *ensemble {
	life, end := context.WithCancel(context.Background())
	e := &ensemble{opts: opts, eng: eng, lease: lease, life: life, end: end, interference: newInterference(), images: map[string]string{}}
	e.interference.watching.Go(e.watchEvents)
	return e
}

// Machines implements runtime.Ensemble.
func (e *ensemble) Machines() []runtime.Machine {
	list := make([]runtime.Machine, len(e.machines))
	for i, m := range e.machines {
		list[i] = m
	}
	return list
}

func (e *ensemble) labels() map[string]string {
	return map[string]string{labelRun: e.lease.ID, labelOwner: runtime.Owner()}
}

// name returns the name of an object, as docker ps lists it.
func (e *ensemble) name(of string) string { return "zkscenario-" + e.lease.ID + of }

var errClosed = errors.New("the ensemble is closed")

// create runs f, which creates objects on the engine, unless the ensemble is closed.
func (e *ensemble) create(ctx context.Context, f func(context.Context) error) error {
	e.mu.RLock()
	defer e.mu.RUnlock()
	if e.closed {
		return errClosed
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	ctx, cancel := withAnswerLimit(context.WithoutCancel(ctx), createLimit)
	defer cancel()
	return f(ctx)
}

func (e *ensemble) createNetwork(ctx context.Context) error {
	return e.create(ctx, func(ctx context.Context) error {
		n, err := e.eng.client.NetworkCreate(ctx, e.name(""), client.NetworkCreateOptions{Driver: "bridge", Labels: e.labels()})
		if err != nil {
			return fmt.Errorf("create network: %w", err)
		}
		e.network = n.ID
		return nil
	})
}

// Close implements runtime.Ensemble.
func (e *ensemble) Close(ctx context.Context) error {
	ctx, cancel := withAnswerLimit(context.WithoutCancel(ctx), closeLimit)
	defer cancel()
	e.mu.Lock()
	first := !e.closed
	e.closed = true
	e.mu.Unlock()
	if !first {
		return nil
	}
	_, err := e.eng.remove(ctx, labelRun+"="+e.lease.ID, func(string) bool { return true })
	e.end()
	e.interference.watching.Wait()
	return errors.Join(err, e.lease.Release())
}
