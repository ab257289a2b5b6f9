// Package conformance tests on real servers what every runtime must do (package
// runtime). The tests of docker and local run it with a Suite.
package conformance

import (
	"context"
	"net"
	"path"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/poll"

	"github.com/zkscenario/zkscenario/harness/machine"
	"github.com/zkscenario/zkscenario/harness/runtime"
)

// Suite is a runtime under test, with functions that only its own package can provide.
type Suite struct {
	Runtime runtime.Runtime
	Release string
	// RunID returns the id of an ensemble's lease.
	RunID func(runtime.Ensemble) string
	// Leftovers lists everything on this machine that belongs to a run.
	Leftovers func(t *testing.T, runID string) []string
}

// Run boots three servers, tests all that a runtime does to processes, and checks that
// closing leaves nothing.
func Run(t *testing.T, s Suite) {
	t.Helper()
	c := s.boot(t, 3)
	defer func() { assert.NilError(t, c.ensemble.Close(c.ctx)) }()
	for _, id := range c.ids() {
		c.start(id)
	}
	c.awaitQuorum(1, 2, 3)
	c.run("logs of a life", testLogs)
	c.run("a second start is refused", testSecondStart)
	c.run("pause and resume", testPause)
	c.run("kill and start again on the same data", testKill)
	c.run("kill a paused server", testKillPaused)
	c.run("stop and start with another launch", testAnotherLaunch)
	c.run("a server that fails at once", testFailure)
	c.run("files of a launch", testConfiguration)
	c.run("connections of the harness", testHarnessConnections)
	t.Run("close", func(t *testing.T) { s.closes(t, c) })
}

// AwaitInterference waits until a process reports what others did to it, with some words:
// engines report events a moment later.
func AwaitInterference(t *testing.T, p runtime.Process, words string) {
	t.Helper()
	poll.WaitOn(t, func(poll.LogT) poll.Result {
		err := p.Interference(t.Context())
		if err == nil {
			return poll.Continue("nothing is reported")
		}
		assert.ErrorContains(t, err, words)
		return poll.Success()
	})
}

// closes closes an ensemble of which one server is paused.
func (s Suite) closes(t *testing.T, c *cluster) {
	t.Helper()
	if s.Runtime.Supports(runtime.CanPause) == nil {
		_, err := c.process(2).(runtime.Pauser).Pause(c.ctx)
		assert.NilError(t, err)
	}
	run := s.RunID(c.ensemble)
	assert.Assert(t, len(s.Leftovers(t, run)) > 0, "a living run has left no objects")
	began := time.Now()
	gone, cancel := context.WithCancel(c.ctx)
	cancel() // closing has a limit of its own
	assert.NilError(t, c.ensemble.Close(gone))
	assert.NilError(t, c.ensemble.Close(c.ctx), "the second time")
	t.Logf("closed in %v", time.Since(began).Round(time.Millisecond))
	_, err := c.machine(1).Start(c.ctx, c.launch(1))
	assert.Assert(t, err != nil, "a closed ensemble starts a server")
	assert.DeepEqual(t, s.Leftovers(t, run), []string(nil))
}

func testLogs(c *cluster) {
	text := c.readUntil(c.process(1), "LEADER ELECTION TOOK")
	assert.Assert(c.t, strings.Contains(text, "myid:") || strings.Contains(text, "clientPort"), text)
}

func testSecondStart(c *cluster) {
	_, err := c.machine(1).Start(c.ctx, c.launch(1))
	assert.ErrorContains(c.t, err, "runs already")
}

func testPause(c *cluster) {
	p, ok := c.process(1).(runtime.Pauser)
	assert.Assert(c.t, ok)
	receipt, err := p.Pause(c.ctx)
	assert.NilError(c.t, err)
	c.t.Log(receipt)
	assert.Assert(c.t, !c.answers(1), "a paused server answers")
	receipt, err = p.Resume(c.ctx)
	assert.NilError(c.t, err)
	c.t.Log(receipt)
	c.awaitQuorum(1, 2, 3)
	assert.NilError(c.t, c.process(1).Interference(c.ctx), "the runtime's own requests count as those of others")
}

func testKillPaused(c *cluster) {
	p := c.process(2)
	_, err := p.(runtime.Pauser).Pause(c.ctx)
	assert.NilError(c.t, err)
	assert.NilError(c.t, p.Kill(c.ctx))
	assert.Equal(c.t, c.wait(p).Signal, "killed")
	_, err = p.(runtime.Pauser).Pause(c.ctx)
	assert.Assert(c.t, err != nil, "a dead server was paused")
	assert.NilError(c.t, p.Kill(c.ctx), "a dead server can be killed again")
	c.start(2)
	c.awaitQuorum(1, 2, 3)
}

