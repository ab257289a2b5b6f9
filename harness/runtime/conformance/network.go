package conformance

import (
	"errors"
	"io"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/poll"

	"github.com/zkscenario/zkscenario/harness/machine"
)

const (
	quorum   = 2888
	election = 3888
	copies   = 3  // datagrams sent for each probe
	headers  = 28 // bytes of the headers of IPv4 and UDP
)

// network drops packets between the machines of a cluster, and sends probes.
type network struct{ *cluster }

func (c *cluster) host(id int) string { return c.machine(id).Place().Host }

// drop adds drops until the end of the test.
func (n network) drop(id int, drops ...machine.Drop) {
	n.t.Helper()
	n.do(id, machine.Request{Op: machine.OpDrop, Drops: drops})
	n.t.Cleanup(func() { n.heal(id) })
}

func (n network) dropped(id int) []machine.DropState {
	n.t.Helper()
	return n.do(id, machine.Request{Op: machine.OpDrops}).Drops
}

// heal removes all drops of the machines.
func (n network) heal(ids ...int) {
	n.t.Helper()
	for _, id := range ids {
		n.do(id, machine.Request{Op: machine.OpHeal})
		assert.Equal(n.t, len(n.dropped(id)), 0)
	}
}

// send makes a machine listen for a probe and another one send it.
func (n network) send(from, to, port, fromPort int, token string) {
	n.t.Helper()
	n.do(to, machine.Request{Op: machine.OpListen, Ports: []int{port}})
	n.do(from, machine.Request{Op: machine.OpSend, Datagrams: []machine.Datagram{
		{Host: n.host(to), Port: port, FromPort: fromPort, Token: token},
	}})
}

func (n network) received(id int) []string {
	n.t.Helper()
	return n.do(id, machine.Request{Op: machine.OpReceived, Ports: []int{quorum}}).Received
}

// arrives sends a probe and waits for it.
func (n network) arrives(from, to, port int) {
	n.t.Helper()
	token := newToken("arrives")
	n.send(from, to, port, 0, token)
	poll.WaitOn(n.t, func(poll.LogT) poll.Result {
		if got := n.received(to); !slices.Contains(got, token) {
			return poll.Continue("server %d received %v, not %s", to, got, token)
		}
		return poll.Success()
	}, poll.WithTimeout(limit))
	n.do(to, machine.Request{Op: machine.OpReceived})
}

// isDropped sends a probe and waits until the drops of the machine by have counted it.
func (n network) isDropped(from, to, port, fromPort, by int) {
	n.t.Helper()
	token, before := newToken("dropped"), n.packets(by)
	n.send(from, to, port, fromPort, token)
	poll.WaitOn(n.t, func(poll.LogT) poll.Result {
		if count := n.packets(by) - before; count < copies {
			return poll.Continue("server %d dropped %d packets", by, count)
		}
		return poll.Success()
	}, poll.WithTimeout(limit))
	assert.Assert(n.t, !slices.Contains(n.received(to), token), "a probe arrived that was counted as dropped")
	n.do(to, machine.Request{Op: machine.OpReceived})
}

// packets returns the number of packets that all drops of a machine have dropped.
func (n network) packets(id int) uint64 {
	n.t.Helper()
	sum := uint64(0)
	for _, d := range n.dropped(id) {
		sum += d.Packets
	}
	return sum
}

func newToken(what string) string {
	return what + " " + strconv.FormatInt(time.Now().UnixNano(), 36)
}

func testCutOneWay(c *cluster) {
	n := network{c}
	n.arrives(2, 3, quorum)
	n.drop(3, machine.Drop{Peer: n.host(2), Direction: machine.In})
	n.isDropped(2, 3, quorum, 0, 3)
	n.arrives(3, 2, quorum)
	n.arrives(1, 3, quorum)
	n.heal(3)
	n.arrives(2, 3, quorum)

	n.drop(2, machine.Drop{Peer: n.host(3), Direction: machine.Out})
	n.isDropped(2, 3, quorum, 0, 2)
	n.arrives(3, 2, quorum)
	n.heal(2)
}

