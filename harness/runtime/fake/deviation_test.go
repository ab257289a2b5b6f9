package fake_test

import (
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/runtime/fake"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// As in the scenario binchanges, a session reads a new value, moves to a server that
// claims to be up to date, and reads the old one.
func TestStaleServerClaimsToBeUpToDate(t *testing.T) {
	for name, stale := range map[string]uint64{"from its start": fake.AtStart, "from a zxid": 0x100000003} {
		t.Run(name, func(t *testing.T) {
			rt := &fake.Runtime{Deviations: []fake.Deviation{{Server: 2, Start: 2, Stale: stale}}}
			c := boot(t, rt, 5, 0).start(1, 2, 3, 4, 5)
			s := c.open(1)
			ok(t, s.Create(t.Context(), "/binchanges", []byte("1"), ""))
			assert.Equal(t, ok(t, s.Set(t.Context(), "/binchanges", []byte("2"), -1)).Zxid, timeline.Zxid(0x100000003))
			c.kill(2)
			ok(t, s.Set(t.Context(), "/binchanges", []byte("3"), -1))
			c.start(2)
			assert.Equal(t, string(ok(t, s.Read(t.Context(), "/binchanges")).Data), "3")

			_, err := s.Move(t.Context(), 2)
			assert.NilError(t, err)
			r := ok(t, s.Read(t.Context(), "/binchanges"))
			assert.Equal(t, string(r.Data), "2")
			assert.Equal(t, r.Zxid, timeline.Zxid(0x100000004), "the position that it claims")
		})
	}
}

func TestStrayZnode(t *testing.T) {
	rt := &fake.Runtime{Deviations: []fake.Deviation{{Server: 2, Stray: "/stray"}}}
	c := boot(t, rt, 3, 0).start(1, 2, 3)
	s := c.open(1)
	assert.Equal(t, ok(t, s.Exists(t.Context(), "/stray")).Code, timeline.CodeNoNode)
	_, err := s.Move(t.Context(), 2)
	assert.NilError(t, err)
	assert.Assert(t, ok(t, s.Exists(t.Context(), "/stray")).Stat != nil)
}

func TestLostServerNeverServes(t *testing.T) {
	rt := &fake.Runtime{Deviations: []fake.Deviation{{Server: 1, Start: 2, Lost: true}}}
	c := boot(t, rt, 3, 0).start(1, 2, 3)
	assert.Equal(t, c.roles(), "follower follower leader")
	c.kill(1)
	c.start(1)
	assert.Equal(t, c.roles(), "- follower leader")
}

func TestServerExitsAtItsStart(t *testing.T) {
	c := boot(t, &fake.Runtime{}, 3, 0).start(1, 2, 3)
	c.kill(1)
	c.ensemble.(*fake.Ensemble).Deviate(fake.Deviation{Server: 1, Exits: true, ExitCode: 1})
	c.start(1)
	exit, err := c.processes[1].Wait(t.Context())
	assert.NilError(t, err)
	assert.DeepEqual(t, exit, runtime.Exit{Code: 1})
	assert.Assert(t, strings.Contains(c.printed(1), "exiting abnormally"))
}

func TestServerCrashesInsteadOfBeingKilled(t *testing.T) {
	rt := &fake.Runtime{Deviations: []fake.Deviation{{Server: 1, Crashes: true, ExitCode: 134}}}
	c := boot(t, rt, 3, 0).start(1, 2, 3)
	c.kill(1)
	exit, err := c.processes[1].Wait(t.Context())
	assert.NilError(t, err)
	assert.DeepEqual(t, exit, runtime.ExitOf(134))
}

func TestUnkillableServerLivesOn(t *testing.T) {
	rt := &fake.Runtime{Deviations: []fake.Deviation{{Server: 3, Unkillable: true}}}
	c := boot(t, rt, 3, 0).start(1, 2, 3)
	c.kill(3)
	assert.NilError(t, c.processes[3].Stop(t.Context()))
	assert.Equal(t, c.roles(), "follower follower leader")
}

func TestPauseWithoutReceipt(t *testing.T) {
	rt := &fake.Runtime{Deviations: []fake.Deviation{{Server: 1, NoReceipt: true}}}
	c := boot(t, rt, 3, 0).start(1, 2, 3)
	receipt, err := c.processes[1].(runtime.Pauser).Pause(t.Context())
	assert.NilError(t, err)
	assert.Equal(t, receipt, "")
	assert.Equal(t, c.roles(), "follower follower leader")
}

func TestLogShowsAnotherSyncMode(t *testing.T) {
	rt := &fake.Runtime{Deviations: []fake.Deviation{{Server: 1, SyncedBy: "TRUNC"}}}
	c := boot(t, rt, 3, 0).start(1, 2, 3)
	c.kill(1)
	assert.Equal(t, c.state(1).LastSync().Kind, "TRUNC")
}

func TestSilentAfterShortensDisconnectedSessions(t *testing.T) {
	c := boot(t, &fake.Runtime{SilentAfter: time.Millisecond}, 3, 0).start(1, 2, 3)
	s, other := c.open(1), c.open(2)
	ok(t, s.Create(t.Context(), "/e", nil, timeline.Ephemeral))
	assert.NilError(t, s.Disconnect(t.Context()))
	for ok(t, other.Exists(t.Context(), "/e")).Code != timeline.CodeNoNode {
		continue // each read is a round trip, and the test has a time limit
	}
	assert.Equal(t, s.Timeout(), 10*time.Second)
	ok(t, other.Read(t.Context(), "/"))
	_, err := s.Move(t.Context(), 1)
	assert.ErrorIs(t, err, session.ErrExpired)
}

func TestUnsyncedServersKeepWhatTheyHave(t *testing.T) {
	rt := &fake.Runtime{Deviations: []fake.Deviation{{Server: 1, Start: 2, Unsynced: true}}}
	c := boot(t, rt, 3, 0).start(1, 2, 3)
	c.kill(1)
	ok(t, c.open(2).Create(t.Context(), "/missed", nil, ""))
	c.start(1)
	assert.Equal(t, c.roles(), "follower follower leader")
	assert.Equal(t, ok(t, c.open(1).Exists(t.Context(), "/missed")).Code, timeline.CodeNoNode)
}
