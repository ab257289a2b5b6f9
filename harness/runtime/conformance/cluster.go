package conformance

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/poll"

	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// limit bounds every wait for a server.
const limit = 60 * time.Second

// cluster is an ensemble with the latest process of each server.
type cluster struct {
	t         *testing.T
	ctx       context.Context
	release   string
	ensemble  runtime.Ensemble
	processes map[int]runtime.Process
}

// boot makes the machines. The caller closes the ensemble.
func (s Suite) boot(t *testing.T, servers int) *cluster {
	t.Helper()
	written := &spec.Ensemble{Release: s.Release}
	for id := 1; id <= servers; id++ {
		written.Servers = append(written.Servers, spec.Server{ID: id, Release: s.Release})
	}
	return s.bootWritten(t, written, nil)
}

func (s Suite) bootWritten(t *testing.T, written *spec.Ensemble, needs []runtime.Capability) *cluster {
	t.Helper()
	c := &cluster{t: t, ctx: context.Background(), release: s.Release, processes: map[int]runtime.Process{}}
	began := time.Now()
	ensemble, err := s.Runtime.Boot(c.ctx, written, needs)
	if err != nil && ensemble != nil {
		assert.NilError(t, ensemble.Close(c.ctx))
	}
	assert.NilError(t, err)
	t.Logf("%d machines in %v", len(written.Servers), time.Since(began).Round(time.Millisecond))
	c.ensemble = ensemble
	return c
}

// run runs a subtest with the cluster.
func (c *cluster) run(name string, test func(*cluster)) {
	c.t.Helper()
	c.t.Run(name, func(t *testing.T) {
		d := *c
		d.t = t
		test(&d)
	})
}

func (c *cluster) ids() []int {
	var ids []int
	for _, m := range c.ensemble.Machines() {
		ids = append(ids, m.ID())
	}
	return ids
}

func (c *cluster) machine(id int) runtime.Machine { return c.ensemble.Machines()[id-1] }

func (c *cluster) process(id int) runtime.Process { return c.processes[id] }

func (c *cluster) start(id int) { c.startWith(id, c.launch(id)) }

func (c *cluster) startWith(id int, l runtime.Launch) {
	c.t.Helper()
	p, err := c.machine(id).Start(c.ctx, l)
	assert.NilError(c.t, err)
	c.processes[id] = p
}

func (c *cluster) wait(p runtime.Process) runtime.Exit {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.ctx, limit)
	defer cancel()
	exit, err := p.Wait(ctx)
	assert.NilError(c.t, err)
	return exit
}

// end kills the process of a server, if it has one.
func (c *cluster) end(id int) {
	c.t.Helper()
	if p := c.process(id); p != nil {
		assert.NilError(c.t, p.Kill(c.ctx))
		c.wait(p)
	}
}

// read returns everything that a process printed until it ended.
func (c *cluster) read(p runtime.Process) string {
	c.t.Helper()
	logs, err := p.Logs(c.ctx)
	assert.NilError(c.t, err)
	defer logs.Close()
	text, err := io.ReadAll(logs)
	assert.NilError(c.t, err)
	return string(text)
}

// readUntil returns what a process printed up to the line that contains the words.
func (c *cluster) readUntil(p runtime.Process, words string) string {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.ctx, limit)
	defer cancel()
	logs, err := p.Logs(ctx)
	assert.NilError(c.t, err)
	defer logs.Close()
	var text strings.Builder
	for lines := bufio.NewScanner(logs); lines.Scan(); {
		fmt.Fprintln(&text, lines.Text())
		if strings.Contains(lines.Text(), words) {
			return text.String()
		}
	}
	c.t.Fatalf("no line with %q in:\n%s", words, text.String())
	return ""
}

// ask sends a four-letter word and returns the answer; "" when there is none.
func (c *cluster) ask(id int, word string) string {
	addr, err := c.machine(id).ClientAddr(c.ctx)
	if err != nil {
		return ""
	}
	conn, err := net.DialTimeout("tcp", addr, time.Second)
	if err != nil {
		return ""
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(time.Second)); err != nil {
		return ""
	}
	return answerOn(conn, word)
}

// answerOn sends a four-letter word on a connection and returns the answer; "" when there
// is none.
func answerOn(conn net.Conn, word string) string {
	if _, err := io.WriteString(conn, word); err != nil {
		return ""
	}
	answer, err := io.ReadAll(conn)
	if err != nil {
		return ""
	}
	return string(answer)
}

func (c *cluster) answers(id int) bool { return c.ask(id, "ruok") == "imok" }

// awaitQuorum waits until one of the servers is leader and the others are followers.
func (c *cluster) awaitQuorum(ids ...int) {
	c.t.Helper()
	began := time.Now()
	poll.WaitOn(c.t, func(poll.LogT) poll.Result {
		modes := map[string]int{}
		for _, id := range ids {
			modes[field(c.ask(id, "srvr"), "Mode")]++
		}
		if modes["leader"] == 1 && modes["follower"] == len(ids)-1 {
			return poll.Success()
		}
		return poll.Continue("modes of the servers are %v", modes)
	}, poll.WithTimeout(limit), poll.WithDelay(10*time.Millisecond))
	c.t.Logf("quorum after %v", time.Since(began).Round(time.Millisecond))
}

// epoch returns the epoch of the newest zxid that any server reports.
func (c *cluster) epoch() int64 {
	newest := int64(-1)
	for _, id := range c.ids() {
		zxid, err := strconv.ParseInt(field(c.ask(id, "srvr"), "Zxid"), 0, 64)
		if err == nil {
			newest = max(newest, zxid>>32)
		}
	}
	assert.Assert(c.t, newest >= 0, "no server reports its zxid")
	return newest
}

// field returns the value of "name: value" in the answer to srvr.
func field(answer, name string) string {
	m := regexp.MustCompile(`(?m)^` + name + `: (\S+)`).FindStringSubmatch(answer)
	if m == nil {
		return ""
	}
	return m[1]
}
