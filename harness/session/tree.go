package session

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

const treeInFlight = 16

// ErrShutOut reports that a server answers no request, because it demands an authentication
// with another scheme (sessionRequireClientSASLAuth, enforce.auth.schemes). It closes the
// connection.
var ErrShutOut = errors.New("the server demands an authentication that this client does not have")

// treeWalk reads the tree: the data and Stat of each znode, then its ACL, and its children
// if it has any.
type treeWalk struct {
	pipeline
	todo   []Request
	znodes map[string]timeline.Znode
	zxid   timeline.Zxid

	refusals map[string]string // error codes of refused reads, by path
}

// Tree syncs with the leader and reads every znode that the session's server serves.
// Znodes that are deleted meanwhile are left out. The single operations are not recorded,
// because the caller records the tree.
func (s *Session) Tree(ctx context.Context) (timeline.Tree, error) {
	w := &treeWalk{
		pipeline: pipeline{s: s, size: treeInFlight, unrecorded: true},
		todo:     []Request{{Op: timeline.OpSync, Path: "/"}},
		znodes:   map[string]timeline.Znode{},

		refusals: map[string]string{},
	}
	server := s.Server()
	if err := w.run(ctx); err != nil {
		return timeline.Tree{}, fmt.Errorf("read the tree of server %d: %w", server, err)
	}
	return timeline.Tree{Server: server, Zxid: w.zxid, Znodes: w.sorted()}, nil
}

func (w *treeWalk) run(ctx context.Context) error {
	defer w.drain(ctx)
	for len(w.todo) > 0 || len(w.pending) > 0 {
		if len(w.todo) > 0 && !w.full() {
			last := len(w.todo) - 1
			w.submit(ctx, w.todo[last])
			w.todo = w.todo[:last]
			continue
		}
		if err := w.handle(w.waitOldest(ctx)); err != nil {
			return err
		}
	}
	return nil
}

func (w *treeWalk) add(op, znode string) { w.todo = append(w.todo, Request{Op: op, Path: znode}) }

// handle stores the contents of one reply and queues the requests that follow from it.
func (w *treeWalk) handle(r Result) error {
	w.zxid = max(w.zxid, r.Zxid)
	switch {
	case r.Code == codeShutOut:
		return ErrShutOut
	case r.Code == timeline.CodeNoNode:
		delete(w.znodes, r.Path)
	case r.Outcome == timeline.Refused && r.Name == timeline.OpRead:
		w.refusals[r.Path] = r.Code
		w.add(timeline.OpExists, r.Path) // returns the Stat without read permission before 3.8.4 and 3.9.2 (ZOOKEEPER-2590)
	case r.Outcome == timeline.Refused && r.Name == timeline.OpExists:
		w.znodes[r.Path] = w.unreadable(r.Path, timeline.Stat{}) // it exists, but nothing of it can be read
		w.hideChildren(r.Path)
	case r.Code == timeline.CodeNoAuth && r.Name == timeline.OpChildren:
		w.hideChildren(r.Path)
	case r.Outcome == timeline.Refused && r.Name == timeline.OpACL:
		w.setACL(r.Path, []string{hiddenBy(r.Code)})
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
		w.znodes[r.Path] = w.unreadable(r.Path, *r.Stat)
		if r.Stat.NumChildren > 0 {
			w.hideChildren(r.Path) // listing them takes the same permission as reading the data
		}
	default:
		w.znodes[r.Path] = timeline.Znode{Path: r.Path, Digest: r.Digest, Stat: *r.Stat}
		w.add(timeline.OpACL, r.Path)
		if r.Stat.NumChildren > 0 {
			w.add(timeline.OpChildren, r.Path)
		}
	}
	return nil
}

// setACL sets the ACL of a znode. The ACL that permits everything to everybody is left out.
func (w *treeWalk) setACL(path string, acl []string) {
	z, ok := w.znodes[path]
	if !ok || slices.Equal(acl, World()) {
		return
	}
	z.ACL = acl
	w.znodes[path] = z
}

// hideChildren marks a znode whose children could not be listed.
func (w *treeWalk) hideChildren(path string) {
	if z, ok := w.znodes[path]; ok {
		z.Hidden = true
		w.znodes[path] = z
	}
}

// unreadable returns a znode whose data and ACL cannot be read.
func (w *treeWalk) unreadable(path string, s timeline.Stat) timeline.Znode {
	why := hiddenBy(w.refusals[path])
	return timeline.Znode{Path: path, Digest: why, Stat: s, ACL: []string{why}}
}

// hiddenBy returns the text that replaces a digest or ACL that was refused with the code.
// Besides NoAuth there is the error of a server that has lost the ACL of a znode.
func hiddenBy(code string) string {
	if code == timeline.CodeNoAuth {
		return timeline.NoPermission
	}
	return code
}

func (w *treeWalk) sorted() []timeline.Znode {
	all := make([]timeline.Znode, 0, len(w.znodes))
	for _, z := range w.znodes {
		all = append(all, z)
	}
	slices.SortFunc(all, func(a, b timeline.Znode) int { return strings.Compare(a.Path, b.Path) })
	return all
}
