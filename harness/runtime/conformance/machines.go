package conformance

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"path"
	"strconv"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/assert/cmp"
	"gotest.tools/v3/poll"

	"github.com/zkscenario/zkscenario/harness/machine"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
)

const (
	oldRelease     = "3.4.14" // of server 1 at boot
	newRelease     = "3.5.7"
	controlRelease = "3.9.5"

	controllerMain = "org.apache.zookeeper.server.controller.ControllerService"

	diskBytes  = 2 << 20
	diskInodes = 16
)

// Machines tests all that a runtime can do to machines here, and that it reports why it
// cannot do the rest.
func Machines(t *testing.T, s Suite) {
	t.Helper()
	written := &spec.Ensemble{Release: controlRelease, Servers: []spec.Server{
		{ID: 1, Release: oldRelease}, {ID: 2, Release: controlRelease}, {ID: 3, Release: controlRelease},
	}}
	can := s.capabilities(t)
	if can[runtime.CanSize] {
		written.Servers[1].DataDisk = &spec.Disk{Bytes: diskBytes, Inodes: diskInodes}
	}
	var needs []runtime.Capability
	for c, is := range can {
		if is {
			needs = append(needs, c)
		}
	}
	c := s.bootWritten(t, written, needs)
	defer func() { assert.NilError(t, c.ensemble.Close(c.ctx)) }()
	c.run("another release on the same data", testAnotherRelease)
	c.run("command", testCommand)
	if can[runtime.CanCut] {
		c.run("power off", testPowerOff)
		c.run("cut one way", testCutOneWay)
		c.run("cut both ways", testCutBothWays)
		c.run("cut one port", testCutPort)
		c.run("cut after some bytes", testCutAfter)
	} else {
		c.run("no cut", testNoCut)
	}
	c.run("files of a dead server", testFiles)
	c.run("connections of the harness", testHarnessConnections)
	if can[runtime.CanSize] {
		c.run("disk of a given size", testDiskSize)
	}
	if can[runtime.CanControl] {
		c.run("fault controller", testController)
	}
}

// capabilities checks which capabilities the runtime supports here, and that it
// names the reason and another runtime for each that it does not.
func (s Suite) capabilities(t *testing.T) map[runtime.Capability]bool {
	t.Helper()
	can := map[runtime.Capability]bool{}
	for _, c := range []runtime.Capability{runtime.CanPause, runtime.CanCut, runtime.CanSize, runtime.CanControl} {
		err := s.Runtime.Supports(c)
		can[c] = err == nil
		condition, listed := s.Runtime.Capabilities()[c]
		assert.Check(t, listed || err != nil, "it supports what it does not list: %s", c)
		if err != nil {
			t.Logf("it cannot %s: %v", c, err)
			assert.Check(t, cmp.ErrorContains(err, "docker"), "the error names no runtime that can %s", c)
			assert.Check(t, !listed || condition != "" && strings.Contains(err.Error(), condition), "%v names no condition", err)
		}
	}
	return can
}

// do executes a request that has to succeed.
func (c *cluster) do(id int, r machine.Request) machine.Answer {
	c.t.Helper()
	answer, err := c.machine(id).Do(c.ctx, r)
	assert.NilError(c.t, err)
	assert.Equal(c.t, answer.Error, "")
	return answer
}

// testAnotherRelease upgrades a server that has written a transaction.
func testAnotherRelease(c *cluster) {
	l := c.launchAlone(1)
	l.Release = oldRelease
	c.startWith(1, l)
	c.awaitAlone(1, oldRelease)
	assert.NilError(c.t, c.openSession(1).Close())
	first := c.process(1)
	assert.NilError(c.t, first.Kill(c.ctx))
	c.wait(first)
	l.Release = newRelease
	// The old release has made no snapshot yet, without which the new one does not start.
	l.JVMOptions = append(l.JVMOptions, "-Dzookeeper.snapshot.trust.empty=true")
	c.startWith(1, l)
	assert.Assert(c.t, field(c.awaitAlone(1, newRelease), "Zxid") != "0x0", "the transaction of the old release is lost")
}

func (c *cluster) awaitAlone(id int, release string) (answer string) {
	c.t.Helper()
	poll.WaitOn(c.t, func(poll.LogT) poll.Result {
		answer = c.ask(id, "srvr")
		if field(answer, "Mode") != "standalone" {
			return c.notYet(id, answer)
		}
		return poll.Success()
	}, poll.WithTimeout(limit), poll.WithDelay(10*time.Millisecond))
	assert.Assert(c.t, strings.HasPrefix(field(answer, "Zookeeper version"), release+"-"), answer)
	return answer
}

