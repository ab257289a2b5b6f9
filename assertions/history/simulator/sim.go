package simulator

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/zkscenario/zkscenario/assertions/history/simulator/world"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// startMillis is the start of all histories, in milliseconds since 1970.
const startMillis = 1_700_000_000_000

// sim is an ensemble and its clients.
type sim struct {
	shape       shape
	workload    workload
	extras      []func() // steps of the options
	rng         *rand.Rand
	now         time.Duration
	events      []timeline.Event
	world       *world.World // at the end of the log
	log         []entry      // the proposals of leaders; each server has applied a prefix
	safe        int          // length of the log that no election can lose, whatever disks were wiped
	epoch       uint32
	leader      *server
	elected     time.Duration // since when the leader leads
	outstanding map[string]outstanding
	servers     []*server
	clients     []*client
	sessions    map[timeline.SessionID]*session
	granted     uint64 // number of sessions
	upgrades    bool   // local sessions become global when they need to (localSessionsUpgradingEnabled)
	operations  int    // number of recorded outcomes
	destroyed   bool   // by the story
}

// entry is one entry of the log.
type entry struct {
	world.Txn
	kind  string // ZooKeeper's name of the transaction; "" for the start of an epoch, which is none
	xid   int32
	call  *call // to which it belongs
	steps []step
}

// step is one change of a transaction, and what it does to watches depends on.
type step struct {
	world.Change
	acl       []string // of the znode: the new one, or that of the deleted one
	parentACL []string
}

func newSim(shape shape, rng *rand.Rand) *sim {
	s := &sim{
		shape: shape, rng: rng, world: world.New(shape.release), sessions: map[timeline.SessionID]*session{}, outstanding: map[string]outstanding{},
	}
	s.upgrades = chance(rng, 60)
	s.workload = workload{sim: s, rng: rng, release: shape.release}
	for i := range shape.servers {
		v := &server{id: i + 1, up: true}
		if shape.has(Clocks) {
			v.clock = time.Duration(rng.Int64N(int64(6*time.Second))) - 3*time.Second
		}
		s.servers = append(s.servers, v)
	}
	for i := range shape.clients {
		s.clients = append(s.clients, newClient(i+1, fmt.Sprintf("client%d", i+1)))
	}
	s.addExtras()
	return s
}

// advance advances the clock a little.
func (s *sim) advance() { s.now += time.Duration(1000 + s.rng.IntN(1_000_000)) }

// pass lets time pass, in which clients with a connection send pings and others nothing.
func (s *sim) pass(d time.Duration) {
	s.now += d
	s.expireDue()
}

// append records an event as the harness does.
func (s *sim) append(e timeline.Event) {
	s.now += time.Duration(1 + s.rng.IntN(1000))
	e.Seq, e.At = len(s.events)+1, s.now
	if e.Kind == timeline.KindOp {
		s.operations++
	}
	s.events = append(s.events, e)
}

// report records an event of a client, unless nothing of the client is recorded.
func (s *sim) report(c *client, e timeline.Event) {
	if c.outsider {
		return
	}
	e.Actor = "session " + c.name
	s.append(e)
}

// reportFault records what the story does to servers.
func (s *sim) reportFault(word string, z timeline.Zxid, servers ...*server) {
	f := &timeline.Fault{Word: word, Zxid: z}
	for _, v := range servers {
		f.Servers = append(f.Servers, v.id)
	}
	s.append(timeline.Event{Kind: timeline.KindFault, Actor: "harness", What: word, Receipt: "done", Outcome: timeline.OK, Fault: f})
}

// extend appends a transaction to the log, with the time of the leader's clock.
func (s *sim) extend(e entry) *entry {
	e.Zxid = s.position(len(s.log)) + 1
	e.Millis = s.wallClock(s.leader)
	s.log = append(s.log, e)
	return &s.log[len(s.log)-1]
}

// wallClock returns the time on a server, in milliseconds since 1970.
func (s *sim) wallClock(v *server) int64 { return startMillis + (s.now + v.clock).Milliseconds() }

// position returns the zxid of a server that has applied the first n entries.
func (s *sim) position(n int) timeline.Zxid {
	if n == 0 {
		return 0
	}
	return s.log[n-1].Zxid
}

func chance(rng *rand.Rand, percent int) bool { return rng.IntN(100) < percent }

func pick[T any](rng *rand.Rand, from []T) T { return from[rng.IntN(len(from))] }
