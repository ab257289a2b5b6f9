package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"gotest.tools/v3/assert"
)

// longRun is under way for so long that an interrupt finds it in the middle.
const longRun = `
scenario "long" {
  summary = "Waits for a leader that never comes."
  ensemble { servers = 3 }
  step "wait" {
    kill { servers = [1, 2] }
    pause { server = 3 }
    await {
      leader = 1
      within = "10m"
    }
  }
}`

// started is a zkscenario process with a temporary folder of its own.
type started struct {
	*exec.Cmd
	tmp    string
	output *bytes.Buffer
}

// startLongRun returns when the run has paused its last server.
func startLongRun(t *testing.T, runtime, tmp string) *started {
	t.Helper()
	if runtime == "docker" && os.Getenv("ZKSCENARIO_DOCKER") == "0" {
		t.Skip("Docker is left out (ZKSCENARIO_DOCKER=0)")
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "long.hcl")
	assert.NilError(t, os.WriteFile(file, []byte(longRun), 0o600))
	s := command(t, tmp, "run", file, "--runtime", runtime, "--out", filepath.Join(dir, "runs"))
	out, err := s.StdoutPipe()
	assert.NilError(t, err)
	assert.NilError(t, s.Start())
	t.Cleanup(func() { _ = s.Process.Kill() })
	for in := bufio.NewScanner(out); in.Scan(); {
		fmt.Fprintln(s.output, in.Text())
		if strings.Contains(in.Text(), "pause server 3") {
			go io.Copy(io.Discard, out) //nolint:errcheck // so that the process never blocks
			return s
		}
	}
	t.Fatalf("the run ended early:\n%s", s.output)
	return nil
}

func command(t *testing.T, tmp string, args ...string) *started {
	t.Helper()
	path, err := exec.LookPath("zkscenario") // testscript.Main put the test binary there
	assert.NilError(t, err)
	s := &started{Cmd: exec.Command(path, args...), tmp: tmp, output: &bytes.Buffer{}}
	s.Env = append(os.Environ(), "TMPDIR="+tmp)
	s.Stderr = s.output
	return s
}

// leftovers names what a run left: files and JVMs in its temporary folder, and
// containers, networks and volumes.
func leftovers(t *testing.T, tmp string) []string {
	t.Helper()
	var found []string
	leases, err := filepath.Glob(filepath.Join(tmp, "zkscenario-*", "*"))
	assert.NilError(t, err)
	found = append(found, leases...)
	processes, err := filepath.Glob("/proc/[0-9]*/cmdline")
	assert.NilError(t, err)
	for _, p := range processes {
		line, err := os.ReadFile(p)
		if err == nil && bytes.Contains(line, []byte(tmp)) && bytes.Contains(line, []byte("QuorumPeerMain")) {
			found = append(found, p)
		}
	}
	if os.Getenv("ZKSCENARIO_DOCKER") == "0" {
		return found
	}
	for _, what := range [][]string{{"ps", "-aq"}, {"network", "ls", "-q"}, {"volume", "ls", "-q"}} {
		out, err := exec.Command("docker", append(what, "--filter", "label=zkscenario.run")...).Output()
		assert.NilError(t, err)
		found = append(found, strings.Fields(string(out))...)
	}
	return found
}

func TestInterruptTidiesUp(t *testing.T) {
	for _, runtime := range []string{"local", "docker"} {
		t.Run(runtime, func(t *testing.T) {
			s := startLongRun(t, runtime, t.TempDir())
			assert.Assert(t, len(leftovers(t, s.tmp)) > 0, "nothing is to be seen of a run that is alive")
			assert.NilError(t, s.Process.Signal(os.Interrupt))
			_ = s.Wait()
			assert.Equal(t, s.ProcessState.ExitCode(), exitInterrupted, s.output.String())
			assert.DeepEqual(t, leftovers(t, s.tmp), []string(nil))
		})
	}
}

func TestCleanRemovesWhatAKilledRunLeft(t *testing.T) {
	for _, runtime := range []string{"local", "docker"} {
		t.Run(runtime, func(t *testing.T) {
			tmp := t.TempDir()
			alive := startLongRun(t, runtime, tmp)
			ofOne := leftovers(t, tmp)
			dead := startLongRun(t, runtime, tmp)
			assert.NilError(t, dead.Process.Signal(syscall.SIGKILL))
			_ = dead.Wait()
			assert.Assert(t, len(leftovers(t, tmp)) > len(ofOne))
			out, err := command(t, tmp, "clean").Output()
			assert.NilError(t, err)
			assert.Assert(t, strings.Contains(string(out), "removed "), string(out))
			assert.DeepEqual(t, leftovers(t, tmp), ofOne)
			assert.NilError(t, alive.Process.Signal(os.Interrupt))
			_ = alive.Wait()
			assert.Equal(t, alive.ProcessState.ExitCode(), exitInterrupted, alive.output.String())
			assert.DeepEqual(t, leftovers(t, tmp), []string(nil))
		})
	}
}
