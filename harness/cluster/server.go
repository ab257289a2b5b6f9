package cluster

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/zkscenario/zkscenario/harness/machine"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/server"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// Server is one server of the running ensemble: a machine, and the present life of the
// process on it.
type Server struct {
	ID      int
	Voter   bool
	launch  func(spec.Server) runtime.Launch
	keep    func(files map[string]string) error // keeps the configuration of a start
	log     *timeline.Log
	out     io.Writer // copy of everything that the server prints
	machine runtime.Machine

	ensemble *spec.Ensemble // as its author wrote it
	trouble  trouble
	over     *atomic.Bool // the harness ends the servers itself from now on

	mu         sync.Mutex
	busy       string      // the word that changes the server at present, or ""
	written    spec.Server // the configuration of the last start, or of the first one to come
	off        bool        // the machine has no power
	configured configured
	life       *life // nil before the first start
	lives      int
}

// take makes the caller the only one to change the server until it calls free: of two
// words at once it would be unknown which one had which effect.
func (s *Server) take(word string) (free func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.busy != "" {
		return nil, verdict.Inconclusive("%s server %d: another word is at work on it: %s", word, s.ID, s.busy)
	}
	s.busy = word
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.busy = ""
	}, nil
}

func (s *Server) name() string { return fmt.Sprintf("server %d", s.ID) }

// Spec returns the server's present configuration: that of its last start.
func (s *Server) Spec() spec.Server {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.written
}

// Started reports whether the server was ever started.
func (s *Server) Started() bool { return s.present() != nil }

// present returns the present or last life, or nil before the first start.
func (s *Server) present() *life {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.life
}

// State returns what the log of the present life showed, and whether the process runs.
func (s *Server) State() (state server.State, running bool) {
	l := s.present()
	if l == nil {
		return server.State{}, false
	}
	return l.State(), l.running()
}

// Exit returns how the present life ended, once it has.
func (s *Server) Exit() (runtime.Exit, bool) {
	l := s.present()
	if l == nil || l.running() {
		return runtime.Exit{}, false
	}
	return l.exit, true
}

// answers reports whether the server may answer a question.
func (s *Server) answers() bool {
	l := s.present()
	return l != nil && l.running() && !l.isPaused()
}

// silence returns why a server that does not answer does not.
func (s *Server) silence() string {
	if l := s.present(); l != nil && l.running() {
		return "it is paused"
	}
	return "it does not run"
}

// Status asks the server for its role and zxid by the four-letter word srvr.
func (s *Server) Status(ctx context.Context) (server.Status, error) {
	if !s.answers() {
		return server.Status{}, errors.New(s.silence())
	}
	limited, cancel := context.WithTimeout(ctx, EndLimit)
	defer cancel()
	endpoint, err := s.machine.HarnessEndpoint(limited)
	if ctx.Err() == nil {
		s.trouble.setUnreachable(err)
	}
	if err != nil {
		return server.Status{}, fmt.Errorf("find address: %w", err)
	}
	asked := s.log.Now()
	status, err := server.Ask(ctx, endpoint.Dial)
	if err == nil {
		s.recordServing(status, asked)
	}
	return status, err
}

// recordServing records an answer for the present life. It holds the lock so that no other
// life begins meanwhile, after which the answer would be that of the past.
func (s *Server) recordServing(status server.Status, asked time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.life.recordServing(status, asked)
}

// ask sends a request to the server's machine. A refusal by the machine is an error too.
func (s *Server) ask(ctx context.Context, r machine.Request) (machine.Answer, error) {
	a, err := s.machine.Do(ctx, r)
	if err == nil && a.Error != "" {
		err = errors.New(a.Error)
	}
	if err != nil {
		return a, fmt.Errorf("machine of server %d: %s: %w", s.ID, r.Op, err)
	}
	return a, nil
}

// fault records a fault of the server with its proof.
func (s *Server) fault(word, what, receipt string) {
	s.recordFault(timeline.Fault{Word: strings.ReplaceAll(word, " ", "_")}, what, receipt)
}

func (s *Server) recordFault(f timeline.Fault, what, receipt string) {
	f.Servers = []int{s.ID}
	s.log.Append(timeline.Event{Kind: timeline.KindFault, Actor: s.name(), What: what, Receipt: receipt, Outcome: timeline.OK, Fault: &f})
}

// Start starts servers on their data as it is, with a change that stays in force. The
// receipt is that their processes exist.
func (c *Cluster) Start(ctx context.Context, ids []int, change spec.Change) error {
	return c.taking(ids, "start", func() error {
		if err := c.listCounts(ctx, ids, change); err != nil {
			return err
		}
		return c.Each(ids, func(s *Server) error { return s.startAs(ctx, "start", change) })
	})
}

