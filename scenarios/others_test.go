package scenarios_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/moby/moby/client"
	"gotest.tools/v3/assert"
	"gotest.tools/v3/assert/cmp"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// disturbed requires that server 2 serves while others do something to it, which a test
// begins in the step "others are at work".
const disturbed = `
scenario "disturbed" {
  summary = "Others do something to server 2."

  ensemble { servers = 3 }

  session "app" { server = 1 }

  step "others are at work" {
    exec {
      server  = 1
      command = ["sleep", "2"]
    }
  }

  step "server 2 serves" {
    await {
      serving   = 2
      within    = "5s"
      guarantee = "availability"
    }
    create "/written" {}
    await {
      synced    = [2]
      within    = "5s"
      guarantee = "rejoin"
    }
  }
}
`

// What others do to a server is an error of the run, and not a violation by ZooKeeper.
func TestOthersAreNotZooKeeper(t *testing.T) {
	killed := "server 2 ended by signal killed, which the harness did not send"
	for _, test := range []struct {
		runtime, name string
		do            func(t *testing.T, run string)
		reason        string
	}{
		{"local", "SIGKILL", signalServer(2, syscall.SIGKILL), killed},
		{"local", "SIGKILL beside a program", signalServer(1, syscall.SIGKILL), "a program that the scenario ran with exec may have sent it"},
		{"local", "SIGTERM", signalServer(2, syscall.SIGTERM), "server 2 ended by signal terminated, which the harness did not send"},
		{"local", "SIGINT", signalServer(2, syscall.SIGINT), "server 2 ended by signal interrupt, which the harness did not send"},
		{"local", "SIGSEGV", signalServer(2, syscall.SIGSEGV), "its log shows that the JVM crashed: SIGSEGV"},
		{"local", "SIGSTOP", signalServer(2, syscall.SIGSTOP), "is stopped"},
		{"docker", "kill", callEngine(func(ctx context.Context, c *client.Client, box string) error {
			_, err := c.ContainerKill(ctx, box, client.ContainerKillOptions{})
			return err
		}), killed},
		{"docker", "stop", callEngine(func(ctx context.Context, c *client.Client, box string) error {
			_, err := c.ContainerStop(ctx, box, client.ContainerStopOptions{})
			return err
		}), "server 2 ended by signal terminated, which the harness did not send"},
		{"docker", "pause", callEngine(func(ctx context.Context, c *client.Client, box string) error {
			_, err := c.ContainerPause(ctx, box, client.ContainerPauseOptions{})
			return err
		}), "the engine reports that the server container was paused"},
		{"docker", "remove", callEngine(func(ctx context.Context, c *client.Client, box string) error {
			_, err := c.ContainerRemove(ctx, box, client.ContainerRemoveOptions{Force: true})
			return err
		}), "server 2"}, // removed, or killed just before
	} {
		t.Run(test.runtime+" "+test.name, func(t *testing.T) {
			rt := runtimeNamed(t, test.runtime)
			t.Setenv("TMPDIR", t.TempDir()) // where the run is the only one
			rep := harness.Run(t.Context(), planOf(t, disturbed, "3.9.5"), harness.Options{Runtime: rt, Root: t.ArtifactDir(), Observe: func(e timeline.Event) {
				if e.Kind == timeline.KindStep && e.What == "others are at work" {
					test.do(t, runFolder(t))
				}
			}})
			assert.Equal(t, rep.Verdict, report.Error, rep.Reason)
			assert.Assert(t, cmp.Contains(rep.Reason, test.reason))
			assertSavedAsError(t, rep.Dir)
		})
	}
}

// runFolder returns the folder of the only run in the folder for temporary files.
func runFolder(t *testing.T) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(os.TempDir(), "zkscenario-*", "*-*"))
	assert.Check(t, err)
	assert.Check(t, cmp.Len(found, 1))
	return found[0]
}

// signalServer returns a function that sends a signal to the JVM of a server, a child of
// this process.
func signalServer(id int, s syscall.Signal) func(*testing.T, string) {
	return func(t *testing.T, run string) {
		t.Helper()
		processes, err := filepath.Glob("/proc/[0-9]*/cmdline")
		assert.Check(t, err)
		for _, file := range processes {
			args, _ := os.ReadFile(file) // of a process that has ended meanwhile: empty
			if strings.HasSuffix(strings.TrimRight(string(args), "\x00"), fmt.Sprintf("%s/server-%d/conf/zoo.cfg", run, id)) {
				pid, err := strconv.Atoi(filepath.Base(filepath.Dir(file)))
				assert.Check(t, err)
				assert.Check(t, syscall.Kill(pid, s))
				return
			}
		}
		t.Errorf("server %d has no process", id)
	}
}

// callEngine returns a function that sends a request about the container of server 2.
func callEngine(call func(context.Context, *client.Client, string) error) func(*testing.T, string) {
	return func(t *testing.T, run string) {
		t.Helper()
		c, err := client.New(client.FromEnv)
		if assert.Check(t, err) {
			assert.Check(t, call(t.Context(), c, fmt.Sprintf("zkscenario-%s-server-2-life-1", filepath.Base(run))))
			assert.Check(t, c.Close())
		}
	}
}

// assertSavedAsError checks that the saved timeline gives the verdict too.
func assertSavedAsError(t *testing.T, dir string) {
	t.Helper()
	assert.Equal(t, harness.Conclude(language().Checks, savedTimeline(t, dir)).Verdict, report.Error)
}
