package timeline

import (
	"bytes"
	"time"
)

// decode reads a line of the usual form into e, in a tenth of the time of the library. It
// returns false for any other line, and leaves e undefined then. Tests compare its results
// with those of the library.
func (c *cursor) decode(line []byte, e *Event) bool {
	c.line, c.at, c.odd = line, 0, false
	*e = Event{}
	readObject(c, e, eventFields)
	return !c.odd && len(bytes.TrimRight(line[c.at:], space)) == 0
}

// The fields of the parts of a timeline, in the order in which appendLine writes them. The
// parts of rare events are not here.

var eventFields = []field[Event]{
	{"seq", func(c *cursor, e *Event) { e.Seq = readNumber[int](c) }},
	{"at_ns", func(c *cursor, e *Event) { e.At = readNumber[time.Duration](c) }},
	{"step", func(c *cursor, e *Event) { e.Step = c.text() }},
	{"kind", func(c *cursor, e *Event) { e.Kind = Kind(c.text()) }},
	{"actor", func(c *cursor, e *Event) { e.Actor = c.text() }},
	{"what", func(c *cursor, e *Event) { e.What = c.text() }},
	{"receipt", func(c *cursor, e *Event) { e.Receipt = c.text() }},
	{"source", func(c *cursor, e *Event) { e.Source = c.text() }},
	{"outcome", func(c *cursor, e *Event) { e.Outcome = Outcome(c.text()) }},
	{"server", func(c *cursor, e *Event) { e.Server = readNew(c, serverFields) }},
	{"handshake", func(c *cursor, e *Event) { e.Handshake = readNew(c, handshakeFields) }},
	{"op", func(c *cursor, e *Event) { e.Op = readNew(c, opFields) }},
	{"watch", func(c *cursor, e *Event) { e.Watch = readNew(c, watchFields) }},
	{"tree", func(c *cursor, e *Event) { e.Tree = readNew(c, treeFields) }},
	{"disk", func(c *cursor, e *Event) { e.Disk = readNew(c, diskFields) }},
}

var serverFields = []field[Server]{
	{"id", func(c *cursor, s *Server) { s.ID = readNumber[int](c) }},
	{"change", func(c *cursor, s *Server) { s.Change = c.text() }},
	{"zxid", func(c *cursor, s *Server) { s.Zxid = Zxid(c.id()) }},
	{"epoch", func(c *cursor, s *Server) { s.Epoch = readNumber[uint32](c) }},
	{"role", func(c *cursor, s *Server) { s.Role = c.text() }},
	{"sync", func(c *cursor, s *Server) { s.Sync = c.text() }},
	{"session", func(c *cursor, s *Server) { s.SessionID = SessionID(c.id()) }},
	{"exit", func(c *cursor, s *Server) { s.Exit = c.text() }},
	{"line", func(c *cursor, s *Server) { s.Line = c.text() }},
	{"exception", func(c *cursor, s *Server) { s.Exception = c.text() }},
	{"grave", func(c *cursor, s *Server) { s.Grave = c.boolean() }},
}

var handshakeFields = []field[Handshake]{
	{"client", func(c *cursor, h *Handshake) { h.Client = c.text() }},
	{"server", func(c *cursor, h *Handshake) { h.Server = readNumber[int](c) }},
	{"asked", func(c *cursor, h *Handshake) { h.Asked = SessionID(c.id()) }},
	{"last_zxid_seen", func(c *cursor, h *Handshake) { h.LastZxidSeen = Zxid(c.id()) }},
	{"granted", func(c *cursor, h *Handshake) { h.Granted = SessionID(c.id()) }},
	{"timeout_ns", func(c *cursor, h *Handshake) { h.Timeout = readNumber[time.Duration](c) }},
}

