package fake

import (
	"fmt"
	"hash/adler32"
	"path"
	"strings"
)

// cause is the request that a transaction was made for; a client's operations
// have one.
type cause struct {
	session int64
	xid     int32
}

// typeOf is ZooKeeper's number of a transaction of this kind (ZooDefs.OpCode).
var typeOf = map[kind]int32{
	txnError: opError, txnCreate: opCreate, txnSet: opSetData, txnDelete: opDelete, txnSetACL: opSetACL, txnMulti: opMulti,
	txnReconfig: opReconfig, txnCreateSession: -10, txnCloseSession: opClose,
}

// logLocked writes a transaction to the server's log, in a file of its own after
// each start (FileTxnLog.append). What it changes is left out: only the headers
// of the fake's logs are like ZooKeeper's.
func (m *machine) logLocked(t txn) {
	if m.log == "" {
		m.log = path.Join(m.logFolder(), fmt.Sprintf("log.%x", t.zxid))
		m.disks.write(m.log, fileHeader("ZKLG", 0))
	}
	record := (&writer{}).int64(t.by.session).int32(t.by.xid).zxid(t.zxid).int64(t.at).int32(typeOf[t.kind]).buf
	w := (&writer{buf: m.disks.files[m.log]}).int64(int64(adler32.Checksum(record))).buffer(record)
	m.disks.write(m.log, append(w.buf, 'B'))
}

// forgetLogLocked removes what the server has logged.
func (m *machine) forgetLogLocked() {
	m.log = ""
	for name := range m.disks.files {
		if strings.HasPrefix(name, path.Join(m.logFolder(), "log.")) {
			delete(m.disks.files, name)
		}
	}
}

// folders are where the server has its logs and its snapshots: in a quorum, 3.4.11 takes
// the two for each other (ZOOKEEPER-2960).
func (m *machine) folders() (logs, data string) {
	place := m.Place()
	logs, data = path.Join(place.DataLogDir, "version-2"), path.Join(place.DataDir, "version-2")
	if m.release == "3.4.11" && !m.alone {
		return data, logs
	}
	return logs, data
}

func (m *machine) logFolder() string {
	logs, _ := m.folders()
	return logs
}

// fileHeader is how both kinds of file begin (FileHeader).
func fileHeader(magic string, db int64) []byte {
	return (&writer{buf: []byte(magic)}).int32(2).int64(db).buf
}

// snapshot is one of a tree with no znode but the root.
func snapshot() []byte {
	w := (&writer{buf: fileHeader("ZKSN", -1)}).int32(0).int32(0) // sessions, ACLs
	w.buffer(nil).buffer(nil)                                     // path and data
	w.buf = append(w.buf, make([]byte, 68)...)                    // ACL and Stat
	w.buffer([]byte("/"))
	return w.int64(int64(adler32.Checksum(w.buf))).buffer([]byte("/")).buf
}
