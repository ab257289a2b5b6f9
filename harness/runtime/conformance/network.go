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

func (c *cluster) host(id int) string { return c.machine(id).Place().Host }

// drop adds drops until the end of the test.
func (c *cluster) drop(id int, drops ...machine.Drop) {
	c.t.Helper()
	c.do(id, machine.Request{Op: machine.OpDrop, Drops: drops})
	c.t.Cleanup(func() { c.heal(id) })
}

func (c *cluster) dropped(id int) []machine.DropState {
	c.t.Helper()
	return c.do(id, machine.Request{Op: machine.OpDrops}).Drops
}

// heal removes all drops of the machines.
func (c *cluster) heal(ids ...int) {
	c.t.Helper()
	for _, id := range ids {
		c.do(id, machine.Request{Op: machine.OpHeal})
		assert.Equal(c.t, len(c.dropped(id)), 0)
	}
}

// send makes a machine listen for a probe and another one send it.
func (c *cluster) send(from, to, port, fromPort int, token string) {
	c.t.Helper()
	c.do(to, machine.Request{Op: machine.OpListen, Ports: []int{port}})
	c.do(from, machine.Request{Op: machine.OpSend, Datagrams: []machine.Datagram{
		{Host: c.host(to), Port: port, FromPort: fromPort, Token: token},
	}})
}

func (c *cluster) received(id int) []string {
	c.t.Helper()
	return c.do(id, machine.Request{Op: machine.OpReceived, Ports: []int{quorum}}).Received
}

// arrives sends a probe and waits for it.
func (c *cluster) arrives(from, to, port int) {
	c.t.Helper()
	token := c.token("arrives")
	c.send(from, to, port, 0, token)
	poll.WaitOn(c.t, func(poll.LogT) poll.Result {
		if got := c.received(to); !slices.Contains(got, token) {
			return poll.Continue("server %d received %v, not %s", to, got, token)
		}
		return poll.Success()
	}, poll.WithTimeout(limit))
	c.do(to, machine.Request{Op: machine.OpReceived})
}

// isDropped sends a probe and waits until the drops of the machine by have counted it.
func (c *cluster) isDropped(from, to, port, fromPort, by int) {
	c.t.Helper()
	token, before := c.token("dropped"), c.packets(by)
	c.send(from, to, port, fromPort, token)
	poll.WaitOn(c.t, func(poll.LogT) poll.Result {
		if n := c.packets(by) - before; n < copies {
			return poll.Continue("server %d dropped %d packets", by, n)
		}
		return poll.Success()
	}, poll.WithTimeout(limit))
	assert.Assert(c.t, !slices.Contains(c.received(to), token), "a probe arrived that was counted as dropped")
	c.do(to, machine.Request{Op: machine.OpReceived})
}

// packets returns the number of packets that all drops of a machine have dropped.
func (c *cluster) packets(id int) (n uint64) {
	c.t.Helper()
	for _, d := range c.dropped(id) {
		n += d.Packets
	}
	return n
}

func (c *cluster) token(what string) string {
	return what + " " + strconv.FormatInt(time.Now().UnixNano(), 36)
}

func (c *cluster) cutsOneWay() {
	c.arrives(2, 3, quorum)
	c.drop(3, machine.Drop{Peer: c.host(2), Direction: machine.In})
	c.isDropped(2, 3, quorum, 0, 3)
	c.arrives(3, 2, quorum)
	c.arrives(1, 3, quorum)
	c.heal(3)
	c.arrives(2, 3, quorum)

	c.drop(2, machine.Drop{Peer: c.host(3), Direction: machine.Out})
	c.isDropped(2, 3, quorum, 0, 2)
	c.arrives(3, 2, quorum)
	c.heal(2)
}

func (c *cluster) cutsBothWays() {
	peer := c.host(2)
	c.drop(3, machine.Drop{Peer: peer, Direction: machine.In}, machine.Drop{Peer: peer, Direction: machine.Out})
	c.isDropped(2, 3, quorum, 0, 3)
	c.isDropped(3, 2, quorum, 0, 3)
	c.arrives(1, 3, quorum)
	c.heal(3)
	c.arrives(2, 3, quorum)
	c.arrives(3, 2, quorum)
}

// cutsAPort drops packets with a port at either end.
func (c *cluster) cutsAPort() {
	c.drop(3, machine.Drop{Peer: c.host(2), Direction: machine.In, Port: quorum})
	c.isDropped(2, 3, quorum, 0, 3)
	c.isDropped(2, 3, election, quorum, 3)
	c.isDropped(2, 3, quorum, quorum, 3)
	c.arrives(2, 3, election)
	c.arrives(3, 2, quorum)
	c.heal(3)
}

func (c *cluster) cutsAfter() {
	const size = 500
	whole := uint64(copies * (size + headers))
	cut := machine.Drop{Peer: c.host(2), Direction: machine.In, After: int64(whole) + 100}
	c.drop(3, cut)
	first, second := strings.Repeat("a", size), strings.Repeat("b", size)
	c.send(2, 3, quorum, 0, first)
	poll.WaitOn(c.t, func(poll.LogT) poll.Result {
		if !slices.Contains(c.received(3), first) {
			return poll.Continue("the first bytes have not arrived")
		}
		return poll.Success()
	}, poll.WithTimeout(limit))
	assert.DeepEqual(c.t, c.dropped(3), []machine.DropState{{Drop: cut}})
	c.send(2, 3, quorum, 0, second)
	poll.WaitOn(c.t, func(poll.LogT) poll.Result {
		if n := c.packets(3); n < copies {
			return poll.Continue("%d packets were dropped", n)
		}
		return poll.Success()
	}, poll.WithTimeout(limit))
	assert.DeepEqual(c.t, c.dropped(3), []machine.DropState{{Drop: cut, Packets: copies, Bytes: whole}})
	assert.DeepEqual(c.t, c.do(3, machine.Request{Op: machine.OpReceived}).Received, []string{first})
	c.heal(3)
}

// powersOff drops all packets of a machine: no connection is refused, all hang, and they
// go on after the end.
func (c *cluster) powersOff() {
	old := c.dial(1)
	defer old.Close()
	c.drop(1, machine.Drop{Direction: machine.In}, machine.Drop{Direction: machine.Out})
	_, err := io.WriteString(old, "ruok")
	assert.NilError(c.t, err)
	fresh := c.dialSilent(1)
	if fresh != nil {
		defer fresh.Close()
		c.isSilent(fresh)
	}
	c.isSilent(old)
	c.heal(1)
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

// refusesToCut checks that nothing is cut in a network that the machine shares.
func (c *cluster) refusesToCut() {
	answer, err := c.machine(3).Do(c.ctx, machine.Request{Op: machine.OpDrop, Drops: []machine.Drop{{Peer: c.host(2), Direction: machine.In}}})
	assert.Assert(c.t, err != nil || answer.Error != "", "a drop in a shared network succeeded")
}
