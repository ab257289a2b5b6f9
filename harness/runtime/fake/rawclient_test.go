package fake_test

import (
	"encoding/binary"
	"io"
	"net"
	"testing"
	"time"

	"gotest.tools/v3/assert"
)

// Opcodes and error codes (ZooDefs.OpCode, KeeperException.Code).
const (
	opCreate        = 1
	opDelete        = 2
	opExists        = 3
	opGetData       = 4
	opSetData       = 5
	opGetChildren   = 8
	opPing          = 11
	opCheck         = 13
	opMulti         = 14
	opCreate2       = 15
	opCheckWatches  = 17
	opRemoveWatches = 18
	opContainer     = 19
	opTTL           = 21
	opMultiRead     = 22
	opAuth          = 100
	opSetWatches    = 101
	opEphemerals    = 103
	opCountChildren = 104
	opSetWatches2   = 105
	opAddWatch      = 106
	opClose         = -11

	unimplemented    = -6
	marshallingError = -5
	badArguments     = -8
	noNode           = -101
	noAuth           = -102
	badVersion       = -103
	invalidACL       = -114
	noWatcher        = -121
)

// raw is a client that encodes and decodes the protocol itself.
type raw struct {
	t    *testing.T
	conn net.Conn
	xid  int32
}

// dial opens a session.
func (c *cluster) dial(id int) *raw {
	c.t.Helper()
	r := c.connect(id)
	r.write(int32(0), int64(0), int32(10_000), int64(0), make([]byte, 16))
	response := r.read()
	response.int32()
	assert.Equal(c.t, response.int32(), int32(10_000))
	return r
}

// connect opens a connection without a session.
func (c *cluster) connect(id int) *raw {
	c.t.Helper()
	addr, err := c.machines[id-1].ClientAddr(c.t.Context())
	assert.NilError(c.t, err)
	conn, err := net.Dial("tcp", addr)
	assert.NilError(c.t, err)
	assert.NilError(c.t, conn.SetDeadline(time.Now().Add(10*time.Second)))
	c.t.Cleanup(func() { _ = conn.Close() })
	return &raw{t: c.t, conn: conn}
}

// write sends a frame of int32, int64, string, bool, []byte, []string and acl.
func (r *raw) write(fields ...any) {
	r.t.Helper()
	frame := make([]byte, 4)
	for _, f := range fields {
		frame = add(frame, f)
	}
	binary.BigEndian.PutUint32(frame, uint32(len(frame)-4))
	_, err := r.conn.Write(frame)
	assert.NilError(r.t, err)
}

// acl is one entry of a list of one.
type acl struct {
	perms      int32
	scheme, id string
}

var open = acl{31, "world", "anyone"}

func add(to []byte, field any) []byte {
	switch f := field.(type) {
	case int:
		return binary.BigEndian.AppendUint32(to, uint32(int32(f)))
	case int32:
		return binary.BigEndian.AppendUint32(to, uint32(f))
	case int64:
		return binary.BigEndian.AppendUint64(to, uint64(f))
	case bool:
		if f {
			return append(to, 1)
		}
		return append(to, 0)
	case string:
		return append(add(to, len(f)), f...)
	case []byte:
		return append(add(to, len(f)), f...)
	case acl:
		return add(add(add(add(to, 1), f.perms), f.scheme), f.id)
	case []string:
		to = add(to, len(f))
		for _, s := range f {
			to = add(to, s)
		}
		return to
	}
	panic(field)
}

// send sends a request without waiting for its answer.
func (r *raw) send(op int, fields ...any) int32 {
	r.t.Helper()
	r.xid++
	r.write(append([]any{r.xid, op}, fields...)...)
	return r.xid
}

// call sends a request; the next message of the server must be its reply.
func (r *raw) call(op int, fields ...any) *message {
	r.t.Helper()
	xid := r.send(op, fields...)
	m := r.read().head()
	assert.Equal(r.t, m.xid, xid)
	return m
}

// message is a message of a server.
type message struct {
	t    *testing.T
	rest []byte
	xid  int32
	zxid int64
	code int32
}

func (r *raw) read() *message {
	r.t.Helper()
	var length [4]byte
	_, err := io.ReadFull(r.conn, length[:])
	assert.NilError(r.t, err)
	body := make([]byte, binary.BigEndian.Uint32(length[:]))
	_, err = io.ReadFull(r.conn, body)
	assert.NilError(r.t, err)
	return &message{t: r.t, rest: body}
}

// ends waits until the server ends the connection.
func (r *raw) ends() {
	r.t.Helper()
	n, err := r.conn.Read(make([]byte, 1))
	assert.Equal(r.t, n, 0)
	assert.ErrorIs(r.t, err, io.EOF)
}

func (m *message) head() *message {
	m.xid, m.zxid, m.code = m.int32(), m.int64(), m.int32()
	return m
}

func (m *message) take(n int) []byte {
	m.t.Helper()
	assert.Assert(m.t, n <= len(m.rest), "the message ends")
	b := m.rest[:n]
	m.rest = m.rest[n:]
	return b
}

func (m *message) int32() int32 { return int32(binary.BigEndian.Uint32(m.take(4))) }
func (m *message) int64() int64 { return int64(binary.BigEndian.Uint64(m.take(8))) }
func (m *message) bool() bool   { return m.take(1)[0] != 0 }

func (m *message) string() string { return string(m.take(int(max(0, m.int32())))) }

func (m *message) strings() []string {
	all := []string{}
	for range m.int32() {
		all = append(all, m.string())
	}
	return all
}

// stat holds the fields of a Stat that the tests check.
type stat struct {
	version, cversion, aversion int32
	owner                       int64
	length, children            int32
	created, modified, pzxid    int64
}

func (m *message) stat() stat {
	s := stat{created: m.int64(), modified: m.int64()}
	m.int64()
	m.int64()
	s.version, s.cversion, s.aversion = m.int32(), m.int32(), m.int32()
	s.owner, s.length, s.children, s.pzxid = m.int64(), m.int32(), m.int32(), m.int64()
	return s
}

// ended checks that the message has no more fields.
func (m *message) ended() { assert.Equal(m.t, len(m.rest), 0) }

// event is a watch event.
type event struct {
	kind int32
	path string
}

// event reads the next message of the server, which must be an event.
func (r *raw) event() event {
	r.t.Helper()
	e, _ := r.eventAt()
	return e
}

func (r *raw) eventAt() (event, int64) {
	r.t.Helper()
	m := r.read().head()
	assert.Equal(r.t, m.xid, int32(-1))
	e := event{kind: m.int32()}
	assert.Equal(r.t, m.int32(), int32(3), "connected")
	e.path = m.string()
	m.ended()
	return e, m.zxid
}

// create creates a znode, which must not exist.
func (r *raw) create(path string, flags int) {
	r.t.Helper()
	assert.Equal(r.t, r.call(opCreate, path, "", open, flags).code, int32(0))
}

func (r *raw) set(path, data string) {
	r.t.Helper()
	assert.Equal(r.t, r.call(opSetData, path, data, -1).code, int32(0))
}

func (r *raw) delete(path string) {
	r.t.Helper()
	assert.Equal(r.t, r.call(opDelete, path, -1).code, int32(0))
}
