package localrt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"

	"github.com/zkscenario/zkscenario/harness"
)

const (
	sweepLimit = 5 * time.Second
	sweepPoll  = 5 * time.Millisecond
)

// Sweep implements harness.Runtime.
func (r *Runtime) Sweep(ctx context.Context) ([]string, error) {
	dead, err := harness.DeadLeases()
	if err != nil {
		return nil, err
	}
	var swept []string
	var errs []error
	for _, l := range dead {
		pids, err := killMarked(ctx, l.Dir)
		for _, pid := range pids {
			swept = append(swept, fmt.Sprintf("process %d of run %s", pid, l.ID))
		}
		swept = append(swept, "folder "+l.Dir)
		errs = append(errs, err, l.Release())
	}
	return swept, errors.Join(errs...)
}

// killMarked kills the JVMs of a run whose harness is dead.
func killMarked(ctx context.Context, leaseDir string) ([]int, error) {
	ctx, cancel := context.WithTimeout(ctx, sweepLimit)
	defer cancel()
	pids := marked(leaseDir)
	for _, pid := range pids {
		if err := kill(pid); err != nil {
			return pids, err
		}
	}
	tick := time.NewTicker(sweepPoll)
	defer tick.Stop()
	for len(marked(leaseDir)) > 0 {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return pids, fmt.Errorf("wait for processes %v to go: %w", pids, context.Cause(ctx))
		}
	}
	return pids, nil
}

func kill(pid int) error {
	p, err := os.FindProcess(pid)
	if err != nil {
		return nil // gone meanwhile
	}
	if err := p.Signal(syscall.SIGKILL); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("kill process %d: %w", pid, err)
	}
	return nil
}

// marked lists the processes that carry the mark of a run. A process that is only
// waited for has no arguments any more.
func marked(leaseDir string) []int {
	files, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		panic(err) // the pattern is constant
	}
	want := []byte(markOf(leaseDir))
	var pids []int
	for _, file := range files {
		args, err := os.ReadFile(file)
		if err != nil || !slices.ContainsFunc(bytes.Split(args, []byte{0}), func(a []byte) bool { return bytes.Equal(a, want) }) {
			continue
		}
		if pid, err := strconv.Atoi(filepath.Base(filepath.Dir(file))); err == nil {
			pids = append(pids, pid)
		}
	}
	return pids
}
