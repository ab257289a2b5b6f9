package fake

import (
	"maps"
	"strconv"
	"strings"

	"github.com/zkscenario/zkscenario/harness/runtime/fake/quorum"
)

// reconfigLocked executes opcode reconfig: it changes the list of all serving servers,
// and answers the new /zookeeper/config.
func (q *request) reconfigLocked(zxid uint64, at int64) int32 {
	e := q.c.p.m.e
	joining, leaving, members, version := q.in.String(), q.in.String(), q.in.String(), q.in.Int64()
	now := e.leader.list
	x := txn{kind: txnReconfig, path: configPath}
	var code int32
	switch {
	case q.in.Bad:
		code = marshallingError
	case !q.c.p.settings.reconfigurable():
		code = reconfigDisabled
	case now.Alone():
		code = unimplemented
	case version != -1 && uint64(version) != now.Version:
		code = badVersion
	default:
		x.list, code = changed(now, joining, leaving, members)
	}
	if code == ok {
		code = q.checkReconfigLocked(x.list)
	}
	if code != ok {
		x = txn{kind: txnError}
	}
	x.list.Version = zxid
	x.data = []byte(x.list.String())
	x.by = q.causeLocked()
	e.commitLocked(x.stamped(zxid, at))
	if code == ok {
		writeStat(q.body.Buffer(x.data), e.leader.m.tree.node(configPath))
		e.regroupLocked()
	}
	return code
}

// changed returns the list after a reconfiguration.
func changed(l quorum.List, joining, leaving, members string) (quorum.List, int32) {
	to := quorum.List{Members: maps.Clone(l.Members)}
	leave := split(leaving)
	if members != "" {
		to.Members = map[int]quorum.Member{}
		joining, leave = strings.ReplaceAll(members, "\n", ","), nil
	}
	for _, id := range leave {
		n, err := strconv.Atoi(id)
		if err != nil {
			return to, marshallingError // as after a NumberFormatException
		}
		delete(to.Members, n)
	}
	for _, line := range split(joining) {
		key, value, _ := strings.Cut(line, "=")
		if !strings.Contains(value, ";") || !to.Add(key[strings.LastIndexByte(key, '.')+1:], value) {
			return to, badArguments
		}
	}
	if to.Voters() < 2 {
		return to, badArguments // unless standaloneEnabled is false
	}
	return to, ok
}

func split(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' })
}

// checkReconfigLocked returns an error code unless a majority of the new list already
// follows and the client has the permission.
func (q *request) checkReconfigLocked(to quorum.List) int32 {
	e, synced := q.c.p.m.e, 0
	for _, m := range e.machines {
		if m.life != nil && m.life.frozen == nil && m.life.role != looking && to.Votes(m.id) {
			synced++
		}
	}
	switch {
	case synced <= to.Voters()/2:
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
