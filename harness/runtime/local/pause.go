package local

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

const (
	pauseLimit = 5 * time.Second
	pausePoll  = time.Millisecond
)

// The kernel's letters for a thread that a signal, or a debugger, has stopped.
const (
	stopped = "T"
	traced  = "t"
)

// Pause implements runtime.Pauser.
func (p *process) Pause(ctx context.Context) (string, error) {
	p.stops.pausing()
	if err := p.signal(suspendSignal); err != nil {
		return "", err
	}
	return p.await(ctx, "stopped", func(states map[string]int) bool {
		return len(states) == 1 && states[stopped] > 0
	})
}

// Resume implements runtime.Pauser.
func (p *process) Resume(ctx context.Context) (string, error) {
	p.stops.resuming()
	if err := p.signal(resumeSignal); err != nil {
		return "", err
	}
	receipt, err := p.await(ctx, "running", func(states map[string]int) bool {
		return states[stopped] == 0
	})
	if err == nil {
		p.stops.resumed()
	}
	return receipt, err
}

// await waits until ok accepts the states of the process's threads, and returns them
// as a receipt.
func (p *process) await(ctx context.Context, want string, ok func(states map[string]int) bool) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, pauseLimit)
	defer cancel()
	tick := time.NewTicker(pausePoll)
	defer tick.Stop()
	for {
		states, err := p.states()
		if err != nil {
			return "", fmt.Errorf("read state of process %d: it has exited", p.pid)
		}
		if ok(states) {
			return fmt.Sprintf("process %d is %s: the kernel's states of its threads are %v", p.pid, want, states), nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return "", fmt.Errorf("wait until process %d is %s, its threads are %v: %w", p.pid, want, states, context.Cause(ctx))
		}
	}
}

// threadStates counts the threads of a process by the kernel's letter for their state.
func threadStates(pid int) (map[string]int, error) {
	files, err := filepath.Glob(filepath.Join("/proc", strconv.Itoa(pid), "task", "*", "stat"))
	if err != nil {
		return nil, fmt.Errorf("list threads: %w", err)
	}
	states := map[string]int{}
	for _, file := range files {
		stat, err := os.ReadFile(file)
		if err != nil {
			continue // the thread has just ended
		}
		// The state follows the name, which is in parentheses and may contain any character.
		if i := bytes.LastIndexByte(stat, ')'); i >= 0 && i+2 < len(stat) {
			states[string(stat[i+2])]++
		}
	}
	if len(states) == 0 {
		return nil, os.ErrProcessDone
	}
	return states, nil
}
