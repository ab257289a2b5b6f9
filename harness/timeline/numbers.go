package timeline

import (
	"errors"
	"fmt"
	"math"
)

// checkNumbers requires that the numbers with which checks calculate are in the range that
// they have in ZooKeeper: zxids, positions, sizes and times are not negative, and fit into
// a long of Java.
func (e *Event) checkNumbers() error {
	switch {
	case e.Op != nil:
		return e.Op.checkNumbers()
	case e.Watch != nil && outOfRange(uint64(e.Watch.Zxid)|uint64(e.Watch.Arrival)):
		return errors.New("watch.zxid and watch.arrival must be at least 0 and less than 2^63")
	case e.Tree != nil:
		return e.Tree.checkNumbers()
	case e.Disk != nil:
		return e.Disk.checkNumbers()
	}
	return nil
}

// outOfRange reports whether one of the numbers whose bits these are is negative, or
// greater than a long.
func outOfRange(bits uint64) bool { return bits > math.MaxInt64 }

func (op *Op) checkNumbers() error {
	if outOfRange(uint64(op.Server) | uint64(op.Invoke) | uint64(op.Return) | uint64(op.Arrival) | uint64(op.Zxid) | uint64(op.Size)) {
		return errors.New("server, invoke_ns, return_ns, arrival, zxid and size of op must be at least 0 and less than 2^63")
	}
	if op.Stat.outOfRange() {
		return errStat
	}
	for i := range op.Parts {
		if op.Parts[i].Stat.outOfRange() {
			return errStat
		}
	}
	return nil
}

var errStat = errors.New("czxid, mzxid and pzxid of a stat must be less than 2^63")

func (s *Stat) outOfRange() bool {
	return s != nil && outOfRange(uint64(s.Czxid|s.Mzxid|s.Pzxid))
}

func (t *Tree) checkNumbers() error {
	if outOfRange(uint64(t.Zxid)) {
		return errors.New("tree.zxid must be less than 2^63")
	}
	for i := range t.Znodes {
		if t.Znodes[i].Stat.outOfRange() {
			return errStat
		}
	}
	return nil
}

func (d *Disk) checkNumbers() error {
	for _, l := range d.Logs {
		for _, s := range l.Spans {
			if s.First > s.Last || outOfRange(uint64(s.Last)) {
				return fmt.Errorf("the span from %s to %s of disk is no range of zxids", s.First, s.Last)
			}
		}
	}
	return nil
}
