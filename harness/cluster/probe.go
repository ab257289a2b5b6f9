package cluster

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/zkscenario/zkscenario/harness/machine"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// What the probes of the network wait for.
const (
	// ProbeLimit bounds the way of a datagram that nothing drops: microseconds on
	// one machine, unless that is very busy.
	ProbeLimit = 15 * time.Second
	// probeGrace is the additional time that the other datagrams get.
	probeGrace = 200 * time.Millisecond
	// probePort is the target of datagrams that no rule for a port is to match.
	probePort = 45671
)

// probe describes a datagram from one machine to another and whether it is expected to
// arrive. One to the machine itself always arrives, which shows that it listens.
type probe struct {
	from, to, port int
	passes         bool
}

func (p probe) token(round int) string {
	return fmt.Sprintf("%d:%d>%d:%d", round, p.from, p.to, p.port)
}

func (p probe) String() string {
	if p.port == probePort {
		return fmt.Sprintf("from %d to %d", p.from, p.to)
	}
	return fmt.Sprintf("from %d to %d on port %d", p.from, p.to, p.port)
}

// probePorts lists the ports to be probed: one that no rule names, and each that is cut.
func (n *Network) probePorts() []int {
	ports := []int{probePort}
	for _, l := range n.links {
		if l.port != 0 && !slices.Contains(ports, l.port) {
			ports = append(ports, l.port)
		}
	}
	return ports
}

// probes lists all directions and ports, with what is expected there. It omits a
// direction that is cut after some bytes, since probes would use them up.
func (n *Network) probes(ports []int) []probe {
	var all []probe
	for _, from := range n.cluster.servers {
		for _, to := range n.cluster.servers {
			for _, port := range ports {
				open, later := n.way(from.ID, to.ID, port)
				if !open || !later {
					all = append(all, probe{from: from.ID, to: to.ID, port: port, passes: open})
				}
			}
		}
	}
	return all
}

// way reports whether the way from one server to a port of another is open, and whether
// only until some bytes have passed.
func (n *Network) way(from, to, port int) (open, later bool) {
	if from == to {
		return true, false
	}
	open = !n.silent[from] && !n.silent[to]
	for _, l := range n.links {
		if l.covers(from, to, port) {
			open = open && l.after > 0
			later = later || l.after > 0
		}
	}
	return open, later
}

