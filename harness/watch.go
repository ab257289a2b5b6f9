package harness

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/zkscenario/zkscenario/harness/server"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// watch reads the log of a life until its process is gone.
func (s *Server) watch(ctx context.Context, l *life) {
	logs, err := l.process.Logs(ctx)
	if err == nil {
		err = errors.Join(s.read(logs), logs.Close())
	}
	exit, waitErr := l.process.Wait(ctx)
	l.exit, l.err = exit, errors.Join(err, waitErr)
	if l.err == nil {
		s.log.Append(timeline.Event{Kind: timeline.KindServer, Actor: s.name(), What: fmt.Sprintf("server %d is gone: %s", s.ID, exit),
			Server: &timeline.Server{ID: s.ID, Change: timeline.Exited, Exit: exit.String()}})
	} else {
		s.mu.Lock()
		s.lost = l.err
		s.mu.Unlock()
	}
	close(l.done)
}

func (s *Server) name() string { return fmt.Sprintf("server %d", s.ID) }

// read copies the log and applies what its lines tell.
func (s *Server) read(logs io.Reader) error {
	in := bufio.NewReader(logs)
	for {
		line, err := in.ReadString('\n')
		if len(line) > 0 {
			_, _ = io.WriteString(s.out, line) // a copy; its loss must not disturb the run
			s.readLine(line)
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read log of server %d: %w", s.ID, err)
		}
	}
}

func (s *Server) readLine(line string) {
	line = strings.TrimRight(line, "\r\n")
	s.mu.Lock()
	s.lines = append(s.lines, line)
	s.mu.Unlock()
	e, ok := server.ReadLine(s.ID, line)
	if !ok {
		s.complain(line)
		return
	}
	s.mu.Lock()
	s.state.Apply(e)
	s.mu.Unlock()
	s.log.Append(timeline.Event{Kind: timeline.KindServer, Actor: s.name(), What: describe(e), Server: &e})
}

// mostComplaints bounds what is kept of a server that runs wild.
const mostComplaints = 50

// complain records an error or a warning, of each wording in a life the first.
func (s *Server) complain(line string) {
	wording, ok := server.Complaint(line)
	if !ok {
		return
	}
	s.mu.Lock()
	fresh := !s.complaints[wording] && len(s.complaints) < mostComplaints
	if fresh {
		s.complaints[wording] = true
	}
	s.mu.Unlock()
	if fresh {
		e := timeline.Server{ID: s.ID, Change: timeline.Complained, Line: line}
		s.log.Append(timeline.Event{Kind: timeline.KindServer, Actor: s.name(), What: describe(e), Server: &e})
	}
}

// LogLine finds the first line of the present life's log that matches.
func (s *Server) LogLine(pattern *regexp.Regexp) (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, line := range s.lines {
		if pattern.MatchString(line) {
			return line, true
		}
	}
	return "", false
}

// lastLines is the end of the present life's log, where a server says why it ends.
func (s *Server) lastLines() string {
	const most = 10
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.lines[max(0, len(s.lines)-most):], "\n")
}

// describe says in words what a log line told.
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
