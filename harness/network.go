package harness

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/zkscenario/zkscenario/harness/machine"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// network is all that the machines of a run were told to drop. One place knows
// it, so that what heals one fault leaves the others alone.
type network struct {
	mu     sync.Mutex // one change, with its probes, at a time
	links  []link     // in force
	silent map[int]bool
	cuts   int // made so far
	probed int // rounds of probes so far
}

// anybody stands for a machine that is no server's, such as a client's.
const anybody = 0

// link is packets from one machine to another that are dropped.
type link struct {
	from, to int   // ids of servers, or anybody
	port     int   // of whichever end has it; 0 is any
	after    int64 // bytes that pass before; then the receiver alone drops
	cut      int   // which cut it is of
}

// covers tells whether the link drops what goes from one server to a port of another.
func (l link) covers(from, to, port int) bool {
	return (l.from == anybody || l.from == from) && (l.to == anybody || l.to == to) && (l.port == 0 || l.port == port)
}

func (l link) same(other link) bool {
	other.cut = l.cut
	return l == other
}

// Cut is a fault of the network: what the servers From send to those To is
// dropped, and unless it is OneWay the answers too. Several cuts add up.
type Cut struct {
	From, To []int // ids; nobody is cut from itself
	OneWay   bool
	// Clients has everybody who is no server count among To as well.
	Clients bool
	// Port gives the number that is meant on a machine; nil is every port.
	Port func(runtime.Place) int
	// After is how many bytes pass from From to To before anything is dropped; then
	// the receivers alone drop, in this one direction. 0 drops at once, at both ends.
	After int64
}

