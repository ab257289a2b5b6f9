package session

import "github.com/zkscenario/zkscenario/harness/timeline"

// carryover holds what a session carries over from one connection to the next: the numbers
// of its requests and arrivals, its watches and its credentials. It is guarded by link.mu.
type carryover struct {
	xid         int32 // xid of the next request
	arrival     int   // number of replies and watch events received so far
	watches     watches
	credentials []*call // auth requests that no server refused; they are repeated on each new connection
}

// firstXid leaves xid 1 to the library, whose only request is the close.
const firstXid = 2

func (o *carryover) nextXid() int32 {
	xid := max(o.xid, firstXid)
	o.xid = xid + 1
	return xid
}

func (o *carryover) nextArrival() int {
	o.arrival++
	return o.arrival
}

// apply updates the watches and the credentials after a reply.
func (o *carryover) apply(c *call) {
	ok := c.answer.code == 0
	switch {
	case c.req.Op == timeline.OpWatch:
		o.watches.add(c.req.Watch, c.req.Path, errorNames[c.answer.code])
	case c.req.Op == timeline.OpUnwatch && ok:
		o.watches.remove(c.req.Watch, c.req.Path)
	case c.req.Op == timeline.OpAuth:
		o.applyAuth(c)
	}
}

// resumeFrames returns the first requests on a new connection of a session: its
// credentials and its watches, in the order of ZooKeeper's own client.
func (o *carryover) resumeFrames(seen timeline.Zxid) [][]byte {
	var frames [][]byte
	for _, c := range o.credentials {
		frames = append(frames, frame(o.nextXid(), c.code, c.body))
	}
	for _, r := range o.watches.requests(seen) {
		frames = append(frames, frame(o.nextXid(), r.code, r.body))
	}
	return frames
}

// forget clears what the next session does not inherit.
func (o *carryover) forget() {
	o.watches, o.credentials = watches{}, nil
}