var statFields = []field[Stat]{
	{"czxid", func(c *cursor, s *Stat) { s.Czxid = Zxid(c.id()) }},
	{"mzxid", func(c *cursor, s *Stat) { s.Mzxid = Zxid(c.id()) }},
	{"pzxid", func(c *cursor, s *Stat) { s.Pzxid = Zxid(c.id()) }},
	{"ctime", func(c *cursor, s *Stat) { s.Ctime = c.integer() }},
	{"mtime", func(c *cursor, s *Stat) { s.Mtime = c.integer() }},
	{"version", func(c *cursor, s *Stat) { s.Version = readNumber[int32](c) }},
	{"cversion", func(c *cursor, s *Stat) { s.Cversion = readNumber[int32](c) }},
	{"aversion", func(c *cursor, s *Stat) { s.Aversion = readNumber[int32](c) }},
	{"ephemeral_owner", func(c *cursor, s *Stat) { s.EphemeralOwner = SessionID(c.id()) }},
	{"data_length", func(c *cursor, s *Stat) { s.DataLength = readNumber[int32](c) }},
	{"num_children", func(c *cursor, s *Stat) { s.NumChildren = readNumber[int32](c) }},
}

var opFields = []field[Op]{
	{"name", func(c *cursor, op *Op) { op.Name = c.text() }},
	{"path", func(c *cursor, op *Op) { op.Path = c.text() }},
	{"client", func(c *cursor, op *Op) { op.Client = c.text() }},
	{"session", func(c *cursor, op *Op) { op.Session = SessionID(c.id()) }},
	{"server", func(c *cursor, op *Op) { op.Server = readNumber[int](c) }},
	{"invoke_ns", func(c *cursor, op *Op) { op.Invoke = readNumber[time.Duration](c) }},
	{"return_ns", func(c *cursor, op *Op) { op.Return = readNumber[time.Duration](c) }},
	{"arrival", func(c *cursor, op *Op) { op.Arrival = readNumber[int](c) }},
	{"xid", func(c *cursor, op *Op) { op.Xid = readNumber[int32](c) }},
	{"zxid", func(c *cursor, op *Op) { op.Zxid = Zxid(c.id()) }},
	{"code", func(c *cursor, op *Op) { op.Code = c.text() }},
	{"mode", func(c *cursor, op *Op) { op.Mode = c.text() }},
	{"ttl_ns", func(c *cursor, op *Op) { op.TTL = readNumber[time.Duration](c) }},
	{"version", func(c *cursor, op *Op) { op.Version = c.version() }},
	{"watch", func(c *cursor, op *Op) { op.Watch = c.text() }},
	{"opcode", func(c *cursor, op *Op) { op.Opcode = readNumber[Opcode](c) }},
	{"asked", func(c *cursor, op *Op) { op.Asked = c.text() }},
	{"data", func(c *cursor, op *Op) { op.Data = c.text() }},
	{"size", func(c *cursor, op *Op) { op.Size = readNumber[int](c) }},
	{"digest", func(c *cursor, op *Op) { op.Digest = c.text() }},
	{"stat", func(c *cursor, op *Op) { op.Stat = readNew(c, statFields) }},
	{"children", func(c *cursor, op *Op) { op.Children = c.textList() }},
	{"acl", func(c *cursor, op *Op) { op.ACL = c.textList() }},
	{"parts", func(c *cursor, op *Op) { op.Parts = readObjects(c, partFields) }},
}

var partFields = []field[Part]{
	{"name", func(c *cursor, p *Part) { p.Name = c.text() }},
	{"path", func(c *cursor, p *Part) { p.Path = c.text() }},
	{"outcome", func(c *cursor, p *Part) { p.Outcome = Outcome(c.text()) }},
	{"code", func(c *cursor, p *Part) { p.Code = c.text() }},
	{"mode", func(c *cursor, p *Part) { p.Mode = c.text() }},
	{"ttl_ns", func(c *cursor, p *Part) { p.TTL = readNumber[time.Duration](c) }},
	{"version", func(c *cursor, p *Part) { p.Version = c.version() }},
	{"data", func(c *cursor, p *Part) { p.Data = c.text() }},
	{"size", func(c *cursor, p *Part) { p.Size = readNumber[int](c) }},
	{"digest", func(c *cursor, p *Part) { p.Digest = c.text() }},
	{"acl", func(c *cursor, p *Part) { p.ACL = c.textList() }},
	{"stat", func(c *cursor, p *Part) { p.Stat = readNew(c, statFields) }},
}

