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
	shape      shape
	workload   workload
	rng        *rand.Rand
	now        time.Duration
	events     []timeline.Event
	world      *world.World // at the end of the log
	log        []entry      // the proposals of leaders; each server has applied a prefix
	epoch      uint32
	leader     *server
	servers    []*server
	clients    []*client
	closed     map[timeline.SessionID]timeline.Zxid
	granted    uint64 // number of sessions
	operations int    // number of recorded outcomes
}

// entry is one entry of the log.
type entry struct {
	world.Txn
	kind  string // ZooKeeper's name of the transaction; "" for the start of an epoch, which is none
	xid   int32
	call  *call // to which it belongs
	steps []world.Change
}

func newSim(shape shape, rng *rand.Rand) *sim {
	s := &sim{shape: shape, rng: rng, world: world.New(), closed: map[timeline.SessionID]timeline.Zxid{}}
	s.workload = workload{rng: rng, world: s.world, release: shape.release}
	for i := range shape.servers {
		s.servers = append(s.servers, &server{id: i + 1, up: true})
	}
	for i := range shape.clients {
		s.clients = append(s.clients, &client{number: i + 1, name: fmt.Sprintf("client%d", i+1), xid: 2, watches: registry{}})
	}
	return s
}

// advance advances the clock.
func (s *sim) advance() { s.now += time.Duration(1000 + s.rng.IntN(1_000_000)) }

// append records an event as the harness does.
func (s *sim) append(e timeline.Event) {
	s.now += time.Duration(1 + s.rng.IntN(1000))
	e.Seq, e.At = len(s.events)+1, s.now
	if e.Kind == timeline.KindOp {
		s.operations++
	}
	s.events = append(s.events, e)
}

// extend appends a transaction to the log.
func (s *sim) extend(e entry) *entry {
	e.Zxid = s.position(len(s.log)) + 1
	e.Millis = startMillis + s.now.Milliseconds()
	s.log = append(s.log, e)
	return &s.log[len(s.log)-1]
}

// position returns the zxid of a server that has applied the first n entries.
func (s *sim) position(n int) timeline.Zxid {
	if n == 0 {
		return 0
	}
	return s.log[n-1].Zxid
}

func chance(rng *rand.Rand, percent int) bool { return rng.IntN(100) < percent }

func pick[T any](rng *rand.Rand, from []T) T { return from[rng.IntN(len(from))] }
