package history

import (
	"fmt"
	"maps"
	"slices"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// transactionParts records which parts of one transaction reads and trees showed.
type transactionParts struct {
	shown   map[int]*timeline.Event // a read or tree that shows a part, by server
	missing []missingPart
}

// missingPart records a read or tree that does not show a part, and what it violates
// unless the same server shows another part.
type missingPart struct {
	Deviation
	server int
}

func (r *replay) partsOf(z timeline.Zxid) *transactionParts {
	p := r.transactions[z]
	if p == nil {
		p = &transactionParts{shown: map[int]*timeline.Event{}}
		r.transactions[z] = p
	}
	return p
}

// noteShownPart records that a read shows a part of a transaction.
func (r *replay) noteShownPart(c comparison) {
	if u := c.z.last; u != nil && u.inTransaction() && c.op.Stat.Mzxid == u.zxid {
		r.partsOf(u.zxid).shown[c.op.Server] = c.e
	}
}

// notShown returns what a server violates that does not show an update. For a part of a
// transaction that is decided at the end, by judgeTransactions; then it returns nil.
func (r *replay) notShown(u *update, d Deviation, server int) *Deviation {
	if !u.inTransaction() {
		return &d
	}
	r.undecided++
	p := r.partsOf(u.zxid)
	p.missing = append(p.missing, missingPart{d, server})
	return nil
}

// judgeTransactions blames atomicity for each missing part whose server shows another
// one, and for others the guarantee that a missing update violates.
func (r *replay) judgeTransactions() {
	for _, z := range slices.Sorted(maps.Keys(r.transactions)) {
		p := r.transactions[z]
		for _, m := range p.missing {
			if by := p.shown[m.server]; by != nil {
				m.Guarantee, m.Contradicts = atomicity, by
				m.Problem += ", but another part of the same transaction is shown"
			}
			r.found = append(r.found, m.Deviation)
		}
	}
}

// effectOfRefused finds the zxid of a refused update in a reply.
func (r *replay) effectOfRefused(c comparison) *Deviation { return r.refusedIn(c.e, *c.op.Stat) }

func (r *replay) refusedIn(e *timeline.Event, s timeline.Stat) *Deviation {
	for _, z := range []timeline.Zxid{s.Mzxid, s.Czxid, s.Pzxid} {
		if by := r.refused[z]; by != nil && !r.committed(z) {
			return &Deviation{Guarantee: atomicity, Event: e, Contradicts: by, Expected: "no effect of it",
				Problem: fmt.Sprintf("shows an effect of %s, an update that was refused", z)}
		}
	}
	return nil
}
