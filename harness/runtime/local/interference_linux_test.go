package local

import (
	"os"
	"syscall"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/runtime/conformance"
)

// idle starts a process that does nothing, as the life of a server.
func idle(t *testing.T) *process {
	t.Helper()
	e := boot(t, nil, servers(1))
	p, err := e.run(func() (command, error) {
		return command{surroundings: surroundings{dir: t.TempDir()}, path: "/bin/sleep", args: []string{"60"}, log: t.TempDir() + "/log"}, nil
	})
	assert.NilError(t, err)
	return p
}

func TestStopByOthersIsReported(t *testing.T) {
	p := idle(t)
	assert.NilError(t, p.Interference(t.Context()))
	assert.NilError(t, syscall.Kill(p.pid, syscall.SIGSTOP))
	conformance.AwaitInterference(t, p, "is stopped")
	assert.NilError(t, syscall.Kill(p.pid, syscall.SIGCONT))
	conformance.AwaitInterference(t, p, "was stopped, as the kernel reported")
	assert.NilError(t, p.Kill(t.Context()))
	_, err := p.Wait(t.Context())
	assert.NilError(t, err)
	assert.ErrorContains(t, p.Interference(t.Context()), "was stopped", "it is forgotten when the process ends")
}

func TestOwnPausesAreNoInterference(t *testing.T) {
	p := idle(t)
	for range 20 {
		_, err := p.Pause(t.Context())
		assert.NilError(t, err)
		assert.NilError(t, p.Interference(t.Context()))
		_, err = p.Resume(t.Context())
		assert.NilError(t, err)
		assert.NilError(t, p.Interference(t.Context()))
	}
}

func TestContinuationByOthersIsReported(t *testing.T) {
	p := idle(t)
	_, err := p.Pause(t.Context())
	assert.NilError(t, err)
	assert.NilError(t, syscall.Kill(p.pid, syscall.SIGCONT))
	conformance.AwaitInterference(t, p, "was continued while it was to be paused")
}

// A process that the kernel killed for lack of memory has exited by SIGKILL, and the
// kernel has counted it.
func TestLackOfMemoryIsReported(t *testing.T) {
	p := idle(t)
	assert.Assert(t, p.ooms >= 0, "the kernel does not count")
	assert.NilError(t, syscall.Kill(p.pid, syscall.SIGKILL))
	exit, err := p.Wait(t.Context())
	assert.NilError(t, err)
	assert.Equal(t, exit, runtime.ExitBySignal(int(syscall.SIGKILL)))
	p.ooms = countOOMs()
	assert.NilError(t, p.Interference(t.Context()))
	p.ooms--
	assert.ErrorContains(t, p.Interference(t.Context()), "killed processes of this machine for lack of memory: 1")
}

// A JVM handles SIGTERM and exits with a code; other programs end by the signal.
func TestExitCodesOfSignals(t *testing.T) {
	for script, want := range map[string]runtime.Exit{
		"kill -TERM $$":                       runtime.ExitBySignal(int(syscall.SIGTERM)),
		"trap 'exit 143' TERM; kill -TERM $$": runtime.ExitBySignal(int(syscall.SIGTERM)),
		"kill -SEGV $$":                       runtime.ExitBySignal(int(syscall.SIGSEGV)),
		"exit 130":                            runtime.ExitBySignal(int(syscall.SIGINT)),
		"exit 10":                             {Code: 10},
	} {
		state, err := os.StartProcess("/bin/sh", []string{"sh", "-c", script}, &os.ProcAttr{})
		assert.NilError(t, err)
		exited, err := state.Wait()
		assert.NilError(t, err)
		assert.Equal(t, exitOf(exited), want, script)
	}
}
