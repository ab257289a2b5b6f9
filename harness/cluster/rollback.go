package cluster

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/zkscenario/zkscenario/harness/machine"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// RollBack records that the scenario has rolled history back to a zxid, 0 for its
// beginning. It does nothing to servers. The receipt is that no majority of the voters has
// what came later, of what clients have seen: else it would still be history.
func (c *Cluster) RollBack(ctx context.Context, to timeline.Zxid) error {
	what := "history is rolled back to " + to.String()
	if to == 0 {
		what = "history is rolled back to its beginning"
	}
	disks, err := c.Disks(ctx, nil)
	if err != nil {
		return fmt.Errorf("read the disks: %w", err)
	}
	seen := lastSeen(c.Log.Events())
	lacking := 0
	var kept []string
	for _, d := range disks {
		at, found := keptOf(d, to, seen)
		switch s, err := c.Server(d.Server); {
		case err != nil:
			return err
		case found:
			kept = append(kept, fmt.Sprintf("server %d has %s", d.Server, at))
		case s.Voter:
			lacking++
		}
	}
	if lacking <= c.voters()/2 {
		return verdict.Inconclusive("no receipt: a majority still has what clients have seen: %s", strings.Join(kept, ", "))
	}
	c.Fault(timeline.Fault{Word: timeline.FaultRollBack, Zxid: to}, "harness", what,
		fmt.Sprintf("the disks of %d of %d voters have nothing beyond it, up to %s, the last zxid that a client has seen", lacking, c.voters(), seen))
	return nil
}

// lastSeen returns the greatest zxid in a reply.
func lastSeen(events []timeline.Event) (last timeline.Zxid) {
	for _, e := range events {
		if e.Kind == timeline.KindOp {
			last = max(last, e.Op.Zxid)
		}
	}
	return last
}

// keptOf returns a transaction on a disk that is beyond one zxid and not beyond another.
func keptOf(d timeline.Disk, beyond, until timeline.Zxid) (timeline.Zxid, bool) {
	for _, s := range d.Logged() {
		if last := min(s.Last, until); last > beyond && last >= s.First {
			return last, true
		}
	}
	s, found := d.Snapshot(until + 1)
	return s.Zxid, found && s.Zxid > beyond
}

// Snapshot names a snapshot on a server's data disk.
type Snapshot struct {
	Of   *Server
	File string // name, or one of disk.FileWords
}

// Restore has the admin server replace the server's state by a snapshot (RestoreCommand,
// since 3.9.0), with the value of the header Authorization. It is recorded before the
// request, since clients may see the older state before the answer has arrived, and again
// when the server has reported the zxid that it is at. A request that the server refuses
// has changed nothing and is still recorded: it excuses more than it must.
func (a Admin) Restore(ctx context.Context, from Snapshot, authorization string) (Reply, error) {
	s := a.server
	snapshot, err := from.Of.disks().ReadSnapshot(ctx, from.File)
	if err != nil {
		return Reply{}, fmt.Errorf("restore server %d: %w", s.ID, err)
	}
	what := fmt.Sprintf("restore server %d from %s of server %d", s.ID, snapshot.Name, from.Of.ID)
	s.recordFault(timeline.Fault{Word: timeline.FaultRestore, Zxid: snapshot.Zxid}, what+" begins", "")
	r := a.web(ctx, machine.Request{Method: http.MethodPost, URL: s.adminURL("restore"), Content: snapshot.Content, Header: authorized(authorization)})
	if r.Outcome != timeline.OK {
		return r, nil
	}
	last, err := lastZxid(r.Text)
	if err != nil {
		r.Outcome, r.Code = timeline.Unknown, err.Error()
		return r, nil
	}
	s.recordFault(timeline.Fault{Word: timeline.FaultRestore, Zxid: last}, what, fmt.Sprintf("the server reports %s as its last zxid", last))
	return r, nil
}

// lastZxid returns the zxid in an answer to restore.
func lastZxid(answer string) (timeline.Zxid, error) {
	var fields struct {
		Last  *uint64 `json:"last_zxid"`
		Error *string `json:"error"`
	}
	switch err := json.Unmarshal([]byte(answer), &fields); {
	case err != nil:
		return 0, fmt.Errorf("read the answer to restore: %w", err)
	case fields.Error != nil:
		return 0, errors.New(*fields.Error)
	case fields.Last == nil:
		return 0, errors.New("the answer to restore has no last_zxid")
	}
	return timeline.Zxid(*fields.Last), nil
}
