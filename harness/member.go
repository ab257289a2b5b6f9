package harness

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/server"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// Server is one server of the running ensemble: its machine, its present life,
// and what its log told.
type Server struct {
	ID      int
	Voter   bool
	launch  func(spec.Server) runtime.Launch
	keep    func(files map[string]string) error // what is kept of its configuration
	log     *timeline.Log
	out     io.Writer // copy of everything that the server prints
	machine runtime.Machine

	ensemble *spec.Ensemble // as its author wrote it

	mu      sync.Mutex
	busy    string      // the word that is at work on it; "" is none
	written spec.Server // as it was last started, or will be at first
	off     bool        // its machine has no power
	life    *life       // nil before the first start
	trouble error       // the runtime cannot say where the server is
	lost    error       // the runtime lost sight of a life
	paused  bool
	state   server.State
	lines   []string // of the present life's log
	served  served

	complaints map[string]bool // wordings of the present life's errors and warnings
}

// take makes the caller the only one to change the server until it calls free.
// Of two words at once nobody could tell which one had which effect.
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

// Spec is the server as it is configured now, by what its last start said.
func (s *Server) Spec() spec.Server {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.written
}

// Started tells whether the server was ever started.
func (s *Server) Started() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.life != nil
}

// life is one process of a server, and the goroutines that watch it.
type life struct {
	process runtime.Process
	done    chan struct{} // closed when the process is gone and its log was read
	exit    runtime.Exit
	err     error // the runtime lost sight of the process
}

// State is what the server's log told of its present life, and whether its
// process runs.
func (s *Server) State() (state server.State, running bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state, s.runningLocked()
}

func (s *Server) runningLocked() bool {
	if s.life == nil {
		return false
	}
	select {
	case <-s.life.done:
		return false
	default:
		return true
	}
}

// answers tells whether it makes sense to ask the server anything.
func (s *Server) answers() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.runningLocked() && !s.paused
}

// Status asks the server for its role and zxid.
func (s *Server) Status(ctx context.Context) (server.Status, error) {
	if !s.answers() {
		return server.Status{}, errors.New("it does not run")
	}
	limited, cancel := context.WithTimeout(ctx, endLimit)
	defer cancel()
	addr, err := s.machine.ClientAddr(limited)
	if ctx.Err() == nil {
		s.setTrouble(err)
	}
	if err != nil {
		return server.Status{}, fmt.Errorf("find address: %w", err)
	}
	asked := s.log.Now()
	status, err := server.Ask(ctx, addr)
	if err == nil {
		s.serving(status, asked)
	}
	return status, err
}

// served is what a server last told of itself, and when that was recorded.
type served struct {
	role  server.Role
	epoch uint32
	at    time.Duration
}

// serving records a role or an epoch that the server has not told before in its
// present life. Of questions at the same time the last one may be answered first:
// an older answer is no change back.
func (s *Server) serving(status server.Status, asked time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	epoch := status.Zxid.Epoch()
	if asked < s.served.at || status.Role == s.served.role && epoch == s.served.epoch {
		return
	}
	e := s.log.Append(timeline.Event{Kind: timeline.KindServer, Actor: s.name(),
		What: fmt.Sprintf("%s serves as %s, at %s", s.name(), status.Role, status.Zxid),
		Server: &timeline.Server{
			ID: s.ID, Change: timeline.Serving, Role: string(status.Role), Zxid: status.Zxid, Epoch: epoch, Line: status.Line,
		}})
	s.served = served{role: status.Role, epoch: epoch, at: e.At}
}

// setTrouble takes note that the harness cannot see the server, or can again.
func (s *Server) setTrouble(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.trouble = err
}

// trouble is what keeps the harness from seeing its servers, such as an engine
// that stopped answering. Nothing that a server seems to do then counts.
func (env *Env) trouble() error {
	var errs []error
	for _, s := range env.servers {
		s.mu.Lock()
		if err := errors.Join(s.trouble, s.lost); err != nil {
			errs = append(errs, fmt.Errorf("lost sight of server %d: %w", s.ID, err))
		}
		s.mu.Unlock()
	}
	return errors.Join(errs...)
}

// Start starts the server's process on its data as it is, with a change that
// holds from then on. Its receipt is that the process exists.
func (s *Server) Start(ctx context.Context, c spec.Change) error {
	free, err := s.take("start")
	if err != nil {
		return err
	}
	defer free()
	return s.startAs(ctx, "start", c)
}

