package simulator

import (
	"fmt"
	"path"

	"github.com/zkscenario/zkscenario/assertions/history/simulator/world"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// end completes all operations and reads trees and disks as the harness does.
func (s *sim) end() {
	s.endStories()
	for _, c := range s.clients {
		s.finish(c)
	}
	if !s.shape.has(LocalSessions) {
		for range s.up() { // each reader of a tree has a session of its own
			s.granted++
			s.extend(entry{Txn: world.Txn{Session: timeline.SessionID(0x500000000000000 + s.granted)}, kind: "createSession"})
		}
	}
	for _, v := range s.up() {
		s.catchUp(v, len(s.log))
	}
	s.takeAllReplies()
	if s.shape.trees {
		s.readTrees()
	}
	if s.shape.disks {
		for _, v := range s.servers {
			s.append(timeline.Event{Kind: timeline.KindDisk, Actor: fmt.Sprintf("server %d", v.id),
				What: fmt.Sprintf("disks of server %d", v.id), Disk: s.disk(v)})
		}
	}
	s.append(timeline.Event{Kind: timeline.KindEnd, Outcome: timeline.OK})
}

// finish waits for all answers to a client.
func (s *sim) finish(c *client) {
	for c.conn != nil && len(c.conn.pending) > 0 {
		s.advance()
		s.propose(c)
		if !s.answer(c) {
			s.catchUp(c.conn.server, len(s.log))
		}
	}
}

// readTrees reads the trees of all servers, as somebody who may see everything or not.
func (s *sim) readTrees() {
	ids := []string{localhost}
	if chance(s.rng, 50) {
		ids = []string{super}
	}
	for _, v := range s.up() {
		t := s.tree(v, ids)
		s.append(timeline.Event{Kind: timeline.KindTree, Actor: fmt.Sprintf("server %d", v.id),
			What: fmt.Sprintf("server %d serves %d znodes at %s", v.id, len(t.Znodes), t.Zxid), Tree: t})
	}
}

// tree returns what a reader sees of the tree of a server.
func (s *sim) tree(v *server, ids []string) *timeline.Tree {
	t := &timeline.Tree{Server: v.id, Zxid: s.position(v.applied)}
	closed := map[string]bool{} // znodes whose children the reader does not know
	for _, name := range s.world.Names() {
		node := s.world.At(name, t.Zxid)
		switch {
		case node == nil:
		case closed[path.Dir(name)] && name != "/":
			closed[name] = true
		case permits(node.ACL, "r", ids):
			z := node.Shown(name)
			if z.ACL != nil && s.shape.release != early && !permits(node.ACL, "a", ids) {
				z.ACL = masked(z.ACL)
			}
			t.Znodes = append(t.Znodes, z)
		default:
			closed[name] = true
			t.Znodes = append(t.Znodes, s.unreadable(name, node))
		}
		if name == "/zookeeper" && world.HasConfig(s.shape.release) {
			t.Znodes = append(t.Znodes, s.config(v))
		}
	}
	return t
}

// unreadable returns how a tree shows a znode that its reader may not read.
func (s *sim) unreadable(name string, node *world.Znode) timeline.Znode {
	z := timeline.Znode{Path: name, Digest: timeline.NoPermission, ACL: []string{timeline.NoPermission}, Hidden: true}
	if s.shape.release != newest { // which does not even show the Stat
		z.Stat = node.Stat
		z.Hidden = node.Stat.NumChildren > 0
	}
	return z
}

// config returns the znode that lists the servers. Each server writes its own, with the time
// at which it does (ZKDatabase.initConfigInZKDatabase).
func (s *sim) config(v *server) timeline.Znode {
	members := world.ContentOf("server.1=...")
	return timeline.Znode{Path: world.ConfigPath, Digest: members.Digest, ACL: []string{"world:anyone:r"}, Stat: timeline.Stat{
		Mtime: startMillis + int64(v.id), Version: -1, Aversion: -1, DataLength: int32(members.Size),
	}}
}
