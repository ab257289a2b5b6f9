package cluster

import (
	"context"
	"fmt"
	"slices"

	"github.com/zkscenario/zkscenario/harness/machine"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// PowerOff takes the power from the machines of servers: they fall silent, so that
// connections hang and nothing is refused, and then the processes that still run are killed.
// With killFirst they are killed before, so that the kernels close their connections. The
// receipts are what probes show, the rules that the kernels list, and the exits of the
// processes.
func (c *Cluster) PowerOff(ctx context.Context, ids []int, killFirst bool) error {
	if len(ids) == 0 {
		return nil
	}
	return c.taking(ids, "power off", func() error {
		err := c.Each(ids, func(s *Server) error {
			switch _, down := s.down(); {
			case !s.powered():
				return verdict.Inconclusive("power off server %d: its machine has no power", s.ID)
			case killFirst && !down:
				return s.kill(ctx, false)
			}
			return nil
		})
		if err != nil {
			return err
		}
		if err := c.Network.silence(ctx, "silence machines "+spec.JoinIDs(ids), ids...); err != nil {
			return err
		}
		return c.Each(ids, func(s *Server) error { return s.die(ctx) })
	})
}

// die kills the process of a machine that is silent by now, if it still runs.
func (s *Server) die(ctx context.Context) error {
	s.setPower(false)
	a, err := s.ask(ctx, machine.Request{Op: machine.OpDrops})
	if err != nil {
		return fmt.Errorf("power off server %d: %w", s.ID, err)
	}
	for _, d := range silence {
		if !slices.ContainsFunc(a.Drops, func(state machine.DropState) bool { return state.Drop == d }) {
			return verdict.Inconclusive("power off server %d: no receipt: the kernel lists no rule that drops all packets %s", s.ID, d.Direction)
		}
	}
	receipt, down := s.down()
	if !down {
		if receipt, err = s.sendKill(ctx, "power off"); err != nil {
			return err
		}
	}
	s.fault(timeline.FaultPowerOff, "power off "+s.name(), "its kernel drops all packets in and out; "+receipt)
	return nil
}

// PowerOn gives machines their power back and starts their servers, with a change that
// stays in force. The receipts are what probes show and that the processes run. Other
// faults of the network stay.
func (c *Cluster) PowerOn(ctx context.Context, ids []int, change spec.Change) error {
	if len(ids) == 0 {
		return nil
	}
	return c.taking(ids, "power on", func() error {
		err := c.Each(ids, func(s *Server) error {
			if s.powered() {
				return verdict.Inconclusive("power on server %d: its machine has power", s.ID)
			}
			return nil
		})
		if err != nil {
			return err
		}
		if err := c.listCounts(ctx, ids, change); err != nil {
			return err
		}
		if err := c.Network.unsilence(ctx, "end the silence of machines "+spec.JoinIDs(ids), ids...); err != nil {
			return err
		}
		return c.Each(ids, func(s *Server) error {
			s.setPower(true)
			return s.startAs(ctx, "power on", change)
		})
	})
}

// taking runs f while the word alone may change the servers.
func (c *Cluster) taking(ids []int, word string, f func() error) error {
	for _, id := range ids {
		s, err := c.Server(id)
		if err != nil {
			return err
		}
		free, err := s.take(word)
		if err != nil {
			return err
		}
		defer free()
	}
	return f()
}

// powered reports whether the server's machine has power.
func (s *Server) powered() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.off
}

func (s *Server) setPower(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.off = !on
}

// silence lists the drops that make a machine look like one without power.
var silence = []machine.Drop{{Direction: machine.In}, {Direction: machine.Out}}

// silence has machines drop every packet in both directions, so that connections hang
// and nothing is refused.
func (n *Network) silence(ctx context.Context, what string, ids ...int) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	err := n.cluster.Each(ids, func(s *Server) error {
		_, err := s.ask(ctx, machine.Request{Op: machine.OpDrop, Drops: silence})
		return err
	})
	if err != nil {
		return err
	}
	for _, id := range ids {
		n.silent[id] = true
	}
	return n.receiptOfProbes(ctx, what)
}

// unsilence ends silence. The cuts that are in force stay in force.
func (n *Network) unsilence(ctx context.Context, what string, ids ...int) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	err := n.cluster.Each(ids, func(s *Server) error {
		if _, err := s.ask(ctx, machine.Request{Op: machine.OpHeal}); err != nil {
			return err
		}
		drops := n.dropsAt(s.ID, n.links)
		if len(drops) == 0 {
			return nil
		}
		_, err := s.ask(ctx, machine.Request{Op: machine.OpDrop, Drops: drops})
		return err
	})
	if err != nil {
		return err
	}
	for _, id := range ids {
		delete(n.silent, id)
	}
	return n.receiptOfProbes(ctx, what)
}
