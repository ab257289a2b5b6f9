// Package histories makes histories of clients and servers in which every promise
// of ZooKeeper's is kept, and breaks them, one promise at a time. It is written
// from ZooKeeper's sources and from decision 15, and knows nothing of the checks,
// so that it can be asked whether they are right.
package histories

import (
	"math/rand/v2"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Shape is how a history is made.
type Shape struct {
	Release  string
	Servers  int
	Clients  int
	Steps    int // roughly three for each operation
	InFlight int // of one client
	Faults   bool
	Trees    bool
	Disks    bool
}

// The releases that histories are of: they tell clients different things.
const (
	early      = "3.4.3"  // tells no position with what it reads
	old        = "3.4.14" // has neither persistent watches nor their removal
	persistent = "3.6.4"
	newest     = "3.9.5" // tells the zxid with the event of a watch
)

// shapeOf draws a shape.
func shapeOf(rng *rand.Rand) Shape {
	releases := []string{early, old, persistent, newest, newest}
	return Shape{
		Release:  releases[rng.IntN(len(releases))],
		Servers:  3 + 2*rng.IntN(2),
		Clients:  1 + rng.IntN(5),
		Steps:    40 + rng.IntN(800),
		InFlight: 1 + rng.IntN(4),
		Faults:   rng.IntN(3) > 0,
		Trees:    rng.IntN(8) > 0,
		Disks:    rng.IntN(2) == 0,
	}
}

// seed2 is the second half of all seeds.
const seed2 = 0x7a6b

// Generate makes a correct history: the same one for the same seed.
func Generate(seed uint64) []timeline.Event {
	rng := rand.New(rand.NewPCG(seed, seed2))
	return generate(shapeOf(rng), rng).events
}

// GenerateShape makes a correct history of a shape.
func GenerateShape(seed uint64, shape Shape) []timeline.Event {
	return generate(shape, rand.New(rand.NewPCG(seed, seed2))).events
}

func generate(shape Shape, rng *rand.Rand) *sim {
	s := newSim(shape, rng)
	s.begin()
	for range shape.Steps {
		s.step()
	}
	s.end()
	return s
}

// begin writes the head of the timeline and has a first leader elected.
func (s *sim) begin() {
	run := &timeline.Run{
		Version: timeline.Version, ID: "generated", Scenario: "generated", Release: s.shape.Release, Runtime: "generated",
		Started: time.UnixMilli(startMillis).UTC(),
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

// step does one thing that can happen at any time. Most steps are small, so that
// what different clients and servers do interleaves.
func (s *sim) step() {
	s.pass()
	c := s.clients[s.rng.IntN(len(s.clients))]
	switch n := s.rng.IntN(1000); {
	case n < 230:
		s.submit(c)
	case n < 420:
		s.propose(c)
	case n < 620:
		s.apply(s.serverOf(c))
	case n < 680:
		s.apply(s.anyServer())
	case n < 840:
		s.answer(c)
	case n < 980:
		s.look(c)
	case n < 990 || c.conn == nil:
		s.move(c)
	case n < 996 && s.shape.Faults:
		s.fault(c)
	}
}

// serverOf is where the client is, or any server.
func (s *sim) serverOf(c *client) *server {
	if c.conn == nil {
		return s.anyServer()
	}
	return c.conn.server
}

// fault does what happens seldom.
func (s *sim) fault(c *client) {
	switch s.rng.IntN(12) {
	case 0:
		s.kill(s.servers[s.rng.IntN(len(s.servers))])
	case 1, 2:
		s.start(s.servers[s.rng.IntN(len(s.servers))])
	case 3:
		s.elect()
	case 4:
		s.expire(c)
	default:
		s.snapshot(s.anyServer())
	}
}