// notYet continues a wait with the server's answer, or ends it when the server is dead.
func (c *cluster) notYet(id int, answer string) poll.Result {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.ctx, time.Millisecond)
	defer cancel()
	if exit, err := c.process(id).Wait(ctx); err == nil {
		return poll.Error(fmt.Errorf("server %d ended with %+v:\n%s", id, exit, c.read(c.process(id))))
	}
	return poll.Continue("server %d answers %q", id, answer)
}

// openSession makes the server write a transaction, and returns the open connection.
func (c *cluster) openSession(id int) net.Conn {
	c.t.Helper()
	conn := c.dial(id)
	request := make([]byte, 4+44) // protocol, zxid, timeout, id and password of a new session
	request[3], request[4+12+2], request[4+24+3] = 44, 100, 16
	_, err := conn.Write(request)
	assert.NilError(c.t, err)
	_, err = io.ReadFull(conn, make([]byte, 4+36))
	assert.NilError(c.t, err)
	return conn
}

func (c *cluster) dial(id int) net.Conn {
	c.t.Helper()
	addr, err := c.machine(id).ClientAddr(c.ctx)
	assert.NilError(c.t, err)
	conn, err := net.DialTimeout("tcp", addr, limit)
	assert.NilError(c.t, err)
	assert.NilError(c.t, conn.SetDeadline(time.Now().Add(limit)))
	return conn
}

func testCommand(c *cluster) {
	commander := c.process(1).(runtime.Commander)
	myid := path.Join(c.machine(1).Place().DataDir, "myid")
	out, err := commander.Command(c.ctx, []string{"sh", "-c", "cat " + myid + "; echo wrong >&2; exit 3"})
	assert.NilError(c.t, err)
	assert.Equal(c.t, out.Code, 3)
	assert.Assert(c.t, out.Text == "1\nwrong\n" || out.Text == "wrong\n1\n", "%q", out.Text)
	_, err = commander.Command(c.ctx, []string{"zkscenario-no-such-program"})
	assert.ErrorContains(c.t, err, "zkscenario-no-such-program")
}

// testFiles changes the disk of a server that was killed.
func testFiles(c *cluster) {
	p := c.process(1)
	assert.NilError(c.t, p.Kill(c.ctx))
	c.wait(p)
	data := c.machine(1).Place().DataDir
	names := c.names(data)
	assert.Assert(c.t, cmp.Contains(names, "myid"))
	assert.Assert(c.t, cmp.Contains(names, "version-2"))
	large := path.Join(data, "new", "large")
	content := bytes.Repeat([]byte("0123456789abcdef"), 1<<19)
	c.do(1, machine.Request{Op: machine.OpWrite, Path: large, Content: content})
	c.do(1, machine.Request{Op: machine.OpAppend, Path: large, Content: []byte("end")})
	got := c.do(1, machine.Request{Op: machine.OpRead, Path: large}).Content
	assert.Assert(c.t, bytes.Equal(got, append(content, "end"...)), "%d bytes came back", len(got))
	c.do(1, machine.Request{Op: machine.OpTruncate, Path: large, Size: 3})
	c.do(1, machine.Request{Op: machine.OpTruncate, Path: large, Size: 64 << 20})
	trimmed := c.do(1, machine.Request{Op: machine.OpRead, Path: large, Trim: true})
	assert.Equal(c.t, string(trimmed.Content), "012")
	assert.Equal(c.t, trimmed.Size, int64(64<<20))
	both := c.do(1, machine.Request{Op: machine.OpReadAll, Paths: []string{large, path.Join(data, "myid")}, Trim: true}).Files
	assert.Equal(c.t, string(both[0].Content), "012")
	assert.Equal(c.t, both[0].Size, int64(64<<20))
	assert.Equal(c.t, string(both[1].Content), "1\n")
	c.do(1, machine.Request{Op: machine.OpTruncate, Path: large, Size: 3})
	c.do(1, machine.Request{Op: machine.OpRename, Path: large, To: path.Join(data, "small")})
	assert.Equal(c.t, string(c.do(1, machine.Request{Op: machine.OpRead, Path: path.Join(data, "small")}).Content), "012")
	c.do(1, machine.Request{Op: machine.OpRemove, Path: data})
	assert.Equal(c.t, len(c.names(data)), 0)
	answer, err := c.machine(1).Do(c.ctx, machine.Request{Op: machine.OpRead, Path: large})
	assert.NilError(c.t, err)
	assert.Assert(c.t, cmp.Contains(answer.Error, "no such file"))
}

