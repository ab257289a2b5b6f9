package local

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/poll"

	"github.com/zkscenario/zkscenario/harness/runtime"
)

// sleeper starts a process on the machine, as a server that prints nothing.
func sleeper(t *testing.T, m *machine) *process {
	t.Helper()
	p, err := m.ens.run(func() (command, error) {
		c := m.command(code{}, runtime.Launch{})
		c.path, c.args = "sleep", []string{"600"}
		return c, m.prepare(runtime.Launch{})
	})
	assert.NilError(t, err)
	return p
}

func shell(t *testing.T, p *process, script string) runtime.Output {
	t.Helper()
	out, err := p.Command(t.Context(), []string{"sh", "-c", script})
	assert.NilError(t, err)
	return out
}

func TestCommandRunsWhereTheServerDoes(t *testing.T) {
	for name, needs := range map[string][]runtime.Capability{"loopback": nil, "namespace": {runtime.CanCut}} {
		t.Run(name, func(t *testing.T) {
			m := boot(t, needs, servers(1)).machines[0]
			p := sleeper(t, m)
			network := fmt.Sprintf("/proc/%d/ns/net", p.pid)
			out := shell(t, p, "pwd; readlink /proc/self/ns/net; echo wrong >&2; echo right; exit 7")
			theirs, err := os.Readlink(network)
			assert.NilError(t, err)
			assert.DeepEqual(t, out, runtime.Output{Code: 7, Text: fmt.Sprintf("%s\n%s\nwrong\nright\n", m.dir, theirs)})
			ours, err := os.Readlink("/proc/self/ns/net")
			assert.NilError(t, err)
			assert.Equal(t, theirs == ours, needs == nil)
		})
	}
}

func TestCommandThatCannotStart(t *testing.T) {
	p := sleeper(t, boot(t, nil, servers(1)).machines[0])
	_, err := p.Command(t.Context(), []string{"no-such-program"})
	assert.ErrorContains(t, err, "no-such-program")
	_, err = p.Command(t.Context(), nil)
	assert.ErrorContains(t, err, "empty")
	assert.NilError(t, p.Kill(t.Context()))
	_, err = p.Wait(t.Context())
	assert.NilError(t, err)
	_, err = p.Command(t.Context(), []string{"true"})
	assert.ErrorContains(t, err, "it has exited")
}

// A command and the processes that it started are killed.
func TestCommandEndsWithItsContext(t *testing.T) {
	m := boot(t, nil, servers(1)).machines[0]
	p := sleeper(t, m)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		_, err := p.Command(ctx, []string{"sh", "-c", "sleep 600; true"})
		ended <- err
	}()
	const server, shellAndSleep = 1, 2
	awaitMarked(t, m, server+shellAndSleep)
	cancel()
	assert.ErrorIs(t, <-ended, context.Canceled)
	awaitMarked(t, m, server)
}

func TestCloseKillsWhatCommandsLeft(t *testing.T) {
	ens := boot(t, nil, servers(1))
	p := sleeper(t, ens.machines[0])
	began := time.Now()
	out := shell(t, p, "sleep 600 & setsid sleep 600 & echo done")
	assert.Equal(t, out.Text, "done\n")
	assert.Assert(t, time.Since(began) < time.Minute, "the command waited for what it left")
	awaitMarked(t, ens.machines[0], 3)
	assert.NilError(t, ens.Close(t.Context()))
	assert.DeepEqual(t, leftovers(t, ens.lease.ID), []string(nil))
	_, err := p.Command(t.Context(), []string{"true"})
	assert.Assert(t, err != nil, "a closed ensemble runs a command")
}

func awaitMarked(t *testing.T, m *machine, count int) {
	t.Helper()
	poll.WaitOn(t, func(poll.LogT) poll.Result {
		if pids := marked(markOf(m.ens.lease.Dir)); len(pids) != count {
			return poll.Continue("processes of the run: %v", pids)
		}
		return poll.Success()
	}, poll.WithDelay(time.Millisecond))
}

// Each life on a machine may have another release and another main class.
func TestLivesOfAMachineMayDiffer(t *testing.T) {
	m := boot(t, []runtime.Capability{runtime.CanCut, runtime.CanControl}, servers(1)).machines[0]
	l := rehearsalLaunch(m)
	for _, life := range []struct{ release, main, words string }{
		{"3.8.4", "", "version=3.8.4"},
		{"3.9.5", "", "version=3.9.5"},
		{"3.9.5", "org.apache.zookeeper.server.ZooKeeperServerMain", "ZooKeeperServerMain -- Starting server"},
	} {
		l.Release, l.Main = life.release, life.main
		started, err := m.Start(t.Context(), l)
		assert.NilError(t, err)
		awaitText(t, started, life.words)
		assert.NilError(t, started.Kill(t.Context()))
		_, err = started.Wait(t.Context())
		assert.NilError(t, err)
	}
}

func awaitText(t *testing.T, p runtime.Process, words string) {
	t.Helper()
	logs, err := p.Logs(t.Context())
	assert.NilError(t, err)
	defer logs.Close()
	var text strings.Builder
	for b := make([]byte, 4096); !strings.Contains(text.String(), words); {
		n, err := logs.Read(b)
		text.Write(b[:n])
		assert.NilError(t, err, text.String())
	}
}
