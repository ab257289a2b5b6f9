package fake_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/poll"

	"github.com/zkscenario/zkscenario/harness/runtime/fake"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// list returns the lines of a zoo.cfg that lists servers; negative ids are observers. A
// single server gets no list, as package server writes it.
func list(ids ...int) string {
	lines := []string{"clientPort=2181", "4lw.commands.whitelist=*"}
	for _, id := range ids {
		role := ""
		if id < 0 {
			id, role = -id, ":observer"
		}
		lines = append(lines, fmt.Sprintf("server.%d=127.0.0.1:2888:3888%s", id, role))
	}
	if len(ids) == 1 {
		lines = lines[:2]
	}
	return strings.Join(lines, "\n") + "\n"
}

// listing starts servers with the same list.
func (c *cluster) listing(ids []int, start ...int) {
	c.t.Helper()
	for _, id := range start {
		c.launch(id, "", list(ids...))
	}
}

// become waits until the servers have the given roles.
func (c *cluster) become(want string) {
	c.t.Helper()
	poll.WaitOn(c.t, func(poll.LogT) poll.Result {
		if roles := c.roles(); roles != want {
			return poll.Continue("%s", roles)
		}
		return poll.Success()
	}, poll.WithDelay(time.Millisecond))
}

func TestServersOutsideTheListAreNotCounted(t *testing.T) {
	c := boot(t, &fake.Runtime{}, 5, 0)
	c.listing([]int{1, 2, 3}, 1, 2, 3)
	assert.Equal(t, c.roles(), "follower follower leader - -")
	c.kill(1)
	assert.Equal(t, c.roles(), "- follower leader - -", "two of three")
	c.listing([]int{1, 2, 3, 4, 5}, 4, 5)
	assert.Equal(t, c.roles(), "- follower leader follower follower", "they may follow")
	c.kill(2)
	assert.Equal(t, c.roles(), "- - - - -", "but their votes do not count: one of three is left")
}

func TestLateServersOfTheListAreWaitedFor(t *testing.T) {
	c := boot(t, &fake.Runtime{}, 5, 0)
	c.listing([]int{1, 2, 3, 4, 5}, 1, 2)
	assert.Equal(t, c.roles(), "- - - - -", "two of five")
	c.listing([]int{1, 2, 3, 4, 5}, 3)
	c.become("follower follower leader - -")
}

func TestRestartWithALongerList(t *testing.T) {
	c := boot(t, &fake.Runtime{}, 5, 0)
	c.listing([]int{1, 2, 3}, 1, 2, 3)
	for _, id := range []int{1, 2, 3} {
		c.kill(id)
		c.listing([]int{1, 2, 3, 4, 5}, id)
	}
	c.become("follower follower leader - -")
	c.listing([]int{1, 2, 3, 4, 5}, 4, 5)
	c.kill(1)
	c.kill(2)
	assert.Equal(t, c.roles(), "- - leader follower follower", "three of five")
}

func TestObserversAddedLater(t *testing.T) {
	c := boot(t, &fake.Runtime{}, 4, 0)
	c.listing([]int{1, 2, 3}, 1, 2, 3)
	c.listing([]int{1, 2, 3, -4}, 4)
	assert.Equal(t, c.roles(), "follower follower leader observer")
	c.kill(1)
	c.kill(2)
	assert.Equal(t, c.roles(), "- - - -", "it has no vote")
}

func TestServersThatDoNotKnowEachOtherStayApart(t *testing.T) {
	c := boot(t, &fake.Runtime{}, 4, 0)
	c.listing([]int{1, 2, 3}, 1, 2, 3)
	c.listing([]int{1, 4}, 4)
	assert.Equal(t, c.roles(), "follower follower leader -", "it does not know the leader")
}

func TestStandaloneServerBecomesOneOfThree(t *testing.T) {
	c := boot(t, &fake.Runtime{}, 3, 0)
	c.listing([]int{1}, 1)
	assert.Equal(t, c.roles(), "standalone - -")
	s := c.open(1)
	ok(t, s.Create(t.Context(), "/x", nil, ""))
	c.kill(1)
	c.listing([]int{1, 2, 3}, 1, 2, 3)
	assert.Equal(t, c.roles(), "leader follower follower", "it has the greatest zxid")
	_, err := s.Move(t.Context(), 2)
	assert.NilError(t, err)
	ok(t, s.Read(t.Context(), "/x"))
}

// Lists without a common majority can elect a leader that lacks committed transactions:
// they are lost, and servers that have them drop them.
func TestTransactionsThatTheLeaderLacksAreLost(t *testing.T) {
	c := boot(t, &fake.Runtime{}, 3, 0).start(1, 2, 3)
	s := c.open(3)
	ok(t, s.Create(t.Context(), "/kept", nil, ""))
	c.kill(1)
	ok(t, s.Create(t.Context(), "/lost", nil, ""))
	c.kill(2)
	c.kill(3)
	c.listing([]int{1}, 1)
	fresh := c.open(1)
	ok(t, fresh.Read(t.Context(), "/kept"))
	assert.Equal(t, ok(t, fresh.Exists(t.Context(), "/lost")).Code, timeline.CodeNoNode)
	c.kill(1)
	c.listing([]int{1, 2, 3}, 1, 2, 3)
	c.become("leader follower follower")
	late := c.open(3)
	ok(t, late.Read(t.Context(), "/kept"))
	assert.Equal(t, ok(t, late.Exists(t.Context(), "/lost")).Code, timeline.CodeNoNode)
	c.kill(3)
	assert.Equal(t, c.state(3).LastSync().Kind, "TRUNC")
	assert.Assert(t, c.state(3).LastSync().Zxid < timeline.Zxid(0x100000005))
}
