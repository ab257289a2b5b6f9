package simulator

import (
	"path"

	"github.com/zkscenario/zkscenario/assertions/history/simulator/world"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// outstanding holds the children that the leader counts of a znode while it has not applied
// its newest change (PrepRequestProcessor.ChangeRecord).
type outstanding struct {
	zxid     timeline.Zxid
	children int32
}

// children returns the number of children by which the leader decides a delete. That is not
// always the number that there will be: the end of a session does not count its ephemeral
// znodes off their parents, so until it is applied the parents are not empty.
func (s *sim) children(name string) int32 {
	if known, ok := s.outstanding[name]; ok {
		return known.children
	}
	if node := s.world.At(name, s.position(s.leader.applied)); node != nil {
		return node.Stat.NumChildren
	}
	return 0
}

// noteOutstanding keeps the numbers of children of what a change touches.
func (s *sim) noteOutstanding(z timeline.Zxid, c world.Change) {
	parent, children := path.Dir(c.Path), int32(0)
	switch c.Name {
	case timeline.OpCreate:
		s.outstanding[parent] = outstanding{z, s.children(parent) + 1}
	case timeline.OpDelete, world.Vanish:
		s.outstanding[parent] = outstanding{z, s.children(parent) - 1}
	case timeline.OpClose:
		if s.shape.release == persistent || s.shape.release == newest { // for the digest of the tree
			s.outstanding[parent] = outstanding{z, s.children(parent)}
		}
	default:
		children = s.children(c.Path)
	}
	s.outstanding[c.Path] = outstanding{z, children}
}

// forgetOutstanding drops what the leader has applied.
func (s *sim) forgetOutstanding() {
	applied := s.position(s.leader.applied)
	for name, known := range s.outstanding {
		if known.zxid <= applied {
			delete(s.outstanding, name)
		}
	}
}
