//go:build !unix

package local

import (
	"os/exec"
	"syscall"
)

// Available refuses such a machine before any of these signals is sent.
const (
	suspendSignal = syscall.Signal(0)
	resumeSignal  = syscall.Signal(0)
)

func killGroup(int) error { return nil }

func setOwnGroup(*exec.Cmd) {}
