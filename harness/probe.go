package harness

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
	// probeLimit is how long a datagram that nothing drops may take. On one machine
	// it takes microseconds; this is for one that is very busy.
	probeLimit = 15 * time.Second
	// probeGrace is how much longer than those that arrived the others are given.
	probeGrace = 200 * time.Millisecond
	// probePort is where datagrams go that are to meet no rule of a port.
	probePort = 45671
)

// probe is a datagram from one machine to another that is to arrive, or not to. One
// to the machine itself always arrives, and shows that it listens.
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

// probePorts are the ports to be probed: one that nothing is said of, and each
// that is cut.
func (env *Env) probePorts() []int {
	ports := []int{probePort}
	for _, l := range env.network.links {
		if l.port != 0 && !slices.Contains(ports, l.port) {
			ports = append(ports, l.port)
		}
	}
	return ports
}

// probes are all directions and ports, with what is to be seen there. A direction
// that is cut after some bytes is left out: probes would use them up.
func (env *Env) probes(ports []int) []probe {
	n := &env.network
	var all []probe
	for _, from := range env.servers {
		for _, to := range env.servers {
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

// way tells whether the way from one server to a port of another is open, and
// whether that is only so until some bytes have passed.
func (n *network) way(from, to, port int) (open, later bool) {
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

// receiptOfProbes records a fault of the network with what probes show, and with
// what else proves it.
func (env *Env) receiptOfProbes(ctx context.Context, what string, also ...string) error {
	receipt, err := env.probeAll(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	also = slices.DeleteFunc(append(also, receipt), func(s string) bool { return s == "" })
	env.Receipt("network", what, strings.Join(also, "; "))
	return nil
}

// probeAll shows that what is cut does not pass, and that everything else does.
func (env *Env) probeAll(ctx context.Context) (string, error) {
	env.network.probed++
	ports := env.probePorts()
	r := probeRound{env: env, number: env.network.probed, ports: ports, probes: env.probes(ports)}
	if err := env.atMachines(func(s *Server) error {
		_, err := s.ask(ctx, machine.Request{Op: machine.OpListen, Ports: ports})
		return err
	}); err != nil {
		return "", err
	}
	if err := r.arrive(ctx); err != nil {
		return "", err
	}
	// Those that arrived did so long ago; give the others what they could need.
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
	return r.tell(), nil
}

// probeRound is one round of probes.
type probeRound struct {
	env    *Env
	number int
	ports  []int
	probes []probe
}

// arrive sends all probes until those that nothing drops have arrived.
func (r probeRound) arrive(ctx context.Context) error {
	pending := r.probes
	var broken error
	limited, giveUp := context.WithCancel(ctx)
	defer giveUp()
	err := verdict.WaitFor(limited, "the probes that nothing drops have arrived", probeLimit, func(ctx context.Context) verdict.Verdict {
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

// exchange sends probes and says what has arrived so far.
func (r probeRound) exchange(ctx context.Context, probes []probe) (map[string]bool, error) {
	if err := r.send(ctx, probes); err != nil {
		return nil, err
	}
	return r.received(ctx, r.ports)
}

func (r probeRound) send(ctx context.Context, probes []probe) error {
	return r.env.atMachines(func(s *Server) error {
		var datagrams []machine.Datagram
		for _, p := range probes {
			if p.from == s.ID {
				datagrams = append(datagrams, machine.Datagram{Host: r.env.hostOf(p.to), Port: p.port, Token: p.token(r.number)})
			}
		}
		if len(datagrams) == 0 {
			return nil
		}
		_, err := s.ask(ctx, machine.Request{Op: machine.OpSend, Datagrams: datagrams})
		return err
	})
}

// received is all that has arrived anywhere. Without ports the machines listen no more.
func (r probeRound) received(ctx context.Context, ports []int) (map[string]bool, error) {
	tokens := make([][]string, len(r.env.servers))
	err := atOnce(len(tokens), func(i int) error {
		a, err := r.env.servers[i].ask(ctx, machine.Request{Op: machine.OpReceived, Ports: ports})
		tokens[i] = a.Received
		return err
	})
	all := map[string]bool{}
	for _, token := range slices.Concat(tokens...) {
		all[token] = true
	}
	return all, err
}

// tell says what was seen. One to a machine itself says nothing of the network.
func (r probeRound) tell() string {
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
func (env *Env) clientsOf(ctx context.Context, links []link) []*Server {
	var all []*Server
	for _, s := range env.servers {
		cut := slices.ContainsFunc(links, func(l link) bool { return l.from == anybody && l.to == s.ID })
		if cut && s.answersClient(ctx) == nil {
			all = append(all, s)
		}
	}
	return all
}

// clientLimit is how long a client is given to hear of a server, in both senses.
const clientLimit = 2 * time.Second

// answersClient asks whether the server is there, serving or not.
func (s *Server) answersClient(ctx context.Context) error {
	if !s.answers() {
		return errors.New("it does not run")
	}
	limited, cancel := context.WithTimeout(ctx, clientLimit)
	defer cancel()
	if r := s.FourLetterWord(limited, "srvr"); r.Outcome != timeline.OK {
		return errors.New(r.Code)
	}
	return nil
}

// shutTo demands that servers which have answered a client do so no longer.
func (env *Env) shutTo(ctx context.Context, servers []*Server) (string, error) {
	var told []string
	for _, s := range servers {
		if s.answersClient(ctx) == nil {
			return "", verdict.Inconclusive("no receipt: server %d still answers a client", s.ID)
		}
		told = append(told, fmt.Sprintf("server %d no longer answers a client, as it did before", s.ID))
	}
	return strings.Join(told, "; "), nil
}
