package cluster

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/zkscenario/zkscenario/harness/server"
)

// trouble records why what a server seems to do is not ZooKeeper's doing.
type trouble struct {
	mu          sync.Mutex
	unreachable error    // the runtime cannot give the server's address
	lost        error    // the runtime lost sight of a process
	outside     []string // what others, or the machine, did to the server
}

// setUnreachable records that the runtime cannot give the address, or can again.
func (t *trouble) setUnreachable(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.unreachable = err
}

// lose records that the runtime lost sight of a process.
func (t *trouble) lose(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.lost = err
}

// add records what others did, and reports whether it is new.
func (t *trouble) add(what string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if slices.Contains(t.outside, what) {
		return false
	}
	t.outside = append(t.outside, what)
	return true
}

// list returns the trouble of the server with this name.
func (t *trouble) list(name string) (errs []error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if sight := errors.Join(t.unreachable, t.lost); sight != nil {
		errs = append(errs, fmt.Errorf("lost sight of %s: %w", name, sight))
	}
	for _, what := range t.outside {
		errs = append(errs, errors.New(notZooKeeper+what))
	}
	return errs
}

// notZooKeeper begins the description of what others did.
const notZooKeeper = "not ZooKeeper's doing: "

// troubleError is the error that Trouble returns.
type troubleError struct{ error }

func (e troubleError) Unwrap() error { return e.error }

// IsTrouble reports whether err is, or wraps, an error of Trouble.
func IsTrouble(err error) bool { return errors.As(err, new(troubleError)) }

// Trouble returns why what the servers seem to do does not count, as far as it is known
// without asking: the harness cannot observe them, such as by an engine that stopped
// answering, or others have acted on them. It returns nil otherwise.
func (c *Cluster) Trouble() error {
	var errs []error
	for _, s := range c.servers {
		errs = append(errs, s.trouble.list(s.name())...)
	}
	if len(errs) == 0 {
		return nil
	}
	return troubleError{errors.Join(errs...)}
}

// InspectLimit bounds an Inspect.
const InspectLimit = 5 * time.Second

// Inspect asks the runtime what others have done to the servers, and the machines for
// their free space, and returns Trouble. It is for a moment at which something is wrong,
// also after the run was interrupted.
func (c *Cluster) Inspect(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), InspectLimit)
	defer cancel()
	_ = Concurrently(len(c.servers), func(i int) error {
		s := c.servers[i]
		if l := s.present(); l != nil && !s.inspectProcess(ctx, l) {
			s.inspectDisks(ctx)
		}
		return nil
	})
	return c.Trouble()
}

// EndObservation makes whatever happens to the servers from now on the harness's own
// doing, since it ends them itself.
func (c *Cluster) EndObservation() { c.over.Store(true) }

// blame records something that is not ZooKeeper's doing. The text goes on after the name of
// the server.
func (s *Server) blame(format string, args ...any) {
	what := s.name() + " " + fmt.Sprintf(format, args...)
	if !s.over.Load() && s.trouble.add(what) {
		s.note(notZooKeeper + what)
	}
}

// inspectProcess reports whether others have done something to the process.
func (s *Server) inspectProcess(ctx context.Context, l *life) bool {
	err := l.process.Interference(ctx)
	if err != nil {
		s.blame("was disturbed: %s", err)
	}
	return err != nil
}

// inspectDisks finds a disk that is full or gone, and that the scenario did not fill.
func (s *Server) inspectDisks(ctx context.Context) {
	if lack := s.disks().Lack(ctx); lack != "" {
		s.blame("%s", lack)
	}
}

// inspectLine finds a line of the log which shows that the machine lacks something.
func (s *Server) inspectLine(line string) {
	lack := server.Shortage(line)
	if written := s.ensemble.Server(s.ID); lack == server.ShortOfSpace && (written.DataDisk != nil || written.LogDisk != nil) {
		return // the disk of a size that the ensemble declares may be full
	}
	if lack != "" {
		s.blame("lacks %s, by its log: %s", lack, line)
	}
}

// inspectExit finds out whether the process has ended by itself or by the harness.
func (l *life) inspectExit(ctx context.Context) {
	asked, commanded := l.causes()
	switch s := l.server; {
	case l.exit.Signal != "" && !slices.Contains(asked, l.exit.Signal):
		s.blame("ended %s, which the harness did not send%s", l.exit, l.suspicion(commanded))
	case len(asked) == 0:
		s.inspectDisks(ctx)
	}
	l.server.inspectProcess(ctx, l)
}

// crashReport bounds the number of lines that a JVM prints about its crash.
const crashReport = 100

// suspicion names what may have sent the signal by which the process has ended.
func (l *life) suspicion(commanded bool) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if crash := server.Crash(l.lines.Last(crashReport)); crash != "" {
		return "; its log shows that the JVM crashed: " + crash
	}
	if commanded {
		return "; a program that the scenario ran with exec may have sent it: end servers by kill, stop or power_off"
	}
	return ""
}

// ask records that the harness is about to end the process: by a signal, or in another
// way if the signal is "".
func (l *life) ask(signal string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.asked = append(l.asked, signal)
}

// command records that a program of the scenario runs next to the process.
func (l *life) command() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.commanded = true
}

// causes returns the ways in which the harness was to end the process, and whether a
// program of the scenario ran next to it.
func (l *life) causes() (asked []string, commanded bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.asked), l.commanded
}