func testCutBothWays(c *cluster) {
	n := network{c}
	peer := n.host(2)
	n.drop(3, machine.Drop{Peer: peer, Direction: machine.In}, machine.Drop{Peer: peer, Direction: machine.Out})
	n.isDropped(2, 3, quorum, 0, 3)
	n.isDropped(3, 2, quorum, 0, 3)
	n.arrives(1, 3, quorum)
	n.heal(3)
	n.arrives(2, 3, quorum)
	n.arrives(3, 2, quorum)
}

// testCutPort drops packets with a port at either end.
func testCutPort(c *cluster) {
	n := network{c}
	n.drop(3, machine.Drop{Peer: n.host(2), Direction: machine.In, Port: quorum})
	n.isDropped(2, 3, quorum, 0, 3)
	n.isDropped(2, 3, election, quorum, 3)
	n.isDropped(2, 3, quorum, quorum, 3)
	n.arrives(2, 3, election)
	n.arrives(3, 2, quorum)
	n.heal(3)
}

func testCutAfter(c *cluster) {
	n := network{c}
	const size = 500
	whole := uint64(copies * (size + headers))
	cut := machine.Drop{Peer: n.host(2), Direction: machine.In, After: int64(whole) + 100}
	n.drop(3, cut)
	first, second := strings.Repeat("a", size), strings.Repeat("b", size)
	n.send(2, 3, quorum, 0, first)
	poll.WaitOn(c.t, func(poll.LogT) poll.Result {
		if !slices.Contains(n.received(3), first) {
			return poll.Continue("the first bytes have not arrived")
		}
		return poll.Success()
	}, poll.WithTimeout(limit))
	assert.DeepEqual(c.t, n.dropped(3), []machine.DropState{{Drop: cut}})
	n.send(2, 3, quorum, 0, second)
	poll.WaitOn(c.t, func(poll.LogT) poll.Result {
		if count := n.packets(3); count < copies {
			return poll.Continue("%d packets were dropped", count)
		}
		return poll.Success()
	}, poll.WithTimeout(limit))
	assert.DeepEqual(c.t, n.dropped(3), []machine.DropState{{Drop: cut, Packets: copies, Bytes: whole}})
	assert.DeepEqual(c.t, c.do(3, machine.Request{Op: machine.OpReceived}).Received, []string{first})
	n.heal(3)
}

// testPowerOff drops all packets of a machine: no connection is refused, all hang, and
// they go on after the end.
func testPowerOff(c *cluster) {
	n := network{c}
	old := c.dial(1)
	defer old.Close()
	n.drop(1, machine.Drop{Direction: machine.In}, machine.Drop{Direction: machine.Out})
	_, err := io.WriteString(old, "ruok")
	assert.NilError(c.t, err)
	fresh := c.dialSilent(1)
	if fresh != nil {
		defer fresh.Close()
		c.isSilent(fresh)
	}
	c.isSilent(old)
	n.heal(1)
	assert.NilError(c.t, old.SetDeadline(time.Now().Add(limit)))
	answer, err := io.ReadAll(old)
	assert.NilError(c.t, err)
	assert.Equal(c.t, string(answer), "imok")
}

// dialSilent connects to a machine that does not answer, and returns nil on a timeout.
// An engine may accept connections to a port that it publishes all the same.
func (c *cluster) dialSilent(id int) net.Conn {
	c.t.Helper()
	addr, err := c.machine(id).ClientAddr(c.ctx)
	assert.NilError(c.t, err)
	conn, err := net.DialTimeout("tcp", addr, time.Second)
	if err != nil {
		assert.Assert(c.t, os.IsTimeout(err), "%v", err)
		return nil
	}
	_, err = io.WriteString(conn, "ruok")
	assert.NilError(c.t, err)
	return conn
}

// isSilent checks that a connection neither answers nor ends for a second.
func (c *cluster) isSilent(conn net.Conn) {
	c.t.Helper()
	assert.NilError(c.t, conn.SetReadDeadline(time.Now().Add(time.Second)))
	_, err := conn.Read(make([]byte, 1))
	assert.Assert(c.t, errors.Is(err, os.ErrDeadlineExceeded), "%v", err)
}

// testNoCut checks that nothing is cut in a network that the machine shares.
func testNoCut(c *cluster) {
	answer, err := c.machine(3).Do(c.ctx, machine.Request{Op: machine.OpDrop, Drops: []machine.Drop{{Peer: c.host(2), Direction: machine.In}}})
	assert.Assert(c.t, err != nil || answer.Error != "", "a drop in a shared network succeeded")
}
