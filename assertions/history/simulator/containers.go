package simulator

import (
	"time"

	"github.com/zkscenario/zkscenario/assertions/history/simulator/world"
)

// sweep lets the leader delete the containers and the znodes with a TTL whose time has come
// (ContainerManager). It looks at what it has applied, which is everything here: else it
// could delete another znode that has taken the place of the one it meant.
func (s *sim) sweep() {
	s.pass(time.Duration(s.rng.Int64N(int64(3 * time.Second))))
	s.catchUp(s.leader, len(s.log))
	for _, name := range s.world.Names() {
		node := s.world.Last(name)
		if node == nil || node.Stat.NumChildren > 0 {
			continue
		}
		age := time.Duration(s.wallClock(s.leader)-node.Stat.Mtime) * time.Millisecond
		if node.IsContainer() && node.Creates() > 0 || node.TTL() > 0 && age > node.TTL() {
			s.do(s.extend(entry{kind: "deleteContainer"}), world.Change{Name: world.Vanish, Path: name}) // of no session
		}
	}
}
