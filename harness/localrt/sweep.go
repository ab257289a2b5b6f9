package localrt

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
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
	dead, err := harness.DeadLeases(r.Name())
	if err != nil {
		return nil, err
	}
	var swept []string
	var errs []error
	for _, l := range dead {
		pids, err := killMarked(ctx, markOf(l.Dir))
		swept = append(append(swept, describe(pids)...), "folder "+l.Dir)
		errs = append(errs, err, l.Release())
	}
	for _, mark := range orphans() {
		pids, err := killMarked(ctx, mark)
		swept = append(swept, describe(pids)...)
		errs = append(errs, err)
	}
	return swept, errors.Join(errs...)
}

func describe(pids []int) []string {
	var list []string
	for _, pid := range pids {
		list = append(list, fmt.Sprintf("process %d", pid))
	}
	return list
}

// killMarked kills the JVMs of a run whose harness is dead.
func killMarked(ctx context.Context, mark string) ([]int, error) {
	ctx, cancel := context.WithTimeout(ctx, sweepLimit)
	defer cancel()
	pids := marked(mark)
	for _, pid := range pids {
		if err := kill(pid); err != nil {
			return pids, err
		}
	}
	tick := time.NewTicker(sweepPoll)
	defer tick.Stop()
	for len(marked(mark)) > 0 {
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

// marked lists the processes that carry a mark. A process that is dead and only
// waited for has no arguments any more.
func marked(mark string) []int {
	var pids []int
	for pid, args := range commandLines() {
		if slices.Contains(args, mark) {
			pids = append(pids, pid)
		}
	}
	slices.Sort(pids)
	return pids
}

// orphans lists the marks of runs whose folder is gone, as when somebody cleared
// the temporary folder. A run that lives has its folder.
func orphans() []string {
	var marks []string
	for pid, args := range commandLines() {
		for _, a := range args {
			dir, ok := strings.CutPrefix(a, markOf(""))
			if !ok {
				continue
			}
			// As the process itself sees it, which may be in a container.
			seen := filepath.Join("/proc", strconv.Itoa(pid), "root", dir)
			if _, err := os.Stat(seen); errors.Is(err, os.ErrNotExist) {
				marks = append(marks, a)
			}
		}
	}
	return marks
}

// commandLines reads the arguments of all processes.
func commandLines() map[int][]string {
	files, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		panic(err) // the pattern is constant
	}
	lines := map[int][]string{}
	for _, file := range files {
		args, err := os.ReadFile(file)
		pid, errPid := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		if err == nil && errPid == nil { // else it has just ended
			lines[pid] = strings.Split(string(args), "\x00")
		}
	}
	return lines
}
