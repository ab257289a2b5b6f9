package cluster

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/zkscenario/zkscenario/harness/machine"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// Network knows everything that the machines of a run drop at present. One place knows
// it, so that the end of one fault leaves the others in force.
type Network struct {
	cluster *Cluster

	mu     sync.Mutex   // one change, with its probes, at a time
	links  []link       // in force
	silent map[int]bool // machines without power
	cuts   int          // made so far
	probed int          // rounds of probes so far
}

// anybody stands for every machine that is not a server's, such as a client's.
const anybody = 0

// link describes packets from one machine to another that are dropped.
type link struct {
	from, to int   // ids of servers, or anybody
	port     int   // of whichever end has it; 0 is any
	after    int64 // bytes that pass first; then the receiver alone drops
	cut      int   // the number of the cut that it belongs to
}

// covers reports whether the link drops packets from one server to a port of another.
func (l link) covers(from, to, port int) bool {
	return (l.from == anybody || l.from == from) && (l.to == anybody || l.to == to) && (l.port == 0 || l.port == port)
}

func (l link) same(other link) bool {
	other.cut = l.cut
	return l == other
}

// Cut describes a fault of the network: packets from the servers From to the servers To
// are dropped, and unless it is OneWay the answers too. Several cuts add up.
type Cut struct {
	From, To []int // ids; no server is cut from itself
	OneWay   bool
	// Clients adds every machine that is not a server's to To.
	Clients bool
	// Port returns the number of the port on a machine; nil means every port.
	Port func(runtime.Place) int
	// After counts the bytes that pass from From to To before anything is dropped; then
	// the receivers alone drop, in this direction only. 0 drops at once, at both ends.
	After int64
}

// linksOf lists what a cut drops, each link once.
func (n *Network) linksOf(c Cut, number int) []link {
	var all []link
	add := func(from, to, port int) {
		l := link{from: from, to: to, port: port, after: c.After, cut: number}
		if !slices.Contains(all, l) {
			all = append(all, l)
		}
	}
	for _, a := range c.From {
		for _, b := range c.to() {
			for _, port := range n.portsOf(c, a, b) {
				if a == b {
					continue
				}
				add(a, b, port)
				if !c.OneWay {
					add(b, a, port)
				}
			}
		}
	}
	return all
}

func (c Cut) to() []int {
	if c.Clients {
		return append(slices.Clone(c.To), anybody)
	}
	return c.To
}

// portsOf lists the numbers of a cut's port on two machines. Either may be the one that
// listens.
func (n *Network) portsOf(c Cut, ids ...int) []int {
	if c.Port == nil {
		return []int{0}
	}
	var ports []int
	for _, s := range n.cluster.servers {
		if port := c.Port(s.machine.Place()); slices.Contains(ids, s.ID) && !slices.Contains(ports, port) {
			ports = append(ports, port)
		}
	}
	return ports
}

// hostOf returns the address of a server's machine; "" for anybody.
func (n *Network) hostOf(id int) string {
	for _, s := range n.cluster.servers {
		if s.ID == id {
			return s.machine.Place().Host
		}
	}
	return ""
}

// dropsAt lists what one machine has to drop for the links. Both ends drop, so that no
// kernel sees its packets acknowledged.
func (n *Network) dropsAt(id int, links []link) []machine.Drop {
	var drops []machine.Drop
	for _, l := range links {
		switch {
		case l.to == id:
			drops = append(drops, machine.Drop{Peer: n.hostOf(l.from), Direction: machine.In, Port: l.port, After: l.after})
		case l.from == id && l.after == 0:
			drops = append(drops, machine.Drop{Peer: n.hostOf(l.to), Direction: machine.Out, Port: l.port})
		}
	}
	return drops
}

// Cut makes several cuts as one fault. The receipt is what probes show, and for a cut
// that begins later the rule that the kernel lists.
func (n *Network) Cut(ctx context.Context, what string, cuts ...Cut) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	var links []link
	for _, c := range cuts {
		n.cuts++
		links = append(links, n.linksOf(c, n.cuts)...)
	}
	if len(links) == 0 {
		return verdict.Inconclusive("%s: there is nothing between these machines", what)
	}
	links = slices.DeleteFunc(links, func(l link) bool { return l.after == 0 && slices.ContainsFunc(n.links, l.same) })
	clients := n.clientsOf(ctx, links)
	n.links = append(n.links, links...)
	if err := n.drop(ctx, links); err != nil {
		return err
	}
	listed, err := n.listed(ctx, links)
	if err != nil {
		return err
	}
	shut, err := n.shutTo(ctx, clients)
	if err != nil {
		return err
	}
	return n.receiptOfProbes(ctx, what, listed, shut)
}

// drop has the machines drop the links. A silent machine drops everything already.
func (n *Network) drop(ctx context.Context, links []link) error {
	return n.atMachines(func(s *Server) error {
		drops := n.dropsAt(s.ID, links)
		if len(drops) == 0 || n.silent[s.ID] {
			return nil
		}
		_, err := s.ask(ctx, machine.Request{Op: machine.OpDrop, Drops: drops})
		return err
	})
}

