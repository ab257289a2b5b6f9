//go:build unix

package local

import (
	"os/exec"
	"syscall"
)

const (
	suspendSignal = syscall.SIGSTOP
	resumeSignal  = syscall.SIGCONT
)

// killGroup kills the process group that setOwnGroup made for a process.
func killGroup(pid int) error { return syscall.Kill(-pid, syscall.SIGKILL) }

func setOwnGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }
