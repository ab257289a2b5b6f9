package cluster

import (
	"context"
	"fmt"

	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// Kill ends the server's process with SIGKILL. The receipt is its exit by that signal. With
// mayBeDown it accepts a process that has ended before; the receipt is how.
func (s *Server) Kill(ctx context.Context, mayBeDown bool) error {
	free, err := s.take("kill")
	if err != nil {
		return err
	}
	defer free()
	return s.kill(ctx, mayBeDown)
}

// Stop ends the server's process with SIGTERM. The receipt is its exit. With mayBeDown it
// accepts a process that has ended before; the receipt is how.
func (s *Server) Stop(ctx context.Context, mayBeDown bool) error {
	free, err := s.take("stop")
	if err != nil {
		return err
	}
	defer free()
	return s.stop(ctx, mayBeDown)
}

func (s *Server) kill(ctx context.Context, mayBeDown bool) error {
	return s.finish(ctx, timeline.FaultKill, mayBeDown, s.sendKill)
}

func (s *Server) stop(ctx context.Context, mayBeDown bool) error {
	return s.finish(ctx, timeline.FaultStop, mayBeDown, func(ctx context.Context, word string) (string, error) {
		return s.end(ctx, word, runtime.Terminated, runtime.Process.Stop, func(runtime.Exit) bool { return true })
	})
}

// finish ends the process for a word that has taken the server, and records it as the
// scenario's doing unless the process ended by itself.
func (s *Server) finish(ctx context.Context, word string, mayBeDown bool, end func(ctx context.Context, word string) (string, error)) error {
	what := word + " " + s.name()
	if how, down := s.down(); down && mayBeDown {
		s.unchanged(what, "it was down already: "+how)
		return nil
	}
	receipt, err := end(ctx, word)
	switch exit, gone := s.Exit(); {
	case err == nil:
		s.fault(word, what, receipt)
	case gone && mayBeDown && verdict.IsInconclusive(err):
		s.unchanged(what, "its process ended by itself meanwhile, "+exit.String())
	default:
		return err
	}
	return nil
}

// unchanged records that a word found the server in the state that it was to bring about:
// what a server did by itself is no fault of the scenario.
func (s *Server) unchanged(what, how string) {
	s.log.Append(timeline.Event{Kind: timeline.KindFault, Actor: "harness", What: what, Receipt: how, Outcome: timeline.OK})
}

// down reports whether the server has no process, and how the last one ended.
func (s *Server) down() (how string, down bool) {
	l := s.present()
	switch {
	case l == nil:
		return "it was never started", true
	case l.running():
		return "", false
	}
	if asked, _ := l.causes(); len(asked) == 0 {
		return "its process ended by itself, " + l.exit.String(), true
	}
	return "its process is gone: " + l.exit.String(), true
}

// sendKill kills the process. The proof is its exit by that signal.
func (s *Server) sendKill(ctx context.Context, word string) (receipt string, err error) {
	return s.end(ctx, word, runtime.Killed, runtime.Process.Kill, func(e runtime.Exit) bool { return e.Signal == runtime.Killed })
}

// end ends the present life by a signal, or in another way if the signal is "", and
// returns the proof. An exit that proven rejects was not caused by that.
func (s *Server) end(ctx context.Context, word, signal string, send func(runtime.Process, context.Context) error, proven func(runtime.Exit) bool) (string, error) {
	l, err := s.running(word)
	if err != nil {
		return "", err
	}
	limited, cancel := context.WithTimeout(ctx, EndLimit)
	defer cancel()
	l.ask(signal)
	if err := send(l.process, limited); err != nil {
		return "", fmt.Errorf("%s server %d: %w", word, s.ID, err)
	}
	if _, err := l.process.Wait(limited); err != nil && limited.Err() != nil {
		return "", verdict.Inconclusive("%s server %d: its process is still there: %w", word, s.ID, context.Cause(limited))
	}
	select {
	case <-l.done:
	case <-ctx.Done():
		return "", verdict.Inconclusive("%s server %d: its process is gone, and its log was not read to the end: %w", word, s.ID, context.Cause(ctx))
	}
	if l.err != nil {
		return "", fmt.Errorf("%s server %d: %w", word, s.ID, l.err)
	}
	if !proven(l.exit) {
		return "", verdict.Inconclusive("%s server %d: no receipt, its process ended by itself: %s%s", word, s.ID, l.exit, l.reason())
	}
	return "its process is gone: " + l.exit.String(), nil
}

// running returns the present life, which must not have ended.
func (s *Server) running(word string) (*life, error) {
	l := s.present()
	if l == nil || !l.running() {
		return nil, verdict.Inconclusive("%s server %d: it does not run%s", word, s.ID, l.reason())
	}
	return l, nil
}
