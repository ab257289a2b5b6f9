//go:build unix

package localrt

import (
	"os/exec"
	"syscall"
)

const (
	suspendSignal = syscall.SIGSTOP
	resumeSignal  = syscall.SIGCONT
)

func setOwnGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }
