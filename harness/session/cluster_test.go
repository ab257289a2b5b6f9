package session_test

import (
	"bufio"
	"context"
	"net"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/runtime/fake"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// cluster is a fake ensemble whose servers 1 to n run.
type cluster struct {
	t         testing.TB
	machines  []runtime.Machine
	processes map[int]runtime.Process
	log       *timeline.Log
}

func start(tb testing.TB, rt *fake.Runtime, n int) *cluster {
	tb.Helper()
	e := &spec.Ensemble{}
	for id := 1; id <= n; id++ {
		e.Servers = append(e.Servers, spec.Server{ID: id, Release: "3.9.5"})
	}
	ensemble, err := rt.Boot(tb.Context(), e, nil)
	assert.NilError(tb, err)
	tb.Cleanup(func() { assert.NilError(tb, ensemble.Close(context.Background())) })
	c := &cluster{t: tb, machines: ensemble.Machines(), processes: map[int]runtime.Process{}, log: timeline.New(nil)}
	for id := 1; id <= n; id++ {
		c.start(id)
	}
	return c
}

func (c *cluster) start(id int) {
	c.t.Helper()
	p, err := c.machines[id-1].Start(c.t.Context(), runtime.Launch{Files: map[string]string{"zoo.cfg": "tickTime=500\n"}})
	assert.NilError(c.t, err)
	c.processes[id] = p
}

func (c *cluster) kill(id int) {
	c.t.Helper()
	assert.NilError(c.t, c.processes[id].Kill(c.t.Context()))
}

// pause freezes server 1.
func (c *cluster) pause() {
	c.t.Helper()
	_, err := c.processes[1].(runtime.Pauser).Pause(c.t.Context())
	assert.NilError(c.t, err)
}

func (c *cluster) options(server int) session.Options {
	return session.Options{
		Name: "app", Server: server, Timeout: 10 * time.Second, Log: c.log,
		Dial: func(ctx context.Context, server int) (net.Conn, error) {
			return runtime.DialClient(ctx, c.machines[server-1])
		},
	}
}

// open opens a session, and closes it after the test.
func (c *cluster) open(server int) *session.Session {
	c.t.Helper()
	s, err := session.Open(c.t.Context(), c.options(server))
	assert.NilError(c.t, err)
	c.t.Cleanup(func() { assert.NilError(c.t, s.Close(context.Background())) })
	return s
}

// logContains waits until the log of a server has a line with the text.
func (c *cluster) logContains(ctx context.Context, server int, text string) error {
	logs, err := c.processes[server].Logs(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = logs.Close() }()
	lines := bufio.NewScanner(logs)
	for lines.Scan() {
		if strings.Contains(lines.Text(), text) {
			return nil
		}
	}
	return lines.Err()
}

func (c *cluster) handshakes() []timeline.Event { return c.events(timeline.KindHandshake) }

func (c *cluster) events(k timeline.Kind) []timeline.Event {
	var found []timeline.Event
	for _, e := range c.log.Events() {
		if e.Kind == k {
			found = append(found, e)
		}
	}
	return found
}

// ok asserts that the operation is ok.
func ok(t *testing.T, r session.Result) session.Result {
	t.Helper()
	assert.NilError(t, r.Err())
	return r
}

// assertOutcome asserts the outcome and the code of an operation.
func assertOutcome(t *testing.T, r session.Result, o timeline.Outcome, code string) {
	t.Helper()
	assert.Equal(t, r.Outcome, o, "%v", r.Err())
	assert.Equal(t, r.Code, code)
}

func shortContext(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	t.Cleanup(cancel)
	return ctx
}