// startAs starts the server for the word.
func (s *Server) startAs(ctx context.Context, word string, c spec.Change) error {
	if _, running := s.State(); running {
		return verdict.Inconclusive("server %d runs already", s.ID)
	}
	if !s.powered() {
		return verdict.Inconclusive("%s server %d: its machine has no power", word, s.ID)
	}
	next := s.Spec().With(c)
	launch := s.launch(next)
	process, err := s.machine.Start(ctx, launch)
	if err != nil {
		return fmt.Errorf("%s server %d: %w", word, s.ID, err)
	}
	l := &life{process: process, done: make(chan struct{})}
	n := s.begin(l, next)
	receipt := fmt.Sprintf("its process runs, life %d", n)
	if changed := c.String(); changed != "" {
		receipt += ", from now on with " + changed
	}
	s.fault(word+" "+s.name(), receipt)
	// The life must be watched to its end even when ctx ends first.
	go s.watch(context.WithoutCancel(ctx), l)
	return s.keep(launch.Files)
}

// begin makes l the server's life and counts it.
func (s *Server) begin(l *life, written spec.Server) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.life, s.paused, s.written = l, false, written
	s.state, s.served = server.State{Life: s.state.Life + 1}, served{at: s.log.Now()}
	s.lines, s.complaints = nil, map[string]bool{}
	return s.state.Life
}

// fault records something that was done to the server, with its proof.
func (s *Server) fault(what, receipt string) {
	s.log.Append(timeline.Event{Kind: timeline.KindFault, Actor: s.name(), What: what, Receipt: receipt, Outcome: timeline.OK})
}

// Kill ends the server's process with SIGKILL, Stop with SIGTERM. The receipt is
// the exit of the process; for Kill it must be by that signal.
func (s *Server) Kill(ctx context.Context) error {
	free, err := s.take("kill")
	if err != nil {
		return err
	}
	defer free()
	receipt, err := s.kill(ctx, "kill")
	if err != nil {
		return err
	}
	s.fault("kill "+s.name(), receipt)
	return nil
}

// Stop asks the server's process to end.
func (s *Server) Stop(ctx context.Context) error {
	free, err := s.take("stop")
	if err != nil {
		return err
	}
	defer free()
	return s.stop(ctx)
}

// Restart is Stop and Start in one.
func (s *Server) Restart(ctx context.Context, c spec.Change) error {
	free, err := s.take("restart")
	if err != nil {
		return err
	}
	defer free()
	if err := s.stop(ctx); err != nil {
		return err
	}
	return s.startAs(ctx, "start", c)
}

func (s *Server) stop(ctx context.Context) error {
	receipt, err := s.end(ctx, "stop", runtime.Process.Stop, func(runtime.Exit) bool { return true })
	if err != nil {
		return err
	}
	s.fault("stop "+s.name(), receipt)
	return nil
}

func (s *Server) kill(ctx context.Context, word string) (receipt string, err error) {
	return s.end(ctx, word, runtime.Process.Kill, func(e runtime.Exit) bool { return e.Signal == "killed" })
}

// end ends the present life and returns the proof.
func (s *Server) end(ctx context.Context, word string, signal func(runtime.Process, context.Context) error, proven func(runtime.Exit) bool) (string, error) {
	l, err := s.present(word)
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, endLimit)
	defer cancel()
	if err := signal(l.process, ctx); err != nil {
		return "", fmt.Errorf("%s server %d: %w", word, s.ID, err)
	}
	select {
	case <-l.done:
	case <-ctx.Done():
		return "", verdict.Inconclusive("%s server %d: its process is still there: %w", word, s.ID, context.Cause(ctx))
	}
	if l.err != nil {
		return "", fmt.Errorf("%s server %d: %w", word, s.ID, l.err)
	}
	if !proven(l.exit) {
		return "", verdict.Inconclusive("%s server %d: no receipt, its process ended by itself: %s", word, s.ID, l.exit)
	}
	return "its process is gone: " + l.exit.String(), nil
}

// present is the life that the word is about.
func (s *Server) present(word string) (*life, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.runningLocked() {
		return nil, verdict.Inconclusive("%s server %d: it does not run", word, s.ID)
	}
	return s.life, nil
}

// Exit says how the present life ended, once it is over.
func (s *Server) Exit() (runtime.Exit, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.life == nil || s.runningLocked() {
		return runtime.Exit{}, false
	}
	return s.life.exit, true
}

// Pause freezes the server's process; Resume lets it go on. The receipt is the
// state that the kernel or the engine reports.
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
	s.mu.Lock()
	l, running, was := s.life, s.runningLocked(), s.paused
	s.mu.Unlock()
	if !running || was == paused {
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
	s.mu.Lock()
	s.paused = paused
	s.mu.Unlock()
	s.fault(word+" "+s.name(), receipt)
	return nil
}