// links says what a cut drops, each link once.
func (env *Env) linksOf(c Cut, number int) []link {
	var all []link
	add := func(from, to, port int) {
		l := link{from: from, to: to, port: port, after: c.After, cut: number}
		if !slices.Contains(all, l) {
			all = append(all, l)
		}
	}
	for _, a := range c.From {
		for _, b := range c.to() {
			for _, port := range env.portsOf(c, a, b) {
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

// portsOf are the numbers that a cut's port has on two machines. Either may be the
// one that listens.
func (env *Env) portsOf(c Cut, ids ...int) []int {
	if c.Port == nil {
		return []int{0}
	}
	var ports []int
	for _, s := range env.servers {
		if port := c.Port(s.machine.Place()); slices.Contains(ids, s.ID) && !slices.Contains(ports, port) {
			ports = append(ports, port)
		}
	}
	return ports
}

// hostOf is the address of a server's machine; that of anybody is "".
func (env *Env) hostOf(id int) string {
	for _, s := range env.servers {
		if s.ID == id {
			return s.machine.Place().Host
		}
	}
	return ""
}

// dropsAt is what one machine has to drop for the links: both ends drop, so that
// neither kernel believes that the other one heard it.
func (env *Env) dropsAt(id int, links []link) []machine.Drop {
	var drops []machine.Drop
	for _, l := range links {
		switch {
		case l.to == id:
			drops = append(drops, machine.Drop{Peer: env.hostOf(l.from), Direction: machine.In, Port: l.port, After: l.after})
		case l.from == id && l.after == 0:
			drops = append(drops, machine.Drop{Peer: env.hostOf(l.to), Direction: machine.Out, Port: l.port})
		}
	}
	return drops
}

// Cut makes cuts of the network that are one fault. The receipt is what probes
// show, and of a cut that begins later the rule as the kernel lists it.
func (env *Env) Cut(ctx context.Context, what string, cuts ...Cut) error {
	n := &env.network
	n.mu.Lock()
	defer n.mu.Unlock()
	var links []link
	for _, c := range cuts {
		n.cuts++
		links = append(links, env.linksOf(c, n.cuts)...)
	}
	links = slices.DeleteFunc(links, func(l link) bool { return l.after == 0 && slices.ContainsFunc(n.links, l.same) })
	clients := env.clientsOf(ctx, links)
	n.links = append(n.links, links...)
	if err := env.drop(ctx, links); err != nil {
		return err
	}
	listed, err := env.listed(ctx, links)
	if err != nil {
		return err
	}
	shut, err := env.shutTo(ctx, clients)
	if err != nil {
		return err
	}
	return env.receiptOfProbes(ctx, what, listed, shut)
}

// drop has the machines drop the links. A silent machine drops everything anyway.
func (env *Env) drop(ctx context.Context, links []link) error {
	return env.atMachines(func(s *Server) error {
		drops := env.dropsAt(s.ID, links)
		if len(drops) == 0 || env.network.silent[s.ID] {
			return nil
		}
		_, err := s.ask(ctx, machine.Request{Op: machine.OpDrop, Drops: drops})
		return err
	})
}

// atMachines does something on all machines at the same time, whether their
// servers run or not.
func (env *Env) atMachines(f func(*Server) error) error {
	return atOnce(len(env.servers), func(i int) error { return f(env.servers[i]) })
}

// ask has the server's machine do something. That the machine refuses is an error too.
func (s *Server) ask(ctx context.Context, r machine.Request) (machine.Answer, error) {
	a, err := s.machine.Do(ctx, r)
	if err == nil && a.Error != "" {
		err = errors.New(a.Error)
	}
	if err != nil {
		return a, fmt.Errorf("machine of server %d: %s: %w", s.ID, r.Op, err)
	}
	return a, nil
}

// listed demands that the kernels list the rules that no probe between servers can
// show: those that begin to drop later, and those for anybody.
func (env *Env) listed(ctx context.Context, links []link) (string, error) {
	var told []string
	for _, s := range env.servers {
		for _, l := range links {
			if l.to != s.ID || l.after == 0 && l.from != anybody {
				continue
			}
			what := "drops what comes from " + serverName(l.from) + onPort(l.port)
			if l.after > 0 {
				what += fmt.Sprintf(" after %d bytes", l.after)
			}
			if _, found, err := env.rule(ctx, s, l); err != nil {
				return "", err
			} else if !found && !env.network.silent[s.ID] {
				return "", verdict.Inconclusive("no receipt: the kernel of server %d lists no rule that %s", s.ID, what)
			}
			told = append(told, fmt.Sprintf("the kernel of server %d lists a rule that %s", s.ID, what))
		}
	}
	return strings.Join(told, "; "), nil
}

// rule finds the receiver's rule of a link, and what it did so far.
func (env *Env) rule(ctx context.Context, receiver *Server, l link) (machine.DropState, bool, error) {
	a, err := receiver.ask(ctx, machine.Request{Op: machine.OpDrops})
	if err != nil {
		return machine.DropState{}, false, err
	}
	wanted := env.dropsAt(receiver.ID, []link{l})[0]
	i := slices.IndexFunc(a.Drops, func(d machine.DropState) bool { return d.Drop == wanted })
	if i < 0 {
		return machine.DropState{}, false, nil
	}
	return a.Drops[i], true, nil
}

// Stalled tells whether cuts that begin after some bytes have dropped packets on
// their way to each of the servers.
func (env *Env) Stalled(ctx context.Context, ids []int) verdict.Verdict {
	if len(ids) == 0 {
		return verdict.Holds("")
	}
	n := &env.network
	n.mu.Lock()
	defer n.mu.Unlock()
	var told []string
	for _, id := range ids {
		s, err := env.Server(id)
		if err != nil {
			return verdict.Undecided("%s", err)
		}
		v := env.stalled(ctx, s)
		if v.Outcome != timeline.OK {
			return v
		}
		told = append(told, v.Why)
	}
	return verdict.Holds("%s", strings.Join(told, "; "))
}

func (env *Env) stalled(ctx context.Context, s *Server) verdict.Verdict {
	v := verdict.Undecided("nothing on its way to server %d is cut after some bytes", s.ID)
	for _, l := range env.network.links {
		if l.to != s.ID || l.after == 0 {
			continue
		}
		state, _, err := env.rule(ctx, s, l)
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

// spent demands that each cut that was to begin later has dropped something.
// Otherwise it was no fault at all.
func (env *Env) spent(ctx context.Context) error {
	dropped, idle := map[int]bool{}, map[int]link{}
	for _, l := range env.network.links {
		if l.after == 0 {
			continue
		}
		s, err := env.Server(l.to)
		if err != nil {
			return err
		}
		state, _, err := env.rule(ctx, s, l)
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

// endNetwork is the last moment in which a cut can have done something.
func (env *Env) endNetwork(ctx context.Context) error {
	env.network.mu.Lock()
	defer env.network.mu.Unlock()
	return env.spent(ctx)
}

// Heal ends all cuts. Machines without power stay silent. The receipt is what
// probes show.
func (env *Env) Heal(ctx context.Context) error {
	n := &env.network
	n.mu.Lock()
	defer n.mu.Unlock()
	if err := env.spent(ctx); err != nil {
		return err
	}
	err := env.atMachines(func(s *Server) error {
		if n.silent[s.ID] {
			return nil // its own rules go when it speaks again
		}
		_, err := s.ask(ctx, machine.Request{Op: machine.OpHeal})
		return err
	})
	if err != nil {
		return err
	}
	n.links = nil
	return env.receiptOfProbes(ctx, "heal the network")
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
