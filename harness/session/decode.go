package session

import (
	"slices"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// read decodes the body of a successful reply.
func (r *Result) read(q Request, in *reader) {
	switch q.Op {
	case timeline.OpCreate:
		r.Path = in.string()
		if len(in.buf) > 0 && !in.bad { // replies to the opcodes of containers and TTLs have a Stat
			r.Stat = in.stat()
		}
	case timeline.OpRead:
		r.readData(in)
	case timeline.OpSet, timeline.OpSetACL:
		r.Stat = in.stat()
	case timeline.OpExists:
		r.readExists(in)
	case timeline.OpChildren:
		r.readChildren(in)
	case timeline.OpACL:
		r.ACL, r.Stat = in.acl(), in.stat()
	case timeline.OpReconfig:
		r.readData(in)
	case timeline.OpTransaction:
		r.readParts(in)
	case timeline.OpWatch:
		r.readWatched(q, in)
	case timeline.OpRequest:
		r.Reply = in.buf
		r.Size, r.Digest = len(in.buf), timeline.Digest(in.buf)
	}
}

func (r *Result) readData(in *reader) {
	r.Data = in.buffer()
	setData(&r.Op, r.Data)
	r.Stat = in.stat()
}

func (r *Result) readChildren(in *reader) {
	r.Children, r.Stat = in.strings(), in.stat()
	slices.Sort(r.Children)
}

// readExists decodes the Stat unless there is no znode.
func (r *Result) readExists(in *reader) {
	if r.Code != timeline.CodeNoNode {
		r.Stat = in.stat()
	}
}

func (r *Result) readWatched(q Request, in *reader) {
	switch q.Watch {
	case timeline.WatchData:
		r.readData(in)
	case timeline.WatchChildren:
		r.readChildren(in)
	case timeline.WatchExists:
		r.readExists(in)
	}
}

// readParts decodes the reply to each part of a transaction. If one part was refused the
// transaction is refused; the header of the reply does not show this.
func (r *Result) readParts(in *reader) {
	var refusal int32
	for i := 0; !in.bad; i++ {
		code, done := timeline.Opcode(in.int()), in.bool()
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
		if code == timeline.OpcodeError {
			result := in.int()
			_, part.Code = outcome(result)
			if refusal == 0 {
				refusal = result
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

func readPart(part *timeline.Part, code timeline.Opcode, in *reader) {
	switch code {
	case timeline.OpcodeCreate:
		part.Path = in.string()
	case timeline.OpcodeCreate2, timeline.OpcodeCreateContainer, timeline.OpcodeCreateTTL:
		part.Path, part.Stat = in.string(), in.stat()
	case timeline.OpcodeSetData:
		part.Stat = in.stat()
	case timeline.OpcodeDelete, timeline.OpcodeCheck:
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