// atMachines runs f concurrently for all machines, whether their servers run or not.
func (n *Network) atMachines(f func(*Server) error) error {
	return Concurrently(len(n.cluster.servers), func(i int) error { return f(n.cluster.servers[i]) })
}

// listed checks that the kernels list the rules that no probe between servers can show:
// those that begin to drop later, and those for anybody. It returns the receipt.
func (n *Network) listed(ctx context.Context, links []link) (string, error) {
	var receipts []string
	for _, s := range n.cluster.servers {
		for _, l := range links {
			if l.to != s.ID || l.after == 0 && l.from != anybody {
				continue
			}
			what := "drops what comes from " + serverName(l.from) + onPort(l.port)
			if l.after > 0 {
				what += fmt.Sprintf(" after %d bytes", l.after)
			}
			_, found, err := n.rule(ctx, s, l)
			switch {
			case err != nil:
				return "", err
			case !found && n.silent[s.ID]:
				continue // it drops everything
			case !found:
				return "", verdict.Inconclusive("no receipt: the kernel of server %d lists no rule that %s", s.ID, what)
			}
			receipts = append(receipts, fmt.Sprintf("the kernel of server %d lists a rule that %s", s.ID, what))
		}
	}
	return strings.Join(receipts, "; "), nil
}

// rule returns the receiver's rule of a link with its counters.
func (n *Network) rule(ctx context.Context, receiver *Server, l link) (machine.DropState, bool, error) {
	a, err := receiver.ask(ctx, machine.Request{Op: machine.OpDrops})
	if err != nil {
		return machine.DropState{}, false, err
	}
	wanted := n.dropsAt(receiver.ID, []link{l})[0]
	i := slices.IndexFunc(a.Drops, func(d machine.DropState) bool { return d.Drop == wanted })
	if i < 0 {
		return machine.DropState{}, false, nil
	}
	return a.Drops[i], true, nil
}

// Stalled reports whether cuts that begin after some bytes have dropped packets to each
// of the servers.
func (n *Network) Stalled(ctx context.Context, ids []int) verdict.Verdict {
	if len(ids) == 0 {
		return verdict.Holds("")
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	var receipts []string
	for _, id := range ids {
		s, err := n.cluster.Server(id)
		if err != nil {
			return verdict.Undecided("%s", err)
		}
		v := n.stalled(ctx, s)
		if v.Outcome != timeline.OK {
			return v
		}
		receipts = append(receipts, v.Why)
	}
	return verdict.Holds("%s", strings.Join(receipts, "; "))
}

func (n *Network) stalled(ctx context.Context, s *Server) verdict.Verdict {
	v := verdict.Undecided("nothing on its way to server %d is cut after some bytes", s.ID)
	for _, l := range n.links {
		if l.to != s.ID || l.after == 0 {
			continue
		}
		state, _, err := n.rule(ctx, s, l)
		switch {
		case err != nil:
			return verdict.Undecided("%s", err)
		case state.Packets > 0:
			return verdict.Holds("after %d bytes from %s, server %d has dropped %d packets", l.after, serverName(l.from), s.ID, state.Packets)
		}
		v = verdict.Undecided("server %d has not dropped anything from %s yet: %d bytes may pass", s.ID, serverName(l.from), l.after)
	}
	return v
}

// spent checks that each cut which was to begin later has dropped something: otherwise
// there was no fault at all.
func (n *Network) spent(ctx context.Context) error {
	dropped, idle := map[int]bool{}, map[int]link{}
	for _, l := range n.links {
		if l.after == 0 {
			continue
		}
		s, err := n.cluster.Server(l.to)
		if err != nil {
			return err
		}
		state, _, err := n.rule(ctx, s, l)
		if err != nil {
			return err
		}
		idle[l.cut] = l
		dropped[l.cut] = dropped[l.cut] || state.Packets > 0
	}
	for number, l := range idle {
		if !dropped[number] {
			return verdict.Inconclusive("no receipt: the cut after %d bytes from %s to %s dropped nothing; fewer bytes than that have passed", l.after, serverName(l.from), serverName(l.to))
		}
	}
	return nil
}

// End checks, at the end of the steps, that every cut has taken effect.
func (n *Network) End(ctx context.Context) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.spent(ctx)
}

// Heal ends all cuts. Machines without power stay silent. The receipt is what probes
// show.
func (n *Network) Heal(ctx context.Context) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if err := n.spent(ctx); err != nil {
		return err
	}
	err := n.atMachines(func(s *Server) error {
		if n.silent[s.ID] {
			return nil // its rules are removed with its silence
		}
		_, err := s.ask(ctx, machine.Request{Op: machine.OpHeal})
		return err
	})
	if err != nil {
		return err
	}
	n.links = nil
	return n.receiptOfProbes(ctx, "heal the network")
}

func serverName(id int) string {
	if id == anybody {
		return "anybody"
	}
	return fmt.Sprintf("server %d", id)
}

func onPort(port int) string {
	if port == 0 {
		return ""
	}
	return fmt.Sprintf(" on port %d", port)
}
