package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/poll"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// longRun is still running when the test interrupts it.
const longRun = `
scenario "long" {
  summary = "Waits for a line that is never logged."
  ensemble { servers = 3 }
  step "wait" {
    kill { servers = [1, 2] }
    pause { server = 3 }
    await {
      log    = "this is never logged"
      server = 3
      within = "10m"
    }
  }
}`

// lostRun has a write in flight that never gets a reply.
const lostRun = `
scenario "lost" {
  summary = "Waits for the reply of a paused server."
  ensemble { servers = 1 }
  session "app" { timeout = "40s" }
  step "wait" {
    create "/x" {}
    pause { server = 1 }
    set "/x" {
      data     = "2"
      within   = "10m"
      may_fail = true
    }
  }
}`

// started holds a zkscenario process with its own temporary folder.
type started struct {
	*exec.Cmd
	tmp    string
	output *safeBuffer
}

// safeBuffer implements a buffer for concurrent use.
type safeBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// needRuntime skips the test of a runtime only if the user excluded Docker.
func needRuntime(t *testing.T, runtime string) {
	t.Helper()
	if runtime == "docker" && os.Getenv("ZKSCENARIO_DOCKER") == "0" {
		t.Skip("Docker is left out (ZKSCENARIO_DOCKER=0)")
	}
}

// startLongRun starts a run, and waits until it has paused its last server.
func startLongRun(t *testing.T, runtime, tmp string) *started {
	t.Helper()
	needRuntime(t, runtime)
	return startRun(t, longRun, "pause server 3", runtime, t.TempDir(), tmp)
}

// startRun starts a run, and waits for an event in its output. Its files are in dir.
func startRun(t *testing.T, scenario, event, runtime, dir, tmp string) *started {
	t.Helper()
	file := filepath.Join(dir, "scenario.hcl")
	assert.NilError(t, os.WriteFile(file, []byte(scenario), 0o600))
	s := command(t, tmp, "run", file, "--runtime", runtime, "--out", filepath.Join(dir, "runs"))
	out, err := s.StdoutPipe()
	assert.NilError(t, err)
	assert.NilError(t, s.Start())
	t.Cleanup(func() { _ = s.Process.Kill() })
	for in := bufio.NewScanner(out); in.Scan(); {
		fmt.Fprintln(s.output, in.Text())
		if strings.Contains(in.Text(), event) {
			go io.Copy(io.Discard, out) //nolint:errcheck // so that the process never blocks
			return s
		}
	}
	t.Fatalf("the run ended early:\n%s", s.output)
	return nil
}

func command(t *testing.T, tmp string, args ...string) *started {
	t.Helper()
	path, err := exec.LookPath("zkscenario") // made by testscript.Main
	assert.NilError(t, err)
	s := &started{Cmd: exec.Command(path, args...), tmp: tmp, output: &safeBuffer{}}
	s.Env = append(os.Environ(), "TMPDIR="+tmp)
	s.Stderr = s.output
	return s
}

// leftovers lists what exists of runs: files and JVMs in their temporary folder,
// containers and networks.
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
	for _, what := range [][]string{{"ps", "-aq"}, {"network", "ls", "-q"}} {
		found = append(found, dockerLines(t, append(what, "--filter", ownerFilter(t, tmp))...)...)
	}
	return found
}

// ownerFilter returns the filter for objects of runs with this temporary folder; other runs
// share the engine.
func ownerFilter(t *testing.T, tmp string) string {
	t.Helper()
	host, err := os.Hostname()
	assert.NilError(t, err)
	return fmt.Sprintf("label=zkscenario.owner=%s:%s/zkscenario-%d", host, tmp, os.Getuid())
}

func dockerLines(t *testing.T, args ...string) []string {
	t.Helper()
	out, err := exec.Command("docker", args...).Output()
	assert.NilError(t, err)
	return strings.Fields(string(out))
}

// volumes lists the volumes of the runs in progress. They have no label, so that only their
// names identify them later.
func volumes(t *testing.T, runtime, tmp string) []string {
	t.Helper()
	if runtime != "docker" {
		return nil
	}
	containers := dockerLines(t, "ps", "-aq", "--filter", ownerFilter(t, tmp))
	format := `{{range .Mounts}}{{.Name}} {{end}}`
	found := dockerLines(t, append([]string{"inspect", "--format", format}, containers...)...)
	slices.Sort(found)
	found = slices.Compact(found)
	assert.Assert(t, len(found) >= 4*3, "each machine has four volumes: %v", found)
	return found
}