var watchFields = []field[Watch]{
	{"client", func(c *cursor, w *Watch) { w.Client = c.text() }},
	{"session", func(c *cursor, w *Watch) { w.Session = SessionID(c.id()) }},
	{"server", func(c *cursor, w *Watch) { w.Server = readNumber[int](c) }},
	{"type", func(c *cursor, w *Watch) { w.Type = c.text() }},
	{"state", func(c *cursor, w *Watch) { w.State = c.text() }},
	{"path", func(c *cursor, w *Watch) { w.Path = c.text() }},
	{"zxid", func(c *cursor, w *Watch) { w.Zxid = Zxid(c.id()) }},
	{"arrival", func(c *cursor, w *Watch) { w.Arrival = readNumber[int](c) }},
}

var treeFields = []field[Tree]{
	{"server", func(c *cursor, t *Tree) { t.Server = readNumber[int](c) }},
	{"zxid", func(c *cursor, t *Tree) { t.Zxid = Zxid(c.id()) }},
	{"znodes", func(c *cursor, t *Tree) { t.Znodes = readObjects(c, znodeFields) }},
}

var znodeFields = []field[Znode]{
	{"path", func(c *cursor, z *Znode) { z.Path = c.text() }},
	{"digest", func(c *cursor, z *Znode) { z.Digest = c.text() }},
	{"stat", func(c *cursor, z *Znode) { readObject(c, &z.Stat, statFields) }},
	{"acl", func(c *cursor, z *Znode) { z.ACL = c.textList() }},
	{"hidden", func(c *cursor, z *Znode) { z.Hidden = c.boolean() }},
}

var diskFields = []field[Disk]{
	{"server", func(c *cursor, d *Disk) { d.Server = readNumber[int](c) }},
	{"snapshots", func(c *cursor, d *Disk) { d.Snapshots = readObjects(c, snapshotFields) }},
	{"logs", func(c *cursor, d *Disk) { d.Logs = readObjects(c, logFileFields) }},
	{"txns", func(c *cursor, d *Disk) { d.Txns = readObjects(c, txnFields) }},
}

var snapshotFields = []field[Snapshot]{
	{"file", func(c *cursor, s *Snapshot) { s.File = c.text() }},
	{"zxid", func(c *cursor, s *Snapshot) { s.Zxid = Zxid(c.id()) }},
	{"size", func(c *cursor, s *Snapshot) { s.Size = c.integer() }},
	{"znodes", func(c *cursor, s *Snapshot) { s.Znodes = readNumber[int](c) }},
	{"trouble", func(c *cursor, s *Snapshot) { s.Trouble = c.text() }},
}

var logFileFields = []field[LogFile]{
	{"file", func(c *cursor, l *LogFile) { l.File = c.text() }},
	{"size", func(c *cursor, l *LogFile) { l.Size = c.integer() }},
	{"spans", func(c *cursor, l *LogFile) { l.Spans = readObjects(c, spanFields) }},
	{"trouble", func(c *cursor, l *LogFile) { l.Trouble = c.text() }},
}

var spanFields = []field[Span]{
	{"first", func(c *cursor, s *Span) { s.First = Zxid(c.id()) }},
	{"last", func(c *cursor, s *Span) { s.Last = Zxid(c.id()) }},
}

var txnFields = []field[Txn]{
	{"zxid", func(c *cursor, t *Txn) { t.Zxid = Zxid(c.id()) }},
	{"session", func(c *cursor, t *Txn) { t.Session = SessionID(c.id()) }},
	{"xid", func(c *cursor, t *Txn) { t.Xid = readNumber[int32](c) }},
	{"type", func(c *cursor, t *Txn) { t.Type = c.text() }},
}

func (c *cursor) version() *int32 {
	v := readNumber[int32](c)
	return &v
}

func (c *cursor) textList() []string {
	return readList(c, func(c *cursor, s *string) { *s = c.text() })
}

func readObjects[T any](c *cursor, fields []field[T]) []T {
	return readList(c, func(c *cursor, v *T) { readObject(c, v, fields) })
}
