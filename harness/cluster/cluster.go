// Package cluster runs the servers of one scenario: it starts, ends and freezes them,
// cuts their network, changes and reads their disks, opens sessions, and waits for
// states. Everything that is done or seen goes into the timeline, every fault with its
// receipt. The package knows ZooKeeper and a runtime.Ensemble, and neither HCL
// expressions nor the words of the language.
package cluster

import (
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// Limits on waiting, far above what a healthy machine needs.
const (
	// StateLimit bounds the wait for a state when a scenario sets no limit.
	StateLimit = 60 * time.Second
	// EndLimit bounds the wait for the end of a process after a signal.
	EndLimit = 20 * time.Second
)

// Cluster holds the servers of one run, their network and the sessions on them.
type Cluster struct {
	Log      *timeline.Log
	Network  *Network
	Sessions *Sessions

	ensemble *spec.Ensemble // as its author wrote it
	super    superUser
	servers  []*Server
	over     atomic.Bool // see EndObservation
}

// Files keeps what the servers of a run leave for its readers.
type Files interface {
	// ServerLog opens the copy of a server's log.
	ServerLog(id int) (io.WriteCloser, error)
	// Config keeps the configuration files of a server's last start, by name.
	Config(id int, files map[string]string) error
}

// New returns a cluster without servers; Add adds them once they have machines.
func New(log *timeline.Log, ensemble *spec.Ensemble) *Cluster {
	c := &Cluster{Log: log, ensemble: ensemble, super: newSuperUser()}
	c.Network = &Network{cluster: c, silent: map[int]bool{}}
	c.Sessions = &Sessions{cluster: c, declared: map[string]*declaredSession{}}
	return c
}

// Add makes a server of each machine of the booted ensemble. None is started yet.
func (c *Cluster) Add(machines []runtime.Machine, files Files) error {
	for i, m := range machines {
		out, err := files.ServerLog(m.ID())
		if err != nil {
			return err
		}
		c.servers = append(c.servers, &Server{
			ID: m.ID(), Voter: !c.ensemble.Servers[i].Observer, machine: m, log: c.Log, out: out, over: &c.over, ensemble: c.ensemble, written: c.ensemble.Servers[i],
			launch: func(s spec.Server) runtime.Launch { return launchFor(c.ensemble, s, machines, c.super) },
			keep:   func(configs map[string]string) error { return files.Config(m.ID(), configs) },
		})
	}
	return nil
}

// Settle waits until the ends of all servers have been seen and their logs read. The
// processes must be gone by then.
func (c *Cluster) Settle() error {
	var errs []error
	for _, s := range c.servers {
		errs = append(errs, s.settle())
	}
	return errors.Join(errs...)
}

// Server returns the server with this id.
func (c *Cluster) Server(id int) (*Server, error) {
	for _, s := range c.servers {
		if s.ID == id {
			return s, nil
		}
	}
	return nil, verdict.Inconclusive("there is no server %d", id)
}

// Servers returns all servers in the order of their ids.
func (c *Cluster) Servers() []*Server { return c.servers }

// Each runs f concurrently for the servers with these ids and joins the errors.
func (c *Cluster) Each(ids []int, f func(*Server) error) error {
	servers := make([]*Server, len(ids))
	for i, id := range ids {
		s, err := c.Server(id)
		if err != nil {
			return err
		}
		servers[i] = s
	}
	return Concurrently(len(servers), func(i int) error { return f(servers[i]) })
}

// Concurrently runs f for 0 to n-1, all at once, and joins the errors.
func Concurrently(n int, f func(i int) error) error {
	errs := make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { errs[i] = f(i) })
	}
	wg.Wait()
	return errors.Join(errs...)
}

// Receipt records a fault of a session or of the ensemble with its proof.
func (c *Cluster) Receipt(actor, what, receipt string) {
	c.Log.Append(timeline.Event{Kind: timeline.KindFault, Actor: actor, What: what, Receipt: receipt, Outcome: timeline.OK})
}

// Fault records what was done to servers, other than by the servers' own methods, with its
// proof.
func (c *Cluster) Fault(f timeline.Fault, actor, what, receipt string) {
	c.Log.Append(timeline.Event{Kind: timeline.KindFault, Actor: actor, What: what, Receipt: receipt, Outcome: timeline.OK, Fault: &f})
}

// Note records something worth reading.
func (c *Cluster) Note(format string, args ...any) {
	c.Log.Append(timeline.Event{Kind: timeline.KindNote, Actor: "harness", What: fmt.Sprintf(format, args...)})
}

// Started lists the ids of the servers that were started at least once: those that
// must be there for the ensemble to be complete.
func (c *Cluster) Started() []int {
	var ids []int
	for _, s := range c.servers {
		if s.Started() {
			ids = append(ids, s.ID)
		}
	}
	return ids
}

// Listed lists the ids of the voters in a server's present configuration.
func (c *Cluster) Listed(s *Server) []int {
	written := s.Spec()
	return c.ensemble.Listed(&written)
}

// voters counts the servers that may vote.
func (c *Cluster) voters() (n int) {
	for _, s := range c.servers {
		if s.Voter {
			n++
		}
	}
	return n
}
