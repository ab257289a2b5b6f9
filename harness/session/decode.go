package session

import (
	"slices"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// read adds what an ok reply brought.
func (r *Result) read(q Request, in *reader) {
	switch q.Op {
	case OpCreate:
		r.Path = in.string()
		if len(in.buf) > 0 && !in.bad { // with the opcodes of containers and TTLs
			r.Stat = in.stat()
		}
	case OpRead:
		r.readData(in)
	case OpSet, OpSetACL:
		r.Stat = in.stat()
	case OpExists:
		r.readExists(in)
	case OpChildren:
		r.readChildren(in)
	case OpACL:
		r.ACL, r.Stat = in.acl(), in.stat()
	case OpReconfig:
		r.readData(in)
	case OpTransaction:
		r.readParts(in)
	case OpWatch:
		r.readWatched(q, in)
	case OpRequest:
		r.Reply = in.buf
		r.Size, r.Digest = len(in.buf), timeline.Digest(in.buf)
	}
}

func (r *Result) readData(in *reader) {
	r.Data = in.buffer()
	describe(&r.Op, r.Data)
	r.Stat = in.stat()
}

func (r *Result) readChildren(in *reader) {
	r.Children, r.Stat = in.strings(), in.stat()
	slices.Sort(r.Children)
}

// readExists leaves the Stat out where there is no znode.
func (r *Result) readExists(in *reader) {
	if r.Code != CodeNoNode {
		r.Stat = in.stat()
	}
}

func (r *Result) readWatched(q Request, in *reader) {
	switch q.Watch {
	case WatchData:
		r.readData(in)
	case WatchChildren:
		r.readChildren(in)
	case WatchExists:
		r.readExists(in)
	}
}

// readParts reads the answer to each part of a transaction. A transaction of
// which one part was refused is refused as a whole, and says so nowhere else.
func (r *Result) readParts(in *reader) {
	var refusal int32
	for i := 0; !in.bad; i++ {
		code, done := opcode(in.int()), in.bool()
		in.int()
		if done || in.bad {
			in.bad = in.bad || i != len(r.Parts)
			break
		}
		if i == len(r.Parts) {
			in.bad = true
			break
		}
		part := &r.Parts[i]
		part.Outcome = timeline.OK
		if code == opError {
			answer := in.int()
			_, part.Code = outcome(answer)
			if refusal == 0 {
				refusal = answer
			}
			continue
		}
		readPart(part, code, in)
	}
	if refusal != 0 {
		r.Outcome, r.Code = outcome(refusal)
		r.Why = "the server's answer"
		r.endParts()
	}
}

func readPart(part *timeline.Part, code opcode, in *reader) {
	switch code {
	case opCreate:
		part.Path = in.string()
	case opCreate2, opCreateContainer, opCreateTTL:
		part.Path, part.Stat = in.string(), in.stat()
	case opSetData:
		part.Stat = in.stat()
	case opDelete, opCheck:
	default:
		in.bad = true
	}
}

func (r *reader) stat() *timeline.Stat {
	return &timeline.Stat{
		Czxid:          timeline.Zxid(r.long()),
		Mzxid:          timeline.Zxid(r.long()),
		Ctime:          r.long(),
		Mtime:          r.long(),
		Version:        r.int(),
		Cversion:       r.int(),
		Aversion:       r.int(),
		EphemeralOwner: timeline.SessionID(r.long()),
		DataLength:     r.int(),
		NumChildren:    r.int(),
		Pzxid:          timeline.Zxid(r.long()),
	}
}