// existing selects the volumes that still exist.
func existing(t *testing.T, volumes []string) (found []string) {
	t.Helper()
	if len(volumes) == 0 {
		return nil
	}
	all := dockerLines(t, "volume", "ls", "-q")
	for _, v := range volumes {
		if slices.Contains(all, v) {
			found = append(found, v)
		}
	}
	return found
}

func TestInterruptRemovesEverything(t *testing.T) {
	for name, c := range map[string]struct {
		runtime string
		signal  os.Signal
	}{
		"local":           {"local", os.Interrupt},
		"docker":          {"docker", os.Interrupt},
		"closed terminal": {"local", syscall.SIGHUP},
	} {
		t.Run(name, func(t *testing.T) {
			runtime := c.runtime
			s := startLongRun(t, runtime, t.TempDir())
			assert.Assert(t, len(leftovers(t, s.tmp)) > 0, "a running run has no files and processes")
			disks := volumes(t, runtime, s.tmp)
			assert.DeepEqual(t, existing(t, disks), disks)
			assert.NilError(t, s.Process.Signal(c.signal))
			_ = s.Wait()
			assert.Equal(t, s.ProcessState.ExitCode(), exitInterrupted, s.output.String())
			assert.DeepEqual(t, leftovers(t, s.tmp), []string(nil))
			assert.DeepEqual(t, existing(t, disks), []string(nil))
		})
	}
}

func TestCleanRemovesLeftoversOfKilledRunsOnly(t *testing.T) {
	for _, runtime := range []string{"local", "docker"} {
		t.Run(runtime, func(t *testing.T) {
			tmp := t.TempDir()
			alive := startLongRun(t, runtime, tmp)
			ofOne, disksOfOne := leftovers(t, tmp), volumes(t, runtime, tmp)
			dead := startLongRun(t, runtime, tmp)
			disks := volumes(t, runtime, tmp)
			assert.NilError(t, dead.Process.Signal(syscall.SIGKILL))
			_ = dead.Wait()
			assert.Assert(t, len(leftovers(t, tmp)) > len(ofOne))
			out, err := command(t, tmp, "clean").Output()
			assert.NilError(t, err)
			assert.Assert(t, strings.Contains(string(out), "removed "), string(out))
			assert.DeepEqual(t, leftovers(t, tmp), ofOne)
			assert.DeepEqual(t, existing(t, disks), disksOfOne)
			assert.NilError(t, alive.Process.Signal(os.Interrupt))
			_ = alive.Wait()
			assert.Equal(t, alive.ProcessState.ExitCode(), exitInterrupted, alive.output.String())
			assert.DeepEqual(t, leftovers(t, tmp), []string(nil))
			assert.DeepEqual(t, existing(t, disks), []string(nil))
		})
	}
}

// A killed harness leaves a timeline that contains every operation that may have taken
// effect, and can be judged.
func TestTimelineOfAKilledRunCanBeJudged(t *testing.T) {
	dir, tmp := t.TempDir(), t.TempDir()
	s := startRun(t, lostRun, "pause server 1", "local", dir, tmp)
	record := func() []timeline.Event {
		files, err := filepath.Glob(filepath.Join(dir, "runs", "2*", "timeline.jsonl"))
		assert.NilError(t, err)
		assert.Equal(t, len(files), 1)
		text, err := os.ReadFile(files[0])
		assert.NilError(t, err)
		events, _ := timeline.Read(bytes.NewReader(text)) // its last line may be incomplete
		return timeline.Complete(events)
	}
	poll.WaitOn(t, func(poll.LogT) poll.Result {
		events := record()
		if op := events[len(events)-1].Op; op == nil || op.Name != "set" {
			return poll.Continue("the write is not in the timeline")
		}
		return poll.Success()
	})
	assert.NilError(t, s.Process.Signal(syscall.SIGKILL))
	_ = s.Wait()
	events := record()
	last := events[len(events)-1]
	assert.DeepEqual(t, []any{last.Outcome, last.Op.Path, last.Op.Data, last.Op.Code}, []any{timeline.Unknown, "/x", "2", timeline.CodeNoEnd})
	out, err := command(t, tmp, "check", filepath.Join(dir, "runs")).Output()
	assert.ErrorContains(t, err, "exit status 3")
	assert.Assert(t, strings.Contains(string(out), "inconclusive: the record is not complete: it has no end"), string(out))
	assert.NilError(t, command(t, tmp, "clean").Run())
	assert.DeepEqual(t, leftovers(t, tmp), []string(nil))
}
