package history

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// guard is the ACL of a znode, as far as it is known.
type guard struct {
	acl   []string
	known bool
}

// open reports whether everybody certainly has a permission.
func (g guard) open(perm byte) bool {
	return g.known && slices.ContainsFunc(canonicalACL(g.acl), func(entry string) bool {
		scheme, id, perms := splitACL(entry)
		return scheme == "world" && id == "anyone" && strings.IndexByte(perms, perm) >= 0
	})
}

// closed reports whether a client that never authenticated certainly lacks a permission:
// only users with a password have it. Other schemes may know a client by its address or
// its certificate.
func (g guard) closed(perm byte) bool {
	return g.known && !slices.ContainsFunc(canonicalACL(g.acl), func(entry string) bool {
		scheme, _, perms := splitACL(entry)
		return scheme != "digest" && scheme != "auth" && strings.IndexByte(perms, perm) >= 0
	})
}

// The permissions of ACLs (ZooDefs.Perms).
const (
	permCreate = 'c'
	permDelete = 'd'
	permRead   = 'r'
	permWrite  = 'w'
	permAdmin  = 'a'
)

// guardOf returns the ACL of a znode within a bound.
func (r *replay) guardOf(z *znode, b bound) guard {
	u := z.lastACL
	switch {
	case u == nil && z.path == "/" && !r.mayChangeACL(z, 0, b):
		return guard{known: true} // as every tree begins
	case u == nil || u.witnessed || r.mayChangeACL(z, u.zxid, b):
		return guard{}
	}
	return guard{u.acl(), true}
}

func (r *replay) mayChangeACL(z *znode, since timeline.Zxid, b bound) bool {
	_, exists := r.exists(z, b) // then nothing can have created it again
	return r.indeterminate.openSince(since, b) || r.indeterminate.some(z.path, func(x *effect) bool {
		return (x.name == timeline.OpCreate && !exists || x.name == timeline.OpSetACL) && x.possibleSince(since, b)
	})
}

// identities holds, for each session, the time from which on it may have an identity of its
// own.
type identities map[timeline.SessionID]time.Duration

// identitiesOf finds the sessions that authenticated, or gave an ACL with an identity, as
// its owner does, or sent a raw request; and those whose beginning is not recorded.
func identitiesOf(events []timeline.Event, l *lives) identities {
	known := identities{}
	personal := func(acl []string) bool {
		return slices.ContainsFunc(acl, func(entry string) bool { return !strings.HasPrefix(entry, "world:") })
	}
	for i := range events {
		e := &events[i]
		op := e.Op
		if op == nil || e.Outcome == timeline.Refused && op.Name == timeline.OpAuth {
			continue
		}
		if op.Name == timeline.OpAuth || op.Name == timeline.OpRequest || op.Updates() && personal(op.ACL) ||
			slices.ContainsFunc(op.Parts, func(p timeline.Part) bool { return personal(p.ACL) }) {
			if from, ok := known[op.Session]; !ok || op.Invoke < from {
				known[op.Session] = op.Invoke
			}
		}
	}
	for id := range l.byID {
		if l.fromBefore(id) {
			known[id] = 0
		}
	}
	return known
}

// may reports whether a session may have an identity at a time.
func (known identities) may(id timeline.SessionID, when time.Duration) bool {
	from, ok := known[id]
	return ok && from <= when
}

// demand names the permission that an operation needs, and on which znode.
type demand struct {
	znode *znode
	perm  byte
}

// demandOf returns what an operation needs (PrepRequestProcessor, FinalRequestProcessor).
// There is none for the operations that everybody may do.
func (r *replay) demandOf(name, path, watch string) (demand, bool) {
	switch name {
	case timeline.OpCreate:
		return demand{r.znode(path).above, permCreate}, true
	case timeline.OpDelete:
		return demand{r.znode(path).above, permDelete}, true
	case timeline.OpSet:
		return demand{r.znode(path), permWrite}, true
	case timeline.OpSetACL:
		return demand{r.znode(path), permAdmin}, true
	case timeline.OpRead, timeline.OpChildren, timeline.OpCheck:
		return demand{r.znode(path), permRead}, true
	case timeline.OpWatch:
		mode := timeline.WatchMode(watch)
		return demand{r.znode(path), permRead}, mode == timeline.WatchData || mode == timeline.WatchChildren
	}
	return demand{}, false
}

// judgeAccess finds an operation that was permitted though it had to be refused, or refused
// with NoAuth though everybody may do it. The state is that before the operation.
func (r *replay) judgeAccess(e *timeline.Event, p timeline.Part, b bound) *Deviation {
	if !r.guarded {
		return nil
	}
	d, needed := r.demandOf(p.Name, p.Path, e.Op.Watch)
	if !needed || isAtOrBelow(p.Path, "/zookeeper") {
		return nil
	}
	g := r.guardOf(d.znode, b)
	permitted := e.Outcome == timeline.OK
	refused := e.Outcome == timeline.Refused && p.Code == timeline.CodeNoAuth
	switch {
	case permitted && !r.identities.may(e.Op.Session, e.Op.Return) && g.closed(d.perm):
		return &Deviation{Guarantee: accessControl, Event: e, Contradicts: d.znode.lastACL.e, Expected: timeline.CodeNoAuth,
			Problem: fmt.Sprintf("the session never authenticated, and %s has the ACL %s", d.znode.path, formatACL(g.acl))}
	case refused && g.open(d.perm):
		dev := &Deviation{Guarantee: accessControl, Event: e, Expected: "that it is permitted",
			Problem: fmt.Sprintf("%s has the ACL %s", d.znode.path, formatACL(g.acl))}
		if d.znode.lastACL != nil {
			dev.Contradicts = d.znode.lastACL.e
		}
		return dev
	}
	return nil
}

// forbidden finds a read that had to be refused.
func (r *replay) forbidden(c comparison) *Deviation {
	if c.op.Zxid == 0 {
		return nil
	}
	return r.judgeAccess(c.e, timeline.Part{Name: c.op.Name, Path: c.op.Path, Code: c.op.Code}, c.bound())
}

// withholding says whether a release sends the events of znodes that a client may not read.
type withholding int

const (
	sends     withholding = iota // releases up to 3.8.3 and 3.9.1
	withholds                    // since 3.8.4 and 3.9.2 (ZOOKEEPER-4799)
	perhaps                      // a build that is not a release
)

// withholdingOf returns what each server does; entry 0 is that of servers that are not
// listed.
func withholdingOf(events []timeline.Event) map[int]withholding {
	of := map[int]withholding{}
	if len(events) == 0 || events[0].Run == nil {
		of[0] = perhaps
		return of
	}
	run := events[0].Run
	of[0] = withholdingIn(run.Release)
	if run.Build != "" {
		of[0] = perhaps
	}
	for _, m := range run.Servers {
		if of[m.ID] = of[0]; m.Release != "" {
			of[m.ID] = withholdingIn(m.Release)
		}
	}
	return of
}

func withholdingIn(release string) withholding {
	var version [3]int
	number, _, _ := strings.Cut(release, "-")
	for i, text := range strings.SplitN(number, ".", len(version)) {
		n, err := strconv.Atoi(text)
		if err != nil {
			return perhaps
		}
		version[i] = n
	}
	if slices.Compare(version[:], []int{3, 9, 2}) >= 0 || slices.Compare(version[:], []int{3, 8, 4}) >= 0 && version[1] == 8 {
		return withholds
	}
	return sends
}