func (c *cluster) names(folder string) (names []string) {
	c.t.Helper()
	for _, f := range c.do(1, machine.Request{Op: machine.OpList, Path: folder}).Files {
		names = append(names, f.Name)
	}
	return names
}

// testDiskSize checks that a disk has the given size, that the server uses it, and that
// nothing can be written when it is full.
func testDiskSize(c *cluster) {
	data := c.machine(2).Place().DataDir
	empty := *c.do(2, machine.Request{Op: machine.OpSpace, Path: data}).Space
	assert.Equal(c.t, empty.Type, "tmpfs")
	assert.Equal(c.t, empty.Size, int64(diskBytes))
	assert.Equal(c.t, empty.Inodes, int64(diskInodes))
	l := c.launchAlone(2)
	l.Release = controlRelease
	c.startWith(2, l)
	c.awaitAlone(2, controlRelease)
	used := *c.do(2, machine.Request{Op: machine.OpSpace, Path: data}).Space
	assert.Assert(c.t, used.InodesFree < empty.InodesFree, "the server uses another disk: %+v", used)

	ballast := path.Join(data, "ballast")
	left := c.do(2, machine.Request{Op: machine.OpFill, Path: ballast, Size: 64 << 10}).Space
	assert.Equal(c.t, left.Free, int64(64<<10))
	left = c.do(2, machine.Request{Op: machine.OpFill, Path: ballast}).Space
	assert.Equal(c.t, left.Free, int64(0))
	out, err := c.process(2).(runtime.Commander).Command(c.ctx, []string{"sh", "-c", "cd " + data + "; cat myid >more"})
	assert.NilError(c.t, err)
	assert.Assert(c.t, out.Code != 0 && strings.Contains(out.Text, "No space left on device"), "%+v", out)
	c.do(2, machine.Request{Op: machine.OpRemove, Path: ballast})
	left = c.do(2, machine.Request{Op: machine.OpFillInodes, Path: ballast, Size: 1}).Space
	assert.Equal(c.t, left.InodesFree, int64(1))
	c.do(2, machine.Request{Op: machine.OpRemove, Paths: []string{ballast + ".1", ballast + ".2"}})
	c.do(2, machine.Request{Op: machine.OpWrite, Path: path.Join(data, "more"), Content: []byte("more")})
}

// testController starts a server under ZooKeeper's fault controller and shuts it down
// by a command.
func testController(c *cluster) {
	free, err := net.Listen("tcp", ":0") //nolint:noctx // only to find a free port
	assert.NilError(c.t, err)
	port := strconv.Itoa(free.Addr().(*net.TCPAddr).Port)
	assert.NilError(c.t, free.Close())
	l, p := c.launchAlone(3), c.machine(3).Place()
	// The controller is ready when its server serves, and needs that server in a list.
	l.Files["zoo.cfg"] += fmt.Sprintf("standaloneEnabled=false\nserver.3=%s:%d:%d\n", p.Host, p.QuorumPort, p.ElectionPort)
	l.Release, l.Main = controlRelease, controllerMain
	l.JVMOptions = append(l.JVMOptions, "-Dzookeeper.controllerPort="+port)
	c.startWith(3, l)
	ping := machine.Request{Op: machine.OpWeb, Method: "GET", URL: "http://127.0.0.1:" + port + "/command/ping"}
	poll.WaitOn(c.t, func(poll.LogT) poll.Result {
		answer, err := c.machine(3).Do(c.ctx, ping)
		switch {
		case err != nil:
			return poll.Error(err)
		case answer.Status != 200:
			return c.notYet(3, fmt.Sprint(answer.Status, answer.Error))
		}
		return poll.Success()
	}, poll.WithTimeout(limit), poll.WithDelay(50*time.Millisecond))
	// The JVM may exit before its reply is sent (ControllerService exits when the quorum
	// peer ends), so the exit without a signal proves the shutdown.
	_, err = c.machine(3).Do(c.ctx, machine.Request{Op: machine.OpWeb, Method: "GET", URL: strings.Replace(ping.URL, "ping", "shutdown", 1)})
	assert.NilError(c.t, err)
	assert.Equal(c.t, c.wait(c.process(3)).Signal, "")
}
