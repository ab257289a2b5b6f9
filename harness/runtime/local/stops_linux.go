package local

import (
	"errors"

	"golang.org/x/sys/unix"
)

// What waitid(2) reports as si_code.
const (
	childStopped   = 5 // CLD_STOPPED
	childContinued = 6 // CLD_CONTINUED
)

// watch counts the stops and continuations that the kernel reports to the parent of a
// process, and returns when the process has exited. It leaves the exit to os/exec.
func (s *stops) watch(pid int) {
	for {
		var info unix.Siginfo
		err := unix.Waitid(unix.P_PID, pid, &info, unix.WSTOPPED|unix.WCONTINUED, nil)
		switch {
		case errors.Is(err, unix.EINTR):
		case err != nil:
			return // ECHILD: it has exited
		case info.Code == childStopped:
			s.see(true)
		case info.Code == childContinued:
			s.see(false)
		}
	}
}
