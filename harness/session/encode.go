package session

import (
	"errors"
	"fmt"
	"strings"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// errInvalidPath reports a path that ZooKeeper's client would not send.
var errInvalidPath = errors.New("not the path of a znode")

// encode returns the opcode and body of the request, as ZooKeeper's own client encodes
// them.
func (r Request) encode() (timeline.Opcode, []byte, error) {
	code, ok := r.opcode()
	if !ok {
		return 0, nil, fmt.Errorf("unknown operation: %s %s%s", r.Op, r.Mode, r.Watch)
	}
	if err := r.checkPath(); err != nil {
		return 0, nil, err
	}
	w := &writer{}
	err := r.write(w)
	return code, w.buf, err
}

func (r Request) opcode() (timeline.Opcode, bool) {
	switch r.Op {
	case timeline.OpCreate:
		return createCodes[r.mode()], r.knownMode()
	case timeline.OpWatch:
		code, ok := watchCodes[r.Watch]
		return code, ok
	case timeline.OpUnwatch:
		_, ok := watchTypes[r.Watch]
		return timeline.OpcodeRemoveWatches, ok
	case timeline.OpRequest:
		return r.Opcode, true
	}
	code, ok := opcodes[r.Op]
	return code, ok
}

var opcodes = map[string]timeline.Opcode{
	timeline.OpDelete: timeline.OpcodeDelete, timeline.OpExists: timeline.OpcodeExists, timeline.OpRead: timeline.OpcodeGetData, timeline.OpSet: timeline.OpcodeSetData, timeline.OpSync: timeline.OpcodeSync, timeline.OpChildren: timeline.OpcodeGetChildren2,
	timeline.OpACL: timeline.OpcodeGetACL, timeline.OpSetACL: timeline.OpcodeSetACL, timeline.OpTransaction: timeline.OpcodeMulti, timeline.OpCheck: timeline.OpcodeCheck, timeline.OpAuth: timeline.OpcodeAuth, timeline.OpReconfig: timeline.OpcodeReconfig, timeline.OpClose: timeline.OpcodeClose,
}

var createCodes = map[timeline.CreateMode]timeline.Opcode{
	timeline.Persistent: timeline.OpcodeCreate, timeline.PersistentSequential: timeline.OpcodeCreate, timeline.Ephemeral: timeline.OpcodeCreate, timeline.EphemeralSequential: timeline.OpcodeCreate,
	timeline.Container: timeline.OpcodeCreateContainer, timeline.PersistentWithTTL: timeline.OpcodeCreateTTL, timeline.PersistentSequentialWithTTL: timeline.OpcodeCreateTTL,
}

var watchCodes = map[timeline.WatchMode]timeline.Opcode{
	timeline.WatchData: timeline.OpcodeGetData, timeline.WatchChildren: timeline.OpcodeGetChildren2, timeline.WatchExists: timeline.OpcodeExists,
	timeline.WatchPersistent: timeline.OpcodeAddWatch, timeline.WatchRecursive: timeline.OpcodeAddWatch,
}

func (r Request) mode() timeline.CreateMode {
	if r.Mode == "" {
		return timeline.Persistent
	}
	return r.Mode
}

func (r Request) knownMode() bool {
	_, ok := createFlags[r.mode()]
	return ok
}

// checkPath checks the path of operations that have one. Raw requests are not checked, so
// that they can send what no client would.
func (r Request) checkPath() error {
	switch r.Op {
	case timeline.OpTransaction, timeline.OpAuth, timeline.OpReconfig, timeline.OpRequest, timeline.OpClose:
		return nil
	}
	if err := timeline.CheckPath(r.Path, r.Op == timeline.OpCreate && r.Mode.Sequential()); err != nil {
		return fmt.Errorf("%w: %w", errInvalidPath, err)
	}
	return nil
}

// write encodes the body.
func (r Request) write(w *writer) error {
	switch r.Op {
	case timeline.OpCreate:
		return r.writeCreate(w)
	case timeline.OpTransaction:
		return r.writeTransaction(w)
	case timeline.OpRequest:
		return r.writeFields(w)
	case timeline.OpSetACL:
		return r.writeACL(w)
	case timeline.OpSet:
		w.string(r.Path)
		w.buffer(r.Data)
		w.int(r.Version)
	case timeline.OpDelete, timeline.OpCheck:
		w.string(r.Path)
		w.int(r.Version)
	case timeline.OpRead, timeline.OpExists, timeline.OpChildren:
		w.string(r.Path)
		w.bool(false)
	case timeline.OpSync, timeline.OpACL:
		w.string(r.Path)
	case timeline.OpWatch, timeline.OpUnwatch:
		r.writeWatch(w)
	case timeline.OpAuth:
		writeAuth(w, r.Scheme, r.Data)
	case timeline.OpReconfig:
		for _, servers := range [][]string{r.Joining, r.Leaving, r.Members} {
			w.buffer(serverList(servers))
		}
		w.long(r.ConfigVersion)
	}
	return nil
}

// serverList encodes a list for a reconfig. A nil list is a missing buffer.
func serverList(servers []string) []byte {
	if servers == nil {
		return nil
	}
	return []byte(strings.Join(servers, ","))
}

func writeAuth(w *writer, scheme string, credentials []byte) {
	w.int(0)
	w.string(scheme)
	w.buffer(credentials)
}

func (r Request) acl() ([]access, error) {
	if r.ACL == nil {
		return parseACL(World())
	}
	return parseACL(r.ACL)
}

func (r Request) writeCreate(w *writer) error {
	acl, err := r.acl()
	if err != nil {
		return err
	}
	w.string(r.Path)
	w.buffer(r.Data)
	w.acl(acl)
	w.int(createFlags[r.mode()])
	if r.Mode.HasTTL() {
		w.long(r.TTL.Milliseconds())
	}
	return nil
}

func (r Request) writeACL(w *writer) error {
	acl, err := r.acl()
	if err != nil {
		return err
	}
	w.string(r.Path)
	w.acl(acl)
	w.int(r.Version)
	return nil
}

// writeWatch encodes a watch or unwatch. As in ZooKeeper's client, a watch that fires once
// is set by a read.
func (r Request) writeWatch(w *writer) {
	w.string(r.Path)
	switch {
	case r.Op == timeline.OpUnwatch:
		w.int(watchTypes[r.Watch])
	case r.Watch == timeline.WatchPersistent:
		w.int(0)
	case r.Watch == timeline.WatchRecursive:
		w.int(1)
	default:
		w.bool(true)
	}
}

// writeTransaction encodes the parts, each after a MultiHeader, and a final MultiHeader.
func (r Request) writeTransaction(w *writer) error {
	for i, part := range r.Parts {
		switch part.Op {
		case timeline.OpCreate, timeline.OpSet, timeline.OpDelete, timeline.OpCheck:
		default:
			return fmt.Errorf("part %d: a transaction cannot contain %s", i+1, part.Op)
		}
		code, body, err := part.encode()
		if err != nil {
			return fmt.Errorf("part %d, %s %s: %w", i+1, part.Op, part.Path, err)
		}
		w.multiHeader(code, false)
		w.buf = append(w.buf, body...)
	}
	w.multiHeader(-1, true)
	return nil
}

func (w *writer) multiHeader(code timeline.Opcode, done bool) {
	w.int(int32(code))
	w.bool(done)
	w.int(-1)
}

func (r Request) writeFields(w *writer) error {
	for i, field := range r.Fields {
		switch v := field.(type) {
		case string:
			w.string(v)
		case int32:
			w.int(v)
		case int64:
			w.long(v)
		case bool:
			w.bool(v)
		case []byte:
			w.buffer(v)
		default:
			return fmt.Errorf("field %d: a request cannot contain %T", i+1, field)
		}
	}
	return nil
}

// description describes the contents of the request that its other recorded fields lack.
func (r Request) description() string {
	switch r.Op {
	case timeline.OpAuth:
		return r.Scheme
	case timeline.OpRequest:
		return strings.TrimSpace(fmt.Sprintf("opcode %d %s", r.Opcode, fieldTexts(r.Fields)))
	case timeline.OpReconfig:
		var all []string
		for _, list := range []struct {
			name    string
			servers []string
		}{{"joining", r.Joining}, {"leaving", r.Leaving}, {"members", r.Members}} {
			if list.servers != nil {
				all = append(all, list.name+" "+strings.Join(list.servers, ","))
			}
		}
		return strings.Join(all, "; ")
	}
	return ""
}

func fieldTexts(fields []any) string {
	texts := make([]string, len(fields))
	for i, field := range fields {
		switch v := field.(type) {
		case string:
			texts[i] = timeline.Text([]byte(fmt.Sprintf("%q", v)))
		case []byte:
			texts[i] = fmt.Sprintf("%d bytes", len(v))
		default:
			texts[i] = fmt.Sprint(v)
		}
	}
	return strings.Join(texts, " ")
}
