package session

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

const treeInFlight = 16

// walk reads the tree: of each znode data and Stat, then its ACL, and its children
// if it has any.
type walk struct {
	window
	todo   []Request
	znodes map[string]timeline.Znode
	zxid   timeline.Zxid

	refusals map[string]string // to read a znode, by path
}

// Tree syncs with the leader and reads every znode that the session's server
// serves. Znodes that vanish meanwhile are left out. The operations are not
// recorded one by one: the tree is the record.
func (s *Session) Tree(ctx context.Context) (timeline.Tree, error) {
	w := &walk{
		window: window{s: s, size: treeInFlight, muted: true},
		todo:   []Request{{Op: timeline.OpSync, Path: "/"}},
		znodes: map[string]timeline.Znode{},

		refusals: map[string]string{},
	}
	server := s.Server()
	if err := w.run(ctx); err != nil {
		return timeline.Tree{}, fmt.Errorf("read the tree of server %d: %w", server, err)
	}
	return timeline.Tree{Server: server, Zxid: w.zxid, Znodes: w.sorted()}, nil
}

func (w *walk) run(ctx context.Context) error {
	defer w.drain(ctx)
	for len(w.todo) > 0 || len(w.pending) > 0 {
		if len(w.todo) > 0 && !w.full() {
			last := len(w.todo) - 1
			w.submit(ctx, w.todo[last])
			w.todo = w.todo[:last]
			continue
		}
		if err := w.take(w.oldest(ctx)); err != nil {
			return err
		}
	}
	return nil
}

func (w *walk) add(op, znode string) { w.todo = append(w.todo, Request{Op: op, Path: znode}) }

// take learns from one reply what to ask next.
func (w *walk) take(r Result) error {
	w.zxid = max(w.zxid, r.Zxid)
	switch {
	case r.Code == timeline.CodeNoNode:
		delete(w.znodes, r.Path)
	case r.Outcome == timeline.Refused && r.Name == timeline.OpRead:
		w.refusals[r.Path] = r.Code
		w.add(timeline.OpExists, r.Path) // tells the Stat to everybody, before 3.8.4 and 3.9.2 (ZOOKEEPER-2590)
	case r.Outcome == timeline.Refused && r.Name == timeline.OpExists:
		w.znodes[r.Path] = w.unread(r.Path, timeline.Stat{}) // it is there: no more can be seen
	case r.Code == timeline.CodeNoAuth && r.Name == timeline.OpChildren:
	case r.Outcome == timeline.Refused && r.Name == timeline.OpACL:
		w.setACL(r.Path, []string{unreadBy(r.Code)})
	case r.Err() != nil:
		return r.Err()
	case r.Name == timeline.OpSync:
		w.add(timeline.OpRead, "/")
	case r.Name == timeline.OpChildren:
		for _, name := range r.Children {
			w.add(timeline.OpRead, path.Join(r.Path, name))
		}
	case r.Name == timeline.OpACL:
		w.setACL(r.Path, r.ACL)
	case r.Name == timeline.OpExists:
		w.znodes[r.Path] = w.unread(r.Path, *r.Stat)
	default:
		w.znodes[r.Path] = timeline.Znode{Path: r.Path, Digest: r.Digest, Stat: *r.Stat}
		w.add(timeline.OpACL, r.Path)
		if r.Stat.NumChildren > 0 {
			w.add(timeline.OpChildren, r.Path)
		}
	}
	return nil
}

// setACL keeps an ACL; the open one goes without saying.
func (w *walk) setACL(path string, acl []string) {
	z, ok := w.znodes[path]
	if !ok || slices.Equal(acl, World()) {
		return
	}
	z.ACL = acl
	w.znodes[path] = z
}

// unread is a znode that the server does not show.
func (w *walk) unread(path string, s timeline.Stat) timeline.Znode {
	why := unreadBy(w.refusals[path])
	return timeline.Znode{Path: path, Digest: why, Stat: s, ACL: []string{why}}
}

// unreadBy stands for what a server does not show: one that has lost a znode's ACL
// answers with an error of its own.
func unreadBy(code string) string {
	if code == timeline.CodeNoAuth {
		return timeline.NoPermission
	}
	return code
}

func (w *walk) sorted() []timeline.Znode {
	all := make([]timeline.Znode, 0, len(w.znodes))
	for _, z := range w.znodes {
		all = append(all, z)
	}
	slices.SortFunc(all, func(a, b timeline.Znode) int { return strings.Compare(a.Path, b.Path) })
	return all
}