// StartThoseDown starts, of some servers, those whose processes do not run. The receipt of
// the others is that they are up.
func (c *Cluster) StartThoseDown(ctx context.Context, ids []int) error {
	return c.taking(ids, "start", func() error {
		return c.Each(ids, func(s *Server) error {
			l := s.present()
			switch {
			case l == nil || !l.running():
				return s.startAs(ctx, "start", spec.Change{})
			case l.isPaused():
				return verdict.Inconclusive("start server %d: it is up, but paused", s.ID)
			}
			s.unchanged("start "+s.name(), fmt.Sprintf("it was up already: its process runs, life %d", l.State().Life))
			return nil
		})
	})
}

// startAs starts the server for a word that has taken it.
func (s *Server) startAs(ctx context.Context, word string, c spec.Change) error {
	if _, running := s.State(); running {
		return verdict.Inconclusive("server %d runs already", s.ID)
	}
	if !s.powered() {
		return verdict.Inconclusive("%s server %d: its machine has no power", word, s.ID)
	}
	next := s.Spec().With(c)
	launch := s.launch(next)
	if err := s.keepList(ctx, &launch, c); err != nil {
		return fmt.Errorf("%s server %d: %w", word, s.ID, err)
	}
	process, err := s.machine.Start(ctx, launch)
	if err != nil {
		return fmt.Errorf("%s server %d: %w", word, s.ID, err)
	}
	l := s.begin(process, next)
	receipt := fmt.Sprintf("its process runs, life %d", l.State().Life)
	if changed := c.String(); changed != "" {
		receipt += ", from now on with " + changed
	}
	s.fault(word, word+" "+s.name(), receipt)
	// The life must be watched to its end even when ctx ends first.
	go l.watch(context.WithoutCancel(ctx))
	return s.keep(launch.Files)
}

// begin makes a process the server's next life.
func (s *Server) begin(process runtime.Process, written spec.Server) *life {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lives++
	s.life, s.written = newLife(s, process, s.lives), written
	return s.life
}

// Restart stops and starts servers, with a change that stays in force. If they get another
// list of servers, all of them are stopped before the first one starts, which would
// otherwise take the old list from one that still runs. With mayBeDown those that are down
// already are only started.
func (c *Cluster) Restart(ctx context.Context, ids []int, change spec.Change, mayBeDown bool) error {
	stop := func(s *Server) error { return s.stop(ctx, mayBeDown) }
	start := func(s *Server) error { return s.startAs(ctx, "start", change) }
	return c.taking(ids, "restart", func() error {
		if change.List == nil {
			return c.Each(ids, func(s *Server) error {
				if err := stop(s); err != nil {
					return err
				}
				return start(s)
			})
		}
		if err := c.listCounts(ctx, ids, change); err != nil {
			return err
		}
		if err := c.Each(ids, stop); err != nil {
			return err
		}
		return c.Each(ids, start)
	})
}

// Pause freezes the server's process. The receipt is the state that the kernel or the
// engine reports.
func (s *Server) Pause(ctx context.Context) error {
	return s.freeze(ctx, "pause", true, runtime.Pauser.Pause)
}

// Resume ends a Pause.
func (s *Server) Resume(ctx context.Context) error {
	return s.freeze(ctx, "resume", false, runtime.Pauser.Resume)
}

func (s *Server) freeze(ctx context.Context, word string, paused bool, act func(runtime.Pauser, context.Context) (string, error)) error {
	free, err := s.take(word)
	if err != nil {
		return err
	}
	defer free()
	l := s.present()
	if l == nil || !l.running() || l.isPaused() == paused {
		return verdict.Inconclusive("%s server %d: it does not run, or is in that state already", word, s.ID)
	}
	p, ok := l.process.(runtime.Pauser)
	if !ok {
		return fmt.Errorf("%s server %d: this runtime cannot", word, s.ID)
	}
	receipt, err := act(p, ctx)
	if err != nil {
		return fmt.Errorf("%s server %d: %w", word, s.ID, err)
	}
	if receipt == "" {
		return verdict.Inconclusive("%s server %d: no receipt", word, s.ID)
	}
	l.setPaused(paused)
	s.fault(word, word+" "+s.name(), receipt)
	return nil
}

// settle waits until the end of the last life was seen, and closes the copy of its log.
// The process is gone by then, so that only the rest of the log is still to be read.
func (s *Server) settle() error {
	if l := s.present(); l != nil {
		select {
		case <-l.done:
		case <-time.After(EndLimit):
			return fmt.Errorf("server %d: its end was not seen within %s", s.ID, EndLimit)
		}
	}
	if c, ok := s.out.(io.Closer); ok {
		return c.Close()
	}
	return nil
}
