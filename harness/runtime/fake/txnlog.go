package fake

import (
	"github.com/zkscenario/zkscenario/harness/timeline"

	"fmt"
	"hash/adler32"
	"path"
	"strings"

	"github.com/zkscenario/zkscenario/harness/runtime/fake/jute"
)

// cause identifies the request of a client that led to a transaction.
type cause struct {
	session int64
	xid     int32
}

// typeOf maps the kinds of transactions to ZooKeeper's numbers.
var typeOf = map[kind]timeline.Opcode{
	txnError: timeline.OpcodeError, txnCreate: timeline.OpcodeCreate, txnSet: timeline.OpcodeSetData, txnDelete: timeline.OpcodeDelete, txnSetACL: timeline.OpcodeSetACL, txnMulti: timeline.OpcodeMulti,
	txnReconfig: timeline.OpcodeReconfig, txnCreateSession: opCreateSession, txnCloseSession: timeline.OpcodeClose,
}

// logLocked appends a transaction to the server's log, which is a new file after each
// start (FileTxnLog.append). It writes the headers of a transaction as ZooKeeper does,
// and leaves out its changes.
func (m *machine) logLocked(t txn) {
	if m.log == "" {
		m.log = path.Join(m.logFolder(), fmt.Sprintf("log.%x", t.zxid))
		m.disks.write(m.log, fileHeader("ZKLG", 0))
	}
	record := (&jute.Writer{}).Int64(t.by.session).Int32(t.by.xid).Zxid(t.zxid).Int64(t.at).Int32(int32(typeOf[t.kind])).Bytes
	w := (&jute.Writer{Bytes: m.disks.files[m.log]}).Int64(int64(adler32.Checksum(record))).Buffer(record)
	m.disks.write(m.log, append(w.Bytes, 'B'))
}

// removeLogsLocked removes the server's transaction logs.
func (m *machine) removeLogsLocked() {
	m.log = ""
	for name := range m.disks.files {
		if strings.HasPrefix(name, path.Join(m.logFolder(), "log.")) {
			delete(m.disks.files, name)
		}
	}
}

// folders returns the folders of the server's logs and snapshots, which 3.4.11 confuses
// in a quorum (ZOOKEEPER-2960).
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

// fileHeader returns the first bytes of both kinds of file (FileHeader).
func fileHeader(magic string, db int64) []byte {
	return (&jute.Writer{Bytes: []byte(magic)}).Int32(2).Int64(db).Bytes
}

// snapshot returns a snapshot of a tree that has only the root.
func snapshot() []byte {
	w := (&jute.Writer{Bytes: fileHeader("ZKSN", -1)}).Int32(0).Int32(0) // sessions, ACLs
	w.Buffer(nil).Buffer(nil)                                            // path and data
	w.Bytes = append(w.Bytes, make([]byte, 68)...)                       // ACL and Stat
	w.Buffer([]byte("/"))
	return w.Int64(int64(adler32.Checksum(w.Bytes))).Buffer([]byte("/")).Bytes
}
