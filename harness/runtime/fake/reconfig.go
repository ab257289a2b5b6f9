package fake

import (
	"maps"
	"strconv"
	"strings"
)

// reconfigLocked executes opcode reconfig: it changes the list of all serving servers,
// and answers the new /zookeeper/config.
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
		code = q.checkReconfigLocked(x.list)
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

// reconfigurable reports whether the server accepts reconfigurations, which must be
// enabled since 3.5.3.
func (p *process) reconfigurable() bool {
	return p.setting("reconfigEnabled") == "true" || !p.m.since("3.5.3")
}

// changed returns the list after a reconfiguration.
func (l serverList) changed(joining, leaving, members string) (serverList, int32) {
	to := serverList{members: maps.Clone(l.members)}
	leave := split(leaving)
	if members != "" {
		to.members = map[int]member{}
		joining, leave = strings.ReplaceAll(members, "\n", ","), nil
	}
	for _, id := range leave {
		n, err := strconv.Atoi(id)
		if err != nil {
			return to, marshallingError // as after a NumberFormatException
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
		return to, badArguments // unless standaloneEnabled is false
	}
	return to, ok
}

func split(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' })
}

// checkReconfigLocked returns an error code unless a majority of the new list already
// follows and the client has the permission.
func (q *request) checkReconfigLocked(to serverList) int32 {
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

// regroupLocked gives the servers their roles in the new list.
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
