package simulator

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// startMillis is when all histories begin, in milliseconds since 1970.
const startMillis = 1_700_000_000_000

// sim is an ensemble and its clients.
type sim struct {
	shape   shape
	rng     *rand.Rand
	now     time.Duration
	events  []timeline.Event
	world   *world  // as of the end of log
	log     []entry // what leaders have proposed; servers have applied a prefix of it
	epoch   uint32
	leader  *server
	servers []*server
	clients []*client
	closed  map[timeline.SessionID]timeline.Zxid
	granted uint64 // how many sessions there were
	written int    // how many pieces of data, so that no two are alike
}

// entry is one place in the order of zxids.
type entry struct {
	txn
	kind  string // ZooKeeper's name of the transaction; "" where a new leader begins, which is none
	xid   int32
	call  *call // that it answers
	steps []change
}

func newSim(shape shape, rng *rand.Rand) *sim {
	s := &sim{shape: shape, rng: rng, world: newWorld(), closed: map[timeline.SessionID]timeline.Zxid{}}
	for i := range shape.servers {
		s.servers = append(s.servers, &server{id: i + 1, up: true})
	}
	for i := range shape.clients {
		s.clients = append(s.clients, &client{name: fmt.Sprintf("client%d", i+1), xid: 2, watches: registry{}})
	}
	return s
}

// pass lets some time go by.
func (s *sim) pass() { s.now += time.Duration(1000 + s.rng.IntN(1_000_000)) }

// append writes an event as the harness does.
func (s *sim) append(e timeline.Event) {
	s.now += time.Duration(1 + s.rng.IntN(1000))
	e.Seq, e.At = len(s.events)+1, s.now
	s.events = append(s.events, e)
}

// extend gives the next transaction its place.
func (s *sim) extend(e entry) *entry {
	last := s.position(len(s.log))
	e.zxid = last + 1
	e.millis = startMillis + s.now.Milliseconds()
	s.log = append(s.log, e)
	return &s.log[len(s.log)-1]
}

// position is the zxid of a server that has applied the first n entries.
func (s *sim) position(n int) timeline.Zxid {
	if n == 0 {
		return 0
	}
	return s.log[n-1].zxid
}

func (s *sim) chance(percent int) bool { return s.rng.IntN(100) < percent }

func pick[T any](rng *rand.Rand, from []T) T { return from[rng.IntN(len(from))] }
