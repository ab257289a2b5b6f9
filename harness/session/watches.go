package session

import (
	"maps"
	"slices"
	"strconv"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// watches holds the paths that the session watches, by mode. It follows the rules of
// ZooKeeper's own client (ZKWatchManager), which sets its watches again on every server
// that it connects to.
type watches map[timeline.WatchMode]map[string]bool

func (ws watches) put(mode timeline.WatchMode, path string) {
	if ws[mode] == nil {
		ws[mode] = map[string]bool{}
	}
	ws[mode][path] = true
}

// add adds a watch after the reply to it, whose error code is "" for success. An exists
// watch on a znode that exists is a data watch. On a znode that does not exist, only an
// exists watch is set.
func (ws watches) add(mode timeline.WatchMode, path, code string) {
	switch {
	case code == "" && mode == timeline.WatchExists:
		ws.put(timeline.WatchData, path)
	case code == "", mode == timeline.WatchExists && code == timeline.CodeNoNode:
		ws.put(mode, path)
	}
}

// remove removes the watches of a path that an unwatch of the mode removes.
func (ws watches) remove(mode timeline.WatchMode, path string) {
	for of := range ws {
		if mode == of || mode == timeline.WatchAny || mode == timeline.WatchData && of == timeline.WatchExists {
			delete(ws[of], path)
		}
	}
}

// eventTypes maps the types of events to ZooKeeper's names (Watcher.Event.EventType).
var eventTypes = map[int32]string{
	-1: "None", 1: timeline.NodeCreated, 2: timeline.NodeDeleted, 3: timeline.NodeDataChanged, 4: timeline.NodeChildrenChanged,
	5: "DataWatchRemoved", 6: "ChildWatchRemoved", 7: "PersistentWatchRemoved",
}

// eventStates maps the client states in events to ZooKeeper's names
// (Watcher.Event.KeeperState).
var eventStates = map[int32]string{
	0: "Disconnected", 3: "SyncConnected", 4: "AuthFailed", 5: "ConnectedReadOnly", 6: "SaslAuthenticated", 7: "Closed", -112: "Expired",
}

func nameOf(names map[int32]string, n int32) string {
	if name, ok := names[n]; ok {
		return name
	}
	return strconv.Itoa(int(n))
}

// removeFired removes the watches that an event has triggered; persistent ones stay.
func (ws watches) removeFired(eventType, path string) {
	var modes []timeline.WatchMode
	switch eventType {
	case timeline.NodeCreated, timeline.NodeDataChanged:
		modes = []timeline.WatchMode{timeline.WatchData, timeline.WatchExists}
	case timeline.NodeChildrenChanged:
		modes = []timeline.WatchMode{timeline.WatchChildren}
	case timeline.NodeDeleted:
		modes = []timeline.WatchMode{timeline.WatchData, timeline.WatchExists, timeline.WatchChildren}
	}
	for _, mode := range modes {
		delete(ws[mode], path)
	}
}

// handleWatchEvent records a watch event, at its position between the replies.
func (l *link) handleWatchEvent(w *wire, zxid timeline.Zxid, body []byte) {
	in := &reader{buf: body}
	kind, state := nameOf(eventTypes, in.int()), nameOf(eventStates, in.int())
	path := in.string()
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.wire != w || in.bad {
		return // the connection was dropped on purpose: its remaining events are ignored
	}
	l.carryover.watches.removeFired(kind, path)
	l.journal.watchEvent(timeline.Watch{
		Session: l.id, Server: w.goal.server, Type: kind, State: state, Path: path, Zxid: zxid, Arrival: l.carryover.nextArrival(),
	})
}

// maxWatchBytes limits the paths in one request that sets watches again, in bytes.
// ZooKeeper's client has the same limit (ClientCnxn.SET_WATCHES_MAX_LENGTH), which is far
// below the limit of a server.
const maxWatchBytes = 128 << 10

// requests returns the requests that set all watches on a server. The server answers with
// the events that the client has missed since the zxid.
func (ws watches) requests(seen timeline.Zxid) []rawRequest {
	var all []rawRequest
	batch, size := watches{}, 0
	for _, mode := range WatchModes() {
		for _, path := range slices.Sorted(maps.Keys(ws[mode])) {
			if size > 0 && size+len(path) > maxWatchBytes {
				all = append(all, batch.request(seen))
				batch, size = watches{}, 0
			}
			batch.put(mode, path)
			size += len(path)
		}
	}
	if size > 0 {
		all = append(all, batch.request(seen))
	}
	return all
}

// rawRequest is a request of the session itself, without a caller.
type rawRequest struct {
	code timeline.Opcode
	body []byte
}

// request returns one request that sets all watches. It is a setWatches unless there are
// persistent watches, because servers before 3.6.0 do not support setWatches2.
func (ws watches) request(seen timeline.Zxid) rawRequest {
	code, modes := timeline.OpcodeSetWatches, []timeline.WatchMode{timeline.WatchData, timeline.WatchExists, timeline.WatchChildren}
	if len(ws[timeline.WatchPersistent])+len(ws[timeline.WatchRecursive]) > 0 {
		code, modes = timeline.OpcodeSetWatches2, append(modes, timeline.WatchPersistent, timeline.WatchRecursive)
	}
	w := &writer{}
	w.long(int64(seen))
	for _, mode := range modes {
		w.strings(slices.Sorted(maps.Keys(ws[mode])))
	}
	return rawRequest{code, w.buf}
}
