package fake_test

import (
	"context"
	"errors"
	"io"
	"net"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/poll"

	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/runtime/fake"
	"github.com/zkscenario/zkscenario/harness/server"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// cluster is an ensemble with the latest process of each server.
type cluster struct {
	t         *testing.T
	ensemble  runtime.Ensemble
	machines  []runtime.Machine
	processes map[int]runtime.Process
}

func boot(t *testing.T, rt *fake.Runtime, voters, observers int) *cluster {
	t.Helper()
	e := &spec.Ensemble{}
	for id := 1; id <= voters+observers; id++ {
		e.Servers = append(e.Servers, spec.Server{ID: id, Observer: id > voters, Release: "3.9.5"})
	}
	ensemble, err := rt.Boot(t.Context(), e, nil)
	assert.NilError(t, err)
	t.Cleanup(func() { assert.NilError(t, ensemble.Close(context.Background())) })
	return &cluster{t: t, ensemble: ensemble, machines: ensemble.Machines(), processes: map[int]runtime.Process{}}
}

func (c *cluster) start(ids ...int) *cluster {
	c.t.Helper()
	for _, id := range ids {
		c.launch(id, "", "")
	}
	return c
}

// launch starts a server with additional lines of zoo.cfg and options of the JVM.
func (c *cluster) launch(id int, release, lines string, options ...string) {
	c.t.Helper()
	p, err := c.machines[id-1].Start(c.t.Context(), runtime.Launch{
		Release:    release,
		Files:      map[string]string{"zoo.cfg": "dataDir=/d\ntickTime=500\n" + lines},
		JVMOptions: options,
	})
	assert.NilError(c.t, err)
	c.processes[id] = p
}

func (c *cluster) kill(id int) {
	c.t.Helper()
	assert.NilError(c.t, c.processes[id].Kill(c.t.Context()))
}

func (c *cluster) srvr(id int) (server.Status, error) {
	return server.Ask(c.t.Context(), c.dialing(id))
}

func (c *cluster) dialing(id int) server.Dial {
	return func(ctx context.Context) (net.Conn, error) { return runtime.DialHarness(ctx, c.machines[id-1]) }
}

func (c *cluster) roles() string {
	var all []string
	for _, m := range c.machines {
		s, err := c.srvr(m.ID())
		if err != nil {
			s.Role = "-"
		}
		all = append(all, string(s.Role))
	}
	return strings.Join(all, " ")
}

func (c *cluster) open(id int) *session.Session {
	c.t.Helper()
	s, err := session.Open(c.t.Context(), session.Options{
		Name: "app", Server: id, Timeout: 10 * time.Second,
		Dial: func(ctx context.Context, id int) (net.Conn, error) { return runtime.DialClient(ctx, c.machines[id-1]) },
	})
	assert.NilError(c.t, err)
	c.t.Cleanup(func() { assert.NilError(c.t, s.Close(context.Background())) })
	return s
}

// printed returns everything that a process printed until it ended.
func (c *cluster) printed(id int) string {
	c.t.Helper()
	logs, err := c.processes[id].Logs(c.t.Context())
	assert.NilError(c.t, err)
	text, err := io.ReadAll(logs)
	assert.NilError(c.t, err)
	return string(text)
}

// state parses what a process printed.
func (c *cluster) state(id int) server.State {
	var s server.State
	for line := range strings.Lines(c.printed(id)) {
		if e, ok := server.ReadLine(id, strings.TrimSpace(line)); ok {
			s.Apply(e)
		}
	}
	return s
}

func ok(t *testing.T, r session.Result) session.Result {
	t.Helper()
	assert.NilError(t, r.Err())
	return r
}

func set(int) session.Request {
	return session.Request{Op: timeline.OpSet, Path: "/", Data: []byte("x"), Version: session.AnyVersion}
}

func TestTheBestVoterLeads(t *testing.T) {
	c := boot(t, &fake.Runtime{}, 5, 1).start(1, 2, 3, 4, 5, 6)
	assert.Equal(t, c.roles(), "follower follower follower follower leader observer")
	c.kill(5)
	assert.Equal(t, c.roles(), "follower follower follower leader - observer")
	s, err := c.srvr(4)
	assert.NilError(t, err)
	assert.Equal(t, s.Zxid, timeline.Zxid(0x200000000))
	c.start(5)
	assert.Equal(t, c.roles(), "follower follower follower leader follower observer")
	c.kill(1)
	c.kill(2)
	assert.Equal(t, c.roles(), "- - follower leader follower observer")
	c.kill(3)
	assert.Equal(t, c.roles(), "- - - - - -", "without a quorum no server serves")
	assert.DeepEqual(t, c.ensemble.(*fake.Ensemble).Running(), []int{4, 5, 6})
}

func TestMajorityElectsWithoutTheOthers(t *testing.T) {
	c := boot(t, &fake.Runtime{}, 5, 0).start(1, 2, 3)
	poll.WaitOn(t, func(poll.LogT) poll.Result {
		if roles := c.roles(); roles != "follower follower leader - -" {
			return poll.Continue("%s", roles)
		}
		return poll.Success()
	}, poll.WithDelay(time.Millisecond))
}

func TestOneServerStandsAlone(t *testing.T) {
	c := boot(t, &fake.Runtime{}, 1, 0).start(1)
	assert.Equal(t, c.roles(), "standalone")
	s := c.open(1)
	assert.Equal(t, ok(t, s.Create(t.Context(), "/x", nil, "")).Zxid, timeline.Zxid(2))
	c.kill(1)
	c.start(1)
	_, err := s.Move(t.Context(), 1)
	assert.NilError(t, err)
	assert.Equal(t, ok(t, s.Read(t.Context(), "/x")).Zxid, timeline.Zxid(2), "its disk and the session survive")
}

func TestLearnersGetADiffOrASnapshot(t *testing.T) {
	for writes, want := range map[timeline.Zxid]string{498: "DIFF", 499: "SNAP"} {
		t.Run(want, func(t *testing.T) {
			c := boot(t, &fake.Runtime{}, 3, 0).start(1, 2, 3)
			c.kill(1)
			s := c.open(3)
			last := 0x100000001 + writes // the first creates the session
			err := s.WriteUntil(t.Context(), 0x100000001, last, 64, set, func(session.Result) {})
			assert.NilError(t, err)
			c.start(1)
			got, err := s.Move(t.Context(), 1)
			assert.NilError(t, err)
			assert.Equal(t, got.LastZxidSeen, last)
			c.kill(1)
			assert.DeepEqual(t, c.state(1), server.State{
				Role: timeline.Following, Syncs: []server.Sync{{Kind: want, Zxid: last}}, Synced: true, UpToDate: true,
			})
		})
	}
}

func TestLogHasTheFormatOfZooKeeper(t *testing.T) {
	c := boot(t, &fake.Runtime{}, 3, 0).start(1, 2, 3)
	s := c.open(1)
	ok(t, s.Create(t.Context(), "/x", nil, ""))
	c.kill(3)
	c.kill(2)
	text := c.printed(2)
	line := regexp.MustCompile(`^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \[myid:2\] - INFO  \[.+\] - \S.*\n$`)
	for l := range strings.Lines(text) {
		assert.Assert(t, line.MatchString(l), "%q", l)
	}
	for _, want := range []string{
		"New election. My id = 2, proposed zxid=0x100000002",
		" - LEADING\n",
		"Have quorum of supporters, sids: [[1, 2]]; starting up and setting last processed zxid: 0x200000000",
	} {
		assert.Assert(t, strings.Contains(text, want), "%s\nlacks %s", text, want)
	}
	state := c.state(2)
	assert.Equal(t, state.ElectedWith, timeline.Zxid(0x100000002))
}

func TestPausedServerDoesNotAnswer(t *testing.T) {
	c := boot(t, &fake.Runtime{}, 3, 0).start(1, 2, 3)
	p := c.processes[3].(runtime.Pauser)
	receipt, err := p.Pause(t.Context())
	assert.NilError(t, err)
	assert.Equal(t, receipt, "state T (stopped)")
	_, err = c.srvr(3)
	assert.ErrorContains(t, err, "wait for answer")
	s := c.open(2)
	ok(t, s.Create(t.Context(), "/x", nil, ""))

	_, err = p.Resume(t.Context())
	assert.NilError(t, err)
	assert.Equal(t, c.roles(), "follower leader follower")
	_, err = s.Move(t.Context(), 3)
	assert.NilError(t, err)
	ok(t, s.Read(t.Context(), "/x"))
}

func TestExits(t *testing.T) {
	c := boot(t, &fake.Runtime{}, 3, 0).start(1, 2)
	c.kill(1)
	exit, err := c.processes[1].Wait(t.Context())
	assert.NilError(t, err)
	assert.DeepEqual(t, exit, runtime.ExitBySignal(int(syscall.SIGKILL)))
	assert.NilError(t, c.processes[2].Stop(t.Context()))
	exit, err = c.processes[2].Wait(t.Context())
	assert.NilError(t, err)
	assert.DeepEqual(t, exit, runtime.ExitBySignal(int(syscall.SIGTERM)))

	c.start(1)
	_, err = c.machines[0].Start(t.Context(), runtime.Launch{})
	assert.ErrorContains(t, err, "it runs")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = c.processes[1].Wait(ctx)
	assert.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, len(c.ensemble.(*fake.Ensemble).Launches(1)), 2)
}

func TestCloseIsFinal(t *testing.T) {
	rt := &fake.Runtime{}
	c := boot(t, rt, 3, 0).start(1, 2, 3)
	assert.NilError(t, c.ensemble.Close(t.Context()))
	assert.NilError(t, c.ensemble.Close(t.Context()))
	assert.Assert(t, rt.Booted()[0].Closed())
	assert.Equal(t, len(rt.Booted()[0].Running()), 0)
	_, err := c.machines[0].Start(t.Context(), runtime.Launch{})
	assert.ErrorContains(t, err, "closed")
}

func TestRuntimeFailsOnDemand(t *testing.T) {
	why := errors.New("no room")
	rt := &fake.Runtime{Unavailable: why, Cannot: []runtime.Capability{runtime.CanPause}, BootFails: why}
	assert.ErrorIs(t, rt.Available(t.Context()), why)
	assert.Assert(t, rt.Supports(runtime.CanPause) != nil)
	half, err := rt.Boot(t.Context(), &spec.Ensemble{Servers: []spec.Server{{ID: 1}, {ID: 2}, {ID: 3}}}, nil)
	assert.ErrorIs(t, err, why)
	assert.Equal(t, len(half.Machines()), 1)
	assert.NilError(t, half.Close(t.Context()))
}
