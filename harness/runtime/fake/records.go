package fake

import (
	"github.com/zkscenario/zkscenario/harness/runtime/fake/jute"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

func readOpcode(r *jute.Reader) timeline.Opcode { return timeline.Opcode(r.Int32()) }

func readACLs(r *jute.Reader) []acl {
	var all []acl
	for range r.Count() {
		all = append(all, acl{perms: r.Int32(), who: identity{scheme: r.String(), name: r.String()}})
	}
	return all
}

func writeACLs(w *jute.Writer, all []acl) *jute.Writer {
	w.Int32(int32(len(all)))
	for _, a := range all {
		w.Int32(a.perms).Buffer([]byte(a.who.scheme)).Buffer([]byte(a.who.name))
	}
	return w
}

func writeStat(w *jute.Writer, n *node) {
	w.Zxid(n.czxid).Zxid(n.mzxid).Int64(n.ctime).Int64(n.mtime)
	w.Int32(n.version).Int32(n.cversion()).Int32(n.aversion).Int64(n.owner)
	w.Int32(int32(len(n.data))).Int32(int32(len(n.children))).Zxid(n.pzxid)
}

// readPart reads the header of the next part of a multi.
func readPart(r *jute.Reader) (op timeline.Opcode, done bool) {
	op, done = readOpcode(r), r.Bool()
	r.Int32() // an error code, unused in a request
	return op, done
}

// writePart writes the result of one part of a multi.
func writePart(w *jute.Writer, op timeline.Opcode, code int32, body *jute.Writer) {
	if code == ok && body != nil {
		if op == timeline.OpcodeCreateContainer || op == timeline.OpcodeCreateTTL {
			op = timeline.OpcodeCreate2 // as in OpResult.CreateResult
		}
		w.Int32(int32(op)).Bool(false).Int32(ok)
		w.Bytes = append(w.Bytes, body.Bytes...)
		return
	}
	w.Int32(int32(timeline.OpcodeError)).Bool(false).Int32(code).Int32(code)
}

// endParts ends the results of a multi.
func endParts(w *jute.Writer) { w.Int32(-1).Bool(true).Int32(-1) }
