package history

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// epochs holds the epochs of a chapter: in which each server served, and who led.
type epochs struct {
	served map[int][]epochAt // by server, in the order of time once sorted
	led    map[uint32]reign
	seen   map[uint32]bool // of any zxid, or of a server's own word
	last   uint32
}

// epochAt is the epoch that a server serves from a time on; 0 is that of one that does not
// serve.
type epochAt struct {
	from  time.Duration
	epoch uint32
}

// reign is the time in which a server led an epoch.
type reign struct {
	server int
	until  time.Duration // its process had ended, or looked for a leader; 0 if neither was seen
}

func newEpochs() epochs {
	return epochs{served: map[int][]epochAt{}, led: map[uint32]reign{}, seen: map[uint32]bool{}}
}

// note records that some server was in an epoch; 0 is none.
func (l *epochs) note(epoch uint32) {
	if epoch != 0 {
		l.seen[epoch], l.last = true, max(l.last, epoch)
	}
}

// serves records the epoch of a server; 0 is that of one that serves no longer.
func (l *epochs) serves(server int, from time.Duration, epoch uint32) {
	l.note(epoch)
	list := l.served[server]
	if n := len(list); n == 0 || list[n-1].epoch != epoch {
		l.served[server] = append(list, epochAt{from, epoch})
	}
}

// addServer records what a server's log, answer or exit shows of epochs.
func (l *epochs) addServer(e *timeline.Event) {
	switch change := e.Server; {
	case change.Change == timeline.Exited || change.Change == timeline.Looking:
		l.serves(change.ID, e.At, 0)
		for epoch, r := range l.led {
			if r.server == change.ID && r.until == 0 {
				r.until = e.At
				l.led[epoch] = r
			}
		}
	case change.Change == timeline.Established:
		l.led[change.Epoch] = reign{server: change.ID}
		l.serves(change.ID, e.At, change.Epoch)
	case change.Epoch != 0:
		l.serves(change.ID, e.At, change.Epoch)
	}
}

func (l *epochs) sort() {
	for _, list := range l.served {
		slices.SortStableFunc(list, func(a, b epochAt) int { return cmp.Compare(a.from, b.from) })
	}
}

// of returns the epoch that a server served at last, by the zxid of its replies or by its
// own word, before a time; 0 if it is not known.
func (l *epochs) of(server int, when time.Duration) uint32 {
	list := l.served[server]
	i, _ := slices.BinarySearchFunc(list, when, func(e epochAt, when time.Duration) int { return cmp.Compare(e.from, when) })
	if i == 0 {
		return 0
	}
	return list[i-1].epoch
}

// onlyLast reports whether whoever led at a time led the last epoch of the chapter: that a
// server answered then was decided in no older one. For until its first write, a server
// that follows the new leader answers with the last zxid of the old epoch.
func (l *epochs) onlyLast(when time.Duration) bool {
	for epoch := range l.seen {
		if r, known := l.led[epoch]; epoch != l.last && (!known || r.until == 0 || r.until > when) {
			return false
		}
	}
	return true
}

// election is the begin of an epoch, and the zxid with which its leader was elected.
type election struct {
	epoch uint32
	at    timeline.Zxid
}

type elections []election

// electionsIn lists the elections of the leaders whose logs show with which zxid they voted
// last.
func electionsIn(events []timeline.Event) elections {
	var all elections
	voted := map[int]timeline.Zxid{}
	for i := range events {
		switch s := events[i].Server; {
		case s == nil:
		case s.Change == timeline.Looking:
			voted[s.ID] = s.Zxid
		case s.Change == timeline.Established:
			if at, known := voted[s.ID]; known {
				all = append(all, election{s.Epoch, at})
			}
		}
	}
	return all
}

// leaveOut reports whether a later leader was elected at an earlier zxid, and so led without
// a transaction: servers that keep the tree of an epoch that is over vote by its zxid, and
// not by that of their log (ZOOKEEPER-2845). The zxid is of a line of its log, which is
// enough to leave open what has happened.
func (all elections) leaveOut(z timeline.Zxid) bool {
	return slices.ContainsFunc(all, func(e election) bool { return e.at < z && z.Epoch() < e.epoch })
}

// twoLeaders finds servers that a quorum supported in the same epoch: each epoch has one
// leader, because a majority accepts an epoch only once (Leader.getEpochToPropose). That a
// server answers that it leads proves nothing: it does so before it is at the zxid of its
// epoch (Leader.startZkServer).
func twoLeaders(events []timeline.Event) []Deviation {
	var found []Deviation
	leaders := map[uint32]*timeline.Event{}
	for i := range events {
		e := &events[i]
		if e.Server == nil || e.Server.Epoch == 0 || e.Server.Change != timeline.Established {
			continue
		}
		switch first := leaders[e.Server.Epoch]; {
		case first == nil:
			leaders[e.Server.Epoch] = e
		case first.Server.ID != e.Server.ID:
			found = append(found, Deviation{Guarantee: writeOrder, Event: e, Contradicts: first, Expected: "one leader in each epoch",
				Problem: fmt.Sprintf("server %d leads epoch %d, which server %d led", e.Server.ID, e.Server.Epoch, first.Server.ID)})
		}
	}
	return found
}
