package cluster

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/server"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// life is one process of a server, from its start to its exit, and what its log showed.
type life struct {
	server  *Server
	process runtime.Process
	done    chan struct{} // closed when the process is gone and its log was read
	exit    runtime.Exit  // once done
	err     error         // once done: the runtime lost sight of the process

	mu         sync.Mutex
	paused     bool
	state      server.State
	lines      server.Lines
	answered   answered
	complaints complaints
	asked      []string // signals by which the harness was to end it; "" is another way
	commanded  bool     // a program of the scenario ran next to it
}

// answered is the last role and epoch that the server itself reported, and when.
type answered struct {
	role  server.Role
	epoch uint32
	at    time.Duration
}

func newLife(s *Server, process runtime.Process, number int) *life {
	return &life{
		server: s, process: process, done: make(chan struct{}), lines: server.Lines{Copy: s.out},
		state: server.State{Life: number}, answered: answered{at: s.log.Now()},
	}
}

func (l *life) running() bool {
	select {
	case <-l.done:
		return false
	default:
		return true
	}
}

// State returns what the log showed so far.
func (l *life) State() server.State {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.state
}

func (l *life) isPaused() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.paused
}

func (l *life) setPaused(paused bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.paused = paused
}

// recordServing records a role or an epoch that the server did not report before in this
// life. Of concurrent questions the last one may be answered first: an answer to an
// older question is no change back.
func (l *life) recordServing(status server.Status, asked time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	epoch := status.Zxid.Epoch()
	if asked < l.answered.at || status.Role == l.answered.role && epoch == l.answered.epoch {
		return
	}
	e := l.append(fmt.Sprintf("%s serves as %s, at %s", l.server.name(), status.Role, status.Zxid), timeline.Server{
		Change: timeline.Serving, Role: string(status.Role), Zxid: status.Zxid, Epoch: epoch, Line: status.Line,
	})
	l.answered = answered{role: status.Role, epoch: epoch, at: e.At}
}

// note records what has no fields of its own.
func (s *Server) note(what string) {
	s.log.Append(timeline.Event{Kind: timeline.KindNote, Actor: s.name(), What: what})
}

// append records a change of the server.
func (l *life) append(what string, change timeline.Server) timeline.Event {
	change.ID = l.server.ID
	return l.server.log.Append(timeline.Event{Kind: timeline.KindServer, Actor: l.server.name(), What: what, Server: &change})
}

// watch reads the log until the process is gone, and records its exit.
func (l *life) watch(ctx context.Context) {
	logs, err := l.process.Logs(ctx)
	if err == nil {
		err = errors.Join(l.read(logs), logs.Close())
	}
	exit, waitErr := l.process.Wait(ctx)
	l.exit, l.err = exit, errors.Join(err, waitErr)
	if l.err == nil {
		l.append(fmt.Sprintf("server %d is gone: %s", l.server.ID, exit), timeline.Server{Change: timeline.Exited, Exit: exit.String()})
		l.inspectExit(ctx)
	} else {
		l.server.trouble.lose(l.err)
	}
	close(l.done)
}

// read keeps the lines of the log and applies them.
func (l *life) read(logs io.Reader) error {
	in := bufio.NewReader(logs)
	for {
		line, err := in.ReadString('\n')
		if len(line) > 0 {
			l.readLine(strings.TrimRight(line, "\r\n"))
		}
		if errors.Is(err, io.EOF) {
			l.endComplaint()
			l.mu.Lock()
			defer l.mu.Unlock()
			l.lines.End()
			return nil
		}
		if err != nil {
			return fmt.Errorf("read log of server %d: %w", l.server.ID, err)
		}
	}
}

func (l *life) readLine(line string) {
	l.mu.Lock()
	long := l.lines.Add(line)
	l.mu.Unlock()
	if long {
		l.server.note(l.server.name() + " logs so much that only the begin and the end of this log are kept")
	}
	l.server.inspectLine(line)
	e, ok := server.ReadLine(l.server.ID, line)
	if !ok {
		l.addComplaint(line)
		return
	}
	l.endComplaint()
	l.mu.Lock()
	l.state.Apply(e)
	l.mu.Unlock()
	l.append(describe(e), e)
}

// LogLine returns the first line of the present life's log that matches, or "". It fails
// if lines were left out that may match.
func (s *Server) LogLine(pattern *regexp.Regexp) (string, error) {
	l := s.present()
	if l == nil {
		return "", nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	line, found := l.lines.Find(pattern)
	if left := l.lines.Left(); !found && left > 0 {
		return "", fmt.Errorf("server %d logs so much that %d lines were not kept, and %q may match one of them", s.ID, left, pattern)
	}
	return line, nil
}

// LogLines returns the lines of the present life's log that match, in order. It fails if
// they are too many, or if lines were left out.
func (s *Server) LogLines(pattern *regexp.Regexp) ([]string, error) {
	l := s.present()
	if l == nil {
		return nil, nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	found, err := l.lines.FindAll(pattern)
	if err != nil {
		return nil, fmt.Errorf("log of server %d: %w", s.ID, err)
	}
	return found, nil
}

// lastLines returns the end of the log, where a server gives the reason why it ends.
func (l *life) lastLines() string {
	const most = 10
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.lines.Last(most), "\n")
}

// describe puts what a log line showed into words.
func describe(e timeline.Server) string {
	switch {
	case e.Change == timeline.Synced && e.Zxid == 0:
		return fmt.Sprintf("server %d is synced by %s", e.ID, e.Sync)
	case e.Change == timeline.Synced:
		return fmt.Sprintf("server %d is synced by %s to %s", e.ID, e.Sync, e.Zxid)
	case e.Change == timeline.Expired:
		return fmt.Sprintf("server %d expires session %s", e.ID, e.SessionID)
	case e.Zxid != 0:
		return fmt.Sprintf("server %d: %s, %s", e.ID, e.Change, e.Zxid)
	default:
		return fmt.Sprintf("server %d: %s", e.ID, e.Change)
	}
}