// testKill kills and starts all servers: the next epoch follows the one on disk.
func testKill(c *cluster) {
	before := c.epoch()
	for _, id := range c.ids() {
		first := c.process(id)
		assert.NilError(c.t, first.Kill(c.ctx))
		exit := c.wait(first)
		assert.Equal(c.t, exit.Signal, "killed")
		assert.Assert(c.t, !c.answers(id), "a killed server answers")
		assert.Assert(c.t, strings.Contains(c.read(first), "LEADER ELECTION TOOK"), "the log of a dead server is lost")
	}
	for _, id := range c.ids() {
		c.start(id)
	}
	c.awaitQuorum(1, 2, 3)
	assert.Equal(c.t, c.epoch(), before+1)
	text := c.readUntil(c.process(1), "LEADER ELECTION TOOK")
	assert.Equal(c.t, strings.Count(text, "Starting quorum peer"), 1, "the log has more than one life")
}

func testAnotherLaunch(c *cluster) {
	before := c.epoch()
	first := c.process(3)
	assert.NilError(c.t, first.Stop(c.ctx))
	assert.Equal(c.t, c.wait(first).Signal, "terminated")
	l := c.launch(3)
	l.JVMOptions = append(l.JVMOptions, "-Dzkscenario.changed=yes", "-XX:+PrintFlagsFinal")
	l.Files["zoo.cfg"] += "maxClientCnxns=7\n"
	c.startWith(3, l)
	c.awaitQuorum(1, 2, 3)
	assert.Assert(c.t, c.epoch() >= before)
	c.readUntil(c.process(3), "CICompilerCount") // among the flags, printed because of the new option
	assert.Assert(c.t, strings.Contains(c.ask(3, "conf"), "maxClientCnxns=7"))
}

func testFailure(c *cluster) {
	first := c.process(3)
	assert.NilError(c.t, first.Kill(c.ctx))
	c.wait(first)
	l := c.launch(3)
	l.Files["zoo.cfg"] = "tickTime=rubbish\n"
	c.startWith(3, l)
	exit := c.wait(c.process(3))
	assert.Assert(c.t, exit.Code != 0 && exit.Signal == "", "%+v", exit)
	assert.Assert(c.t, strings.Contains(c.read(c.process(3)), "rubbish"))
	c.start(3)
	c.awaitQuorum(1, 2, 3)
}

// testConfiguration starts a server whose zoo.cfg was changed since its last launch, as
// servers do themselves.
func testConfiguration(c *cluster) {
	const change = "# changed"
	file := path.Join(c.machine(3).Place().ConfDir, "zoo.cfg")
	isChanged := func() bool {
		return strings.Contains(string(c.do(3, machine.Request{Op: machine.OpRead, Path: file}).Content), change)
	}
	restart := func(l runtime.Launch) {
		first := c.process(3)
		assert.NilError(c.t, first.Kill(c.ctx))
		c.wait(first)
		c.startWith(3, l)
	}
	c.do(3, machine.Request{Op: machine.OpAppend, Path: file, Content: []byte(change + "\n")})
	l := c.launch(3)
	restart(l)
	assert.Assert(c.t, isChanged(), "a file with the content of the last launch was written again")
	l.Rewrite = true
	restart(l)
	assert.Assert(c.t, !isChanged(), "a file to rewrite was left as it was")
	c.awaitQuorum(1, 2, 3)
}

// testHarnessConnections has a server take one connection from each address. A client uses
// up that of the clients, and several connections of the harness are served beside it.
func testHarnessConnections(c *cluster) {
	c.end(3)
	l := c.launchAlone(3)
	l.Files["zoo.cfg"] += "maxClientCnxns=1\n"
	c.startWith(3, l)
	defer c.end(3)
	c.awaitAlone(3, c.release)
	client := c.openSession(3)
	defer client.Close()
	assert.Equal(c.t, c.ask(3, "ruok"), "", "the server takes a second connection of the clients")
	var open []net.Conn
	for range 3 {
		conn, err := runtime.DialHarness(c.ctx, c.machine(3))
		assert.NilError(c.t, err)
		defer conn.Close()
		assert.NilError(c.t, conn.SetDeadline(time.Now().Add(limit)))
		open = append(open, conn)
	}
	for _, conn := range open {
		assert.Equal(c.t, answerOn(conn, "ruok"), "imok")
	}
}
