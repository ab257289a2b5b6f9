package assertions

import "github.com/zkscenario/zkscenario/harness/timeline"

// partial is what looks and trees showed of one transaction.
type partial struct {
	shown   map[int]*timeline.Event // a look or tree that shows a part, by server
	missing []shortfall
}

// shortfall is a look or tree that does not show a part, and what it breaks unless
// the same server shows another one.
type shortfall struct {
	deviation
	server int
}

func (r *replay) partOf(z timeline.Zxid) *partial {
	p := r.partial[z]
	if p == nil {
		p = &partial{shown: map[int]*timeline.Event{}}
		r.partial[z] = p
	}
	return p
}

// noteParts takes note that a look shows a part of a transaction.
func (r *replay) noteParts(g glance) {
	if u := g.z.last; u != nil && u.inTransaction() && g.op.Stat.Mzxid == u.zxid {
		r.partOf(u.zxid).shown[g.op.Server] = g.e
	}
}

// short gives back what an update that is not shown breaks. Of a part of a
// transaction that is known only at the end: then it gives back nothing yet.
func (r *replay) short(u *update, d deviation, server int) *deviation {
	if !u.inTransaction() {
		return &d
	}
	p := r.partOf(u.zxid)
	p.missing = append(p.missing, shortfall{d, server})
	return nil
}

// judgeTransactions decides, for what was missing of transactions, whether another
// part was there.
func (r *replay) judgeTransactions() {
	for _, p := range r.partial {
		for _, s := range p.missing {
			if by := p.shown[s.server]; by != nil {
				s.guarantee, s.before = atomicity.Name, by
				s.what += ", and another part of the same transaction is there"
			}
			r.found = append(r.found, s.deviation)
		}
	}
}
