package persistence

import "fmt"

// The types of transactions (ZooDefs.OpCode).
const (
	typeError           = -1
	typeCloseSession    = -11
	typeCreateSession   = -10
	typeCreate          = 1
	typeDelete          = 2
	typeSetData         = 5
	typeSetACL          = 7
	typeCheck           = 13
	typeMulti           = 14
	typeCreate2         = 15
	typeReconfig        = 16
	typeCreateContainer = 19
	typeDeleteContainer = 20
	typeCreateTTL       = 21
)

// typeName is ZooKeeper's own name of a type (Request.op2String).
func typeName(code int32) string {
	switch code {
	case typeError:
		return "error"
	case typeCloseSession:
		return "closeSession"
	case typeCreateSession:
		return "createSession"
	case typeCreate:
		return "create"
	case typeDelete:
		return "delete"
	case typeSetData:
		return "setData"
	case typeSetACL:
		return "setACL"
	case typeCheck:
		return "check"
	case typeMulti:
		return "multi"
	case typeCreate2:
		return "create2"
	case typeReconfig:
		return "reconfig"
	case typeCreateContainer:
		return "createContainer"
	case typeDeleteContainer:
		return "deleteContainer"
	case typeCreateTTL:
		return "createTTL"
	default:
		return fmt.Sprintf("unknown %d", code)
	}
}

// Change is what a transaction does to one znode. A multi has several of them,
// and so has a closeSession, which since 3.6.0 lists the ephemerals that end.
type Change struct {
	Type string
	Path string
	Data []byte // of a create or setData, as long as the transaction
}

// Record is the content of a transaction.
type Record struct {
	Changes []Change
	Error   int32   // of an error: ZooKeeper's code
	Timeout int32   // of a createSession: milliseconds
	Digest  *Digest // since 3.6.0
}

// Digest sums up the tree as it is behind a transaction (TxnDigest).
type Digest struct {
	Version int32
	Tree    uint64
}

// digestSize is that of a TxnDigest.
const digestSize = 4 + 8

// Record takes the transaction apart (SerializeUtils.deserializeTxn). It must be
// called before the next one is read.
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

// decoder reads a record from the fields of a transaction.
type decoder struct {
	fields
	record Record
}

// content reads all but the digest.
func (d *decoder) content(code int32) {
	switch code {
	case typeError:
		d.record.Error = d.int()
	case typeCreateSession:
		d.record.Timeout = d.int()
	case typeCloseSession:
		d.closeSession()
	case typeMulti:
		d.multi()
	default:
		d.change(code)
	}
}

// multi reads the parts of a transaction. When one is an error nothing was done,
// though those before it are there as they would have been (DataTree.processTxn).
func (d *decoder) multi() {
	failed := false
	d.each(func() {
		code := d.int()
		part := decoder{fields: fields{buf: d.buffer()}}
		part.content(code)
		d.bad = d.bad || part.bad
		failed = failed || code == typeError
		d.record.Changes = append(d.record.Changes, part.record.Changes...)
	})
	if failed {
		d.record.Changes = nil
	}
}

// change reads what is done to one znode.
func (d *decoder) change(code int32) {
	c := Change{Type: typeName(code)}
	switch code {
	case typeCreate, typeCreate2, typeCreateContainer, typeCreateTTL:
		c.Path, c.Data = d.string(), d.buffer()
		d.acl()
		d.afterACL(code)
	case typeDelete, typeDeleteContainer:
		c.Path = d.string()
	case typeSetData, typeReconfig:
		c.Path, c.Data = d.string(), d.buffer()
		d.int() // version
	case typeSetACL:
		c.Path = d.string()
		d.acl()
		d.int() // version
	case typeCheck:
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

// afterACL reads the end of the creates.
func (d *decoder) afterACL(code int32) {
	switch code {
	case typeCreateContainer:
		d.take(4) // parentCVersion
	case typeCreateTTL:
		d.take(4 + 8) // and the time to live
	default:
		d.take(1) // ephemeral
		if len(d.buf) > 0 {
			d.take(4) // parentCVersion, which CreateTxnV0 lacks
		}
	}
}

// closeSession has a record since 3.6.0 (CloseSessionTxn), unless it is switched
// off; a digest may follow in any case.
func (d *decoder) closeSession() {
	try := decoder{fields: d.fields}
	try.each(func() {
		try.record.Changes = append(try.record.Changes, Change{Type: typeName(typeDelete), Path: try.string()})
	})
	if left := len(try.buf); !try.bad && (left == 0 || left == digestSize) {
		*d = try
	}
}
