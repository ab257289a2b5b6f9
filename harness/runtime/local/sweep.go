package local

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

	"github.com/zkscenario/zkscenario/harness/runtime"
)

const (
	sweepLimit = 5 * time.Second
	sweepPoll  = 5 * time.Millisecond
)

// Sweep implements runtime.Runtime.
func (r *Runtime) Sweep(ctx context.Context) ([]string, error) {
	dead, err := runtime.DeadLeases(r.Name())
	if err != nil {
		return nil, err
	}
	var swept []string
	var errs []error
	for _, l := range dead {
		gone, err := sweepRun(ctx, l.Dir)
		swept = append(append(swept, gone...), "folder "+l.Dir)
		errs = append(errs, err, l.Release())
	}
	folders, err := orphans()
	errs = append(errs, err)
	for _, dir := range folders {
		gone, err := sweepRun(ctx, dir)
		swept = append(swept, gone...)
		errs = append(errs, err)
	}
	return swept, errors.Join(errs...)
}

// sweepRun removes the processes and disks that a dead run left.
func sweepRun(ctx context.Context, leaseDir string) (swept []string, err error) {
	pids, err := killMarked(ctx, markOf(leaseDir))
	for _, pid := range pids {
		swept = append(swept, fmt.Sprintf("process %d", pid))
	}
	if err != nil {
		return swept, err
	}
	mounted, err := unmountDisks(leaseDir)
	for _, dir := range mounted {
		swept = append(swept, "disk "+dir)
		removeEmpty(dir, filepath.Dir(dir), leaseDir)
	}
	return swept, err
}

// removeEmpty removes the folders that are empty. After the rest of a run's folder was
// removed, a disk's mount point remains.
func removeEmpty(dirs ...string) {
	for _, dir := range dirs {
		_ = os.Remove(dir)
	}
}

// killMarked kills the processes of a run and waits until they have exited.
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
			return pids, fmt.Errorf("wait for the exit of processes %v: %w", pids, context.Cause(ctx))
		}
	}
	return pids, nil
}

func kill(pid int) error {
	p, err := os.FindProcess(pid)
	if err != nil {
		return nil // it has just exited
	}
	if err := p.Signal(syscall.SIGKILL); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("kill process %d: %w", pid, err)
	}
	return nil
}

// marked lists the processes that have a mark. A zombie has no environment any more.
func marked(mark string) []int {
	var pids []int
	for pid, variables := range environments() {
		if slices.Contains(variables, mark) {
			pids = append(pids, pid)
		}
	}
	slices.Sort(pids)
	return pids
}

// orphans lists the folders of runs of which only processes or disks are left, as
// after the temporary folder was cleared.
func orphans() ([]string, error) {
	folders, err := diskFolders()
	folders = slices.DeleteFunc(folders, func(dir string) bool { return !lost(dir, "/") })
	for pid, variables := range environments() {
		for _, v := range variables {
			dir, ok := strings.CutPrefix(v, markOf(""))
			// The path is that of the process, which may be in a container.
			if ok && lost(dir, filepath.Join("/proc", strconv.Itoa(pid), "root")) {
				folders = append(folders, dir)
			}
		}
	}
	slices.Sort(folders)
	return slices.Compact(folders), err
}

// lost reports whether a folder was that of a run of this runtime and is gone.
func lost(dir, root string) bool {
	return strings.HasPrefix(filepath.Base(dir), runtimeName+"-") && runtime.LeaseLost(filepath.Join(root, dir))
}

// environments reads the variables of all processes.
func environments() map[int][]string {
	files, err := filepath.Glob("/proc/[0-9]*/environ")
	if err != nil {
		panic(err) // the pattern is constant
	}
	all := map[int][]string{}
	for _, file := range files {
		variables, err := os.ReadFile(file)
		pid, errPid := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		if err == nil && errPid == nil { // else it has just ended, or is another user's
			all[pid] = strings.Split(string(variables), "\x00")
		}
	}
	return all
}
