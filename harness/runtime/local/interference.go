package local

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strconv"
	"sync"
	"syscall"

	"github.com/zkscenario/zkscenario/harness/runtime"
)

// stops counts how often a process was stopped and continued, by this program and by
// anybody. It may miss one of two changes at once, and counts none that did not happen.
type stops struct {
	mu     sync.Mutex
	paused bool // by this program
	own    changes
	seen   changes
}

type changes struct{ stops, continuations int }

// pausing records that this program is about to stop the process.
func (s *stops) pausing() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.paused = true
	s.own.stops++
}

// resuming records that this program is about to continue the process.
func (s *stops) resuming() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.own.continuations++
}

// resumed records that the process runs again.
func (s *stops) resumed() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.paused = false
}

// see counts a change that the kernel reported.
func (s *stops) see(stopped bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if stopped {
		s.seen.stops++
	} else {
		s.seen.continuations++
	}
}

// byOthers describes what others have done to the process, by the states of its threads
// too; "" is nothing. The lock keeps this program from stopping it meanwhile.
func (s *stops) byOthers(states func() (map[string]int, error)) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	now, err := states()
	switch {
	case err == nil && !s.paused && allStopped(now):
		return fmt.Sprintf("is stopped (the kernel's states of its threads are %v)", now)
	case s.seen.stops > s.own.stops:
		return "was stopped, as the kernel reported"
	case s.seen.continuations > s.own.continuations:
		return "was continued while it was to be paused, as the kernel reported"
	}
	return ""
}

// allStopped reports whether every thread is stopped, by a signal or a debugger.
func allStopped(states map[string]int) bool {
	for state := range states {
		if state != stopped && state != traced {
			return false
		}
	}
	return true
}

// Interference implements runtime.Process.
func (p *process) Interference(context.Context) error {
	if what := p.stops.byOthers(p.states); what != "" {
		return fmt.Errorf("process %d %s, and this run did not do it", p.pid, what)
	}
	if n := countOOMs(); p.gone() && p.exit == runtime.ExitBySignal(int(syscall.SIGKILL)) && p.ooms >= 0 && n > p.ooms {
		return fmt.Errorf("since its start the kernel has killed processes of this machine for lack of memory: %d", n-p.ooms)
	}
	return nil
}

// states counts the threads of the process by their state.
func (p *process) states() (map[string]int, error) {
	if p.gone() { // its id may belong to another process by now
		return nil, os.ErrProcessDone
	}
	return threadStates(p.pid)
}

// countOOMs returns how many processes of this machine the kernel has killed for lack of
// memory so far, or -1 if it does not report that (before Linux 4.13).
func countOOMs() int {
	counters, err := os.ReadFile("/proc/vmstat")
	if err != nil {
		return -1
	}
	for line := range bytes.Lines(counters) {
		if count, ok := bytes.CutPrefix(line, []byte("oom_kill ")); ok {
			if n, err := strconv.Atoi(string(bytes.TrimSpace(count))); err == nil {
				return n
			}
		}
	}
	return -1
}
