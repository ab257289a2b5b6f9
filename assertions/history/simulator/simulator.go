// Package simulator generates histories of clients and servers in which ZooKeeper keeps
// every guarantee. It is written from ZooKeeper's sources, without any knowledge of the
// checks, so that it can test them. Package mutants makes wrong histories of these.
package simulator

import (
	"math/rand/v2"
	"slices"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// shape holds the parameters of a history.
type shape struct {
	release    string
	servers    int
	clients    int
	steps      int // roughly three for each operation
	operations int // at least
	inFlight   int // per client
	faults     bool
	trees      bool
	disks      bool
	options    []Option
}

func (s shape) has(o Option) bool { return slices.Contains(s.options, o) }

// The releases of histories; they send clients different things.
const (
	early      = "3.4.3"  // sends no zxid with reads
	old        = "3.4.14" // without persistent watches and removal of watches
	persistent = "3.6.4"
	newest     = "3.9.5" // sends the zxid with watch events, and withholds what an ACL forbids
)

// shapeOf draws random parameters.
func shapeOf(rng *rand.Rand) shape {
	releases := []string{early, old, persistent, newest, newest}
	return shape{
		release:  releases[rng.IntN(len(releases))],
		servers:  3 + 2*rng.IntN(2),
		clients:  1 + rng.IntN(5),
		steps:    40 + rng.IntN(800),
		inFlight: 1 + rng.IntN(4),
		faults:   rng.IntN(3) > 0,
		trees:    rng.IntN(8) > 0,
		disks:    rng.IntN(2) == 0,
	}
}

// seed2 is the second half of all seeds.
const seed2 = 0x7a6b

// Generate makes a correct history, the same one for the same seed and options.
func Generate(seed uint64, options ...Option) []timeline.Event { return simulate(seed, options).events }

func simulate(seed uint64, options []Option) *sim {
	rng := rand.New(rand.NewPCG(seed, seed2))
	shape := shapeOf(rng)
	shape.options = options
	return generate(shape, rng)
}

// GenerateLong makes a correct history with some thousands of events, without options.
func GenerateLong(seed uint64) []timeline.Event {
	rng := rand.New(rand.NewPCG(seed, seed2))
	shape := shapeOf(rng)
	shape.clients, shape.steps, shape.trees = 6, 8000, true
	return generate(shape, rng).events
}

// GenerateOperations makes a correct history of so many operations on the newest release,
// with faults, trees and disks, without options.
func GenerateOperations(seed uint64, operations int) []timeline.Event {
	rng := rand.New(rand.NewPCG(seed, seed2))
	return generate(shape{release: newest, servers: 5, clients: 6, operations: operations, inFlight: 4, faults: true, trees: true, disks: true}, rng).events
}

func generate(shape shape, rng *rand.Rand) *sim {
	shape.release = suit(shape.release, shape.options)
	s := newSim(shape, rng)
	s.begin()
	for n := 0; n < shape.steps || s.operations < shape.operations; n++ {
		s.step()
	}
	s.end()
	return s
}

// begin records the head of the timeline and elects the first leader.
func (s *sim) begin() {
	run := &timeline.Run{
		Version: timeline.Version, ID: "generated", Scenario: "generated", Release: s.shape.release, Runtime: "generated",
		Started: time.UnixMilli(startMillis).UTC(), Summary: listed(s.shape.options), LocalSessions: s.shape.has(LocalSessions),
	}
	if chance(s.rng, 80) {
		run.Tick = tick
	}
	for _, v := range s.servers {
		run.Servers = append(run.Servers, timeline.Member{ID: v.id})
	}
	s.append(timeline.Event{Kind: timeline.KindRun, Run: run})
	s.elect()
	for _, c := range s.clients {
		s.connect(c, s.anyServer())
	}
}

// step does one thing that can happen at any time. Most steps are small, so that clients
// and servers interleave.
func (s *sim) step() {
	s.advance()
	c := s.clients[s.rng.IntN(len(s.clients))]
	switch n := s.rng.IntN(1000); {
	case n < 230:
		s.submit(c)
	case n < 420:
		s.propose(c)
	case n < 620:
		s.apply(s.serverOf(c))
	case n < 680:
		s.decideWaiting(s.anyServer())
		s.apply(s.anyServer())
	case n < 840:
		s.answer(c)
	case n < 975:
		s.takeReplies(c)
	case n < 985 || c.conn == nil:
		s.move(c)
	case n < 991 && s.shape.faults:
		s.fault(c)
	case len(s.extras) > 0:
		pick(s.rng, s.extras)()
	}
}

// serverOf returns the server of the client, or any server.
func (s *sim) serverOf(c *client) *server {
	if c.conn == nil {
		return s.anyServer()
	}
	return c.conn.server
}

// fault does one of the rare things.
func (s *sim) fault(c *client) {
	switch s.rng.IntN(14) {
	case 0:
		s.kill(s.servers[s.rng.IntN(len(s.servers))])
	case 1, 2:
		s.start(s.servers[s.rng.IntN(len(s.servers))])
	case 3:
		s.elect()
	case 4:
		s.expire(c)
	case 5:
		s.pass(time.Duration(s.rng.Int64N(int64(5 * time.Second))))
	default:
		s.snapshot(s.anyServer())
	}
}

// addExtras lists what the options add to the steps.
func (s *sim) addExtras() {
	add := func(o Option, do func()) {
		if s.shape.has(o) {
			s.extras = append(s.extras, do)
		}
	}
	add(Clocks, s.electCalmly)
	add(Containers, s.sweep)
	add(DeposedLeader, s.isolateOrHeal)
	add(DoubleLogs, s.restart)
	add(Outsider, s.execOnce)
	add(Restore, s.restoreOnce)
	add(Stragglers, s.hangUp)
	add(Wipe, s.wipeOnce)
}
