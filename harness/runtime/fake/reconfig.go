package fake

import (
	"maps"
	"strconv"
	"strings"
)

// reconfigLocked is opcode reconfig: it changes the list of servers on all that
// serve, and answers what is in /zookeeper/config afterwards.
func (q *request) reconfigLocked(zxid uint64, at int64) int32 {
	e := q.c.p.m.e
	joining, leaving, members, version := q.in.string(), q.in.string(), q.in.string(), q.in.int64()
	now := e.leader.list
	x := txn{kind: txnReconfig, path: configPath}
	var code int32
	switch {
	case q.in.bad:
		code = marshallingError
	case !q.c.p.reconfigurable():
		code = reconfigDisabled
	case now.alone():
		code = unimplemented
	case version != -1 && uint64(version) != now.version:
		code = badVersion
	default:
		x.list, code = now.changed(joining, leaving, members)
	}
	if code == ok {
		code = q.reconfigurableLocked(x.list)
	}
	if code != ok {
		x = txn{kind: txnError}
	}
	x.list.version = zxid
	x.data = []byte(x.list.String())
	x.by = q.causeLocked()
	e.commitLocked(x.stamped(zxid, at))
	if code == ok {
		q.body.buffer(x.data).stat(e.leader.m.tree.node(configPath))
		e.regroupLocked()
	}
	return code
}

// reconfigurable tells whether the server takes reconfigurations, which has to be
// asked for since 3.5.3.
func (p *process) reconfigurable() bool {
	return p.setting("reconfigEnabled") == "true" || !p.m.since("3.5.3")
}

// changed is the list after a reconfiguration.
func (l list) changed(joining, leaving, members string) (list, int32) {
	to := list{members: maps.Clone(l.members)}
	leave := split(leaving)
	if members != "" {
		to.members = map[int]member{}
		joining, leave = strings.ReplaceAll(members, "\n", ","), nil
	}
	for _, id := range leave {
		n, err := strconv.Atoi(id)
		if err != nil {
			return to, marshallingError // no number: what a NumberFormatException becomes
		}
		delete(to.members, n)
	}
	for _, line := range split(joining) {
		key, value, _ := strings.Cut(line, "=")
		if !strings.Contains(value, ";") || !to.add(key[strings.LastIndexByte(key, '.')+1:], value) {
			return to, badArguments
		}
	}
	if to.voters() < 2 {
		return to, badArguments // as long as standalone servers are allowed
	}
	return to, ok
}

func split(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' })
}

// reconfigurableLocked tells whether a majority of the new list follows already,
// and whether the client may.
func (q *request) reconfigurableLocked(to list) int32 {
	e, synced := q.c.p.m.e, 0
	for _, m := range e.machines {
		if m.life != nil && m.life.frozen == nil && m.life.role != looking && to.votes(m.id) {
			synced++
		}
	}
	switch {
	case synced <= to.voters()/2:
		return newConfigNoQuorum
	case !q.c.allowsLocked(e.leader.m.tree.node(configPath).acl, mayWrite):
		return noAuth
	}
	return ok
}

// regroupLocked gives the servers their parts in the new list.
func (e *Ensemble) regroupLocked() {
	for _, m := range e.machines {
		p := m.life
		if p == nil || p.role == looking {
			continue
		}
		switch {
		case p == e.leader:
		case p.observes():
			p.role = observing
		default:
			p.role = following
		}
	}
	e.rearrangeLocked(true)
}
