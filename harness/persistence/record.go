package persistence

import (
	"fmt"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// typeName returns ZooKeeper's own name of a type of transaction (Request.op2String).
func typeName(code timeline.Opcode) string {
	switch code {
	case timeline.OpcodeError:
		return "error"
	case timeline.OpcodeClose:
		return "closeSession"
	case timeline.OpcodeCreateSession:
		return "createSession"
	case timeline.OpcodeCreate:
		return "create"
	case timeline.OpcodeDelete:
		return "delete"
	case timeline.OpcodeSetData:
		return "setData"
	case timeline.OpcodeSetACL:
		return "setACL"
	case timeline.OpcodeCheck:
		return "check"
	case timeline.OpcodeMulti:
		return "multi"
	case timeline.OpcodeCreate2:
		return "create2"
	case timeline.OpcodeReconfig:
		return "reconfig"
	case timeline.OpcodeCreateContainer:
		return "createContainer"
	case timeline.OpcodeDeleteContainer:
		return "deleteContainer"
	case timeline.OpcodeCreateTTL:
		return "createTTL"
	default:
		return fmt.Sprintf("unknown %d", code)
	}
}

// Change is the effect of a transaction on one znode. A multi has several of them, and so
// has a closeSession, which since 3.6.0 lists the ephemerals that it deletes.
type Change struct {
	Type string
	Path string
	Data []byte // of a create or setData; valid as long as the transaction
}

// Record is the content of a transaction.
type Record struct {
	Changes []Change
	Error   int32   // of a refused request, also of a multi: ZooKeeper's code
	Timeout int32   // of a createSession: the session timeout in milliseconds
	Digest  *Digest // since 3.6.0
}

// Digest is a checksum of the tree after a transaction (TxnDigest).
type Digest struct {
	Version int32
	Tree    uint64
}

// digestSize is the size of a TxnDigest in bytes.
const digestSize = 4 + 8

// Record decodes the transaction (SerializeUtils.deserializeTxn). It must be called before
// the next transaction is read.
func (t Txn) Record() (Record, error) {
	d := decoder{fields: fields{buf: t.body}}
	d.content(t.code)
	if !d.bad && len(d.buf) == digestSize {
		d.record.Digest = &Digest{Version: d.int(), Tree: uint64(d.long())}
	}
	if d.bad {
		return d.record, fmt.Errorf("transaction %s, %s: %w", t.Zxid, t.Type, errRecordEnds)
	}
	if len(d.buf) > 0 {
		return d.record, fmt.Errorf("transaction %s, %s: %d bytes are left over", t.Zxid, t.Type, len(d.buf))
	}
	return d.record, nil
}

// decoder decodes the record of a transaction.
type decoder struct {
	fields
	record Record
}

// content decodes everything but the digest.
func (d *decoder) content(code timeline.Opcode) {
	switch code {
	case timeline.OpcodeError:
		d.record.Error = d.int()
	case timeline.OpcodeCreateSession:
		d.record.Timeout = d.int()
	case timeline.OpcodeClose:
		d.closeSession()
	case timeline.OpcodeMulti:
		d.multi()
	default:
		d.change(code)
	}
}

// multi decodes the parts of a multi. If one of them is an error, none had an effect,
// although the log contains the parts before it as if they had (DataTree.processTxn).
func (d *decoder) multi() {
	d.each(func() {
		code := timeline.Opcode(d.int())
		part := decoder{fields: fields{buf: d.buffer()}}
		part.content(code)
		d.bad = d.bad || part.bad
		if d.record.Error == 0 {
			d.record.Error = part.record.Error
		}
		d.record.Changes = append(d.record.Changes, part.record.Changes...)
	})
	if d.record.Error != 0 {
		d.record.Changes = nil
	}
}

// change decodes the effect on one znode.
func (d *decoder) change(code timeline.Opcode) {
	c := Change{Type: typeName(code)}
	switch code {
	case timeline.OpcodeCreate, timeline.OpcodeCreate2, timeline.OpcodeCreateContainer, timeline.OpcodeCreateTTL:
		c.Path, c.Data = d.string(), d.buffer()
		d.acl()
		d.afterACL(code)
	case timeline.OpcodeDelete, timeline.OpcodeDeleteContainer:
		c.Path = d.string()
	case timeline.OpcodeSetData, timeline.OpcodeReconfig:
		c.Path, c.Data = d.string(), d.buffer()
		d.int() // version
	case timeline.OpcodeSetACL:
		c.Path = d.string()
		d.acl()
		d.int() // version
	case timeline.OpcodeCheck:
		c.Path = d.string()
		d.int() // version
	default:
		d.bad = true
		return
	}
	d.record.Changes = append(d.record.Changes, c)
}

func (d *decoder) acl() {
	d.each(func() {
		d.int() // permissions
		d.buffer()
		d.buffer()
	})
}

// afterACL decodes the fields of a create after its ACL.
func (d *decoder) afterACL(code timeline.Opcode) {
	switch code {
	case timeline.OpcodeCreateContainer:
		d.take(4) // parentCVersion
	case timeline.OpcodeCreateTTL:
		d.take(4 + 8) // parentCVersion and TTL
	default:
		d.take(1) // ephemeral
		if len(d.buf) > 0 {
			d.take(4) // parentCVersion, which CreateTxnV0 lacks
		}
	}
}

// closeSession decodes the record that a closeSession has since 3.6.0, unless it is
// switched off (CloseSessionTxn). A digest may follow in either case.
func (d *decoder) closeSession() {
	try := decoder{fields: d.fields}
	try.each(func() {
		try.record.Changes = append(try.record.Changes, Change{Type: typeName(timeline.OpcodeDelete), Path: try.string()})
	})
	if left := len(try.buf); !try.bad && (left == 0 || left == digestSize) {
		*d = try
	}
}
