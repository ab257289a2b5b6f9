package conformance

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/poll"

	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// orphanEnv makes a test binary boot servers and wait to be killed.
const orphanEnv = "ZKSCENARIO_TEST_ORPHAN"

// Main replaces m.Run in TestMain of a package that calls Sweep.
func Main(m *testing.M, s Suite) {
	if os.Getenv(orphanEnv) == "" {
		os.Exit(m.Run())
	}
	if err := s.orphan(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// orphan boots a server, prints the run's id and waits for the end of its input.
func (s Suite) orphan() error {
	ctx := context.Background()
	e, err := s.Runtime.Boot(ctx, &spec.Ensemble{Release: s.Release, Servers: []spec.Server{{ID: 1, Release: s.Release}}}, nil)
	if err != nil {
		return err
	}
	c := &cluster{ctx: ctx, release: s.Release, ensemble: e}
	if _, err := e.Machines()[0].Start(ctx, c.launch(1)); err != nil {
		return err
	}
	fmt.Println("run", s.RunID(e))
	bufio.NewScanner(os.Stdin).Scan()
	return e.Close(ctx)
}

// Sweep kills a process during its run, and checks that a sweep removes what it left,
// and nothing before the process is dead.
func Sweep(t *testing.T, s Suite) {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), orphanEnv+"=1")
	child.Stderr = os.Stderr
	in, err := child.StdinPipe()
	assert.NilError(t, err)
	defer in.Close()
	out, err := child.StdoutPipe()
	assert.NilError(t, err)
	assert.NilError(t, child.Start())
	run := readRun(t, bufio.NewScanner(out))

	sweep(t, s.Runtime)
	assert.Assert(t, runtime.Alive(run))
	assert.Assert(t, len(s.Leftovers(t, run)) > 0, "a living run was swept")

	assert.NilError(t, child.Process.Kill())
	assert.ErrorContains(t, child.Wait(), "killed")
	sweep(t, s.Runtime)
	// Another process may be sweeping the same run.
	poll.WaitOn(t, func(poll.LogT) poll.Result {
		if left := s.Leftovers(t, run); len(left) > 0 {
			return poll.Continue("left: %v", left)
		}
		return poll.Success()
	}, poll.WithTimeout(limit), poll.WithDelay(50*time.Millisecond))
}

func readRun(t *testing.T, lines *bufio.Scanner) string {
	t.Helper()
	for lines.Scan() {
		if run, ok := strings.CutPrefix(lines.Text(), "run "); ok {
			return run
		}
	}
	t.Fatal("the child booted no servers")
	return ""
}

func sweep(t *testing.T, rt runtime.Runtime) {
	t.Helper()
	swept, err := rt.Sweep(context.Background())
	assert.NilError(t, err)
	t.Logf("swept: %v", swept)
}