// receiptOfProbes records a fault of the network with what probes show, and with other
// proofs.
func (n *Network) receiptOfProbes(ctx context.Context, what string, also ...string) error {
	receipt, err := n.probeAll(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	also = slices.DeleteFunc(append(also, receipt), func(s string) bool { return s == "" })
	n.cluster.Receipt("network", what, strings.Join(also, "; "))
	return nil
}

// probeAll proves that what is cut does not pass and that everything else does.
func (n *Network) probeAll(ctx context.Context) (string, error) {
	n.probed++
	ports := n.probePorts()
	r := probeRound{network: n, number: n.probed, ports: ports, probes: n.probes(ports)}
	if err := n.atMachines(func(s *Server) error {
		_, err := s.ask(ctx, machine.Request{Op: machine.OpListen, Ports: ports})
		return err
	}); err != nil {
		return "", err
	}
	if err := r.arrive(ctx); err != nil {
		return "", err
	}
	// Those that arrived did so long ago; the others get as long as they could need.
	select {
	case <-time.After(probeGrace):
	case <-ctx.Done():
		return "", verdict.Inconclusive("probe the network: %w", context.Cause(ctx))
	}
	received, err := r.received(ctx, nil)
	if err != nil {
		return "", err
	}
	for _, p := range r.probes {
		if !p.passes && received[p.token(r.number)] {
			return "", verdict.Inconclusive("no receipt: the probe %s arrives, though its way is cut", p)
		}
	}
	return r.receipt(), nil
}

// probeRound is one round of probes.
type probeRound struct {
	network *Network
	number  int
	ports   []int
	probes  []probe
}

// arrive sends all probes until those that nothing drops have arrived.
func (r probeRound) arrive(ctx context.Context) error {
	pending := r.probes
	var broken error
	limited, giveUp := context.WithCancel(ctx)
	defer giveUp()
	err := verdict.WaitFor(limited, "the probes that nothing drops have arrived", ProbeLimit, func(ctx context.Context) verdict.Verdict {
		received, err := r.exchange(ctx, pending)
		if err != nil && ctx.Err() == nil {
			broken = err
			giveUp()
		}
		if err != nil {
			return verdict.Undecided("%s", err)
		}
		pending = slices.DeleteFunc(slices.Clone(r.probes), func(p probe) bool { return !p.passes || received[p.token(r.number)] })
		if len(pending) > 0 {
			return verdict.Undecided("the probe %s does not arrive, though its way is open", pending[0])
		}
		return verdict.Holds("all have arrived")
	})
	switch {
	case broken != nil:
		return broken
	case err != nil:
		return verdict.Inconclusive("no receipt: %w", err)
	}
	return nil
}

// exchange sends probes and returns what has arrived so far.
func (r probeRound) exchange(ctx context.Context, probes []probe) (map[string]bool, error) {
	if err := r.send(ctx, probes); err != nil {
		return nil, err
	}
	return r.received(ctx, r.ports)
}

func (r probeRound) send(ctx context.Context, probes []probe) error {
	return r.network.atMachines(func(s *Server) error {
		var datagrams []machine.Datagram
		for _, p := range probes {
			if p.from == s.ID {
				datagrams = append(datagrams, machine.Datagram{Host: r.network.hostOf(p.to), Port: p.port, Token: p.token(r.number)})
			}
		}
		if len(datagrams) == 0 {
			return nil
		}
		_, err := s.ask(ctx, machine.Request{Op: machine.OpSend, Datagrams: datagrams})
		return err
	})
}

// received returns all that has arrived anywhere. Without ports the machines stop
// listening.
func (r probeRound) received(ctx context.Context, ports []int) (map[string]bool, error) {
	tokens := make([][]string, len(r.network.cluster.servers))
	err := Concurrently(len(tokens), func(i int) error {
		a, err := r.network.cluster.servers[i].ask(ctx, machine.Request{Op: machine.OpReceived, Ports: ports})
		tokens[i] = a.Received
		return err
	})
	all := map[string]bool{}
	for _, token := range slices.Concat(tokens...) {
		all[token] = true
	}
	return all, err
}

// receipt describes what the probes showed. Those to a machine itself prove nothing of
// the network.
func (r probeRound) receipt() string {
	var blocked []string
	open := 0
	for _, p := range r.probes {
		switch {
		case p.from == p.to:
		case p.passes:
			open++
		default:
			blocked = append(blocked, p.String())
		}
	}
	if len(blocked) == 0 {
		return fmt.Sprintf("all %d probes by UDP arrive", open)
	}
	return fmt.Sprintf("probes by UDP do not arrive %s; the %d others do", strings.Join(blocked, ", "), open)
}

// clientsOf are the servers that are about to be cut from clients, and answer one now.
func (n *Network) clientsOf(ctx context.Context, links []link) []*Server {
	var all []*Server
	for _, s := range n.cluster.servers {
		cut := slices.ContainsFunc(links, func(l link) bool { return l.from == anybody && l.to == s.ID })
		if cut && answersClient(ctx, s) == nil {
			all = append(all, s)
		}
	}
	return all
}

// ClientLimit bounds the wait of a client for an answer of a server.
const ClientLimit = 2 * time.Second

// answersClient returns nil if the server answers a client, whether it serves or not.
func answersClient(ctx context.Context, s *Server) error {
	if !s.answers() {
		return errors.New("it does not run")
	}
	limited, cancel := context.WithTimeout(ctx, ClientLimit)
	defer cancel()
	if r := s.Admin().FourLetterWord(limited, "srvr"); r.Outcome != timeline.OK {
		return errors.New(r.Code)
	}
	return nil
}

// shutTo checks that servers which answered a client before do so no longer, and returns
// the receipt.
func (n *Network) shutTo(ctx context.Context, servers []*Server) (string, error) {
	var receipts []string
	for _, s := range servers {
		if answersClient(ctx, s) == nil {
			return "", verdict.Inconclusive("no receipt: server %d still answers a client", s.ID)
		}
		receipts = append(receipts, fmt.Sprintf("server %d no longer answers a client, as it did before", s.ID))
	}
	return strings.Join(receipts, "; "), nil
}
