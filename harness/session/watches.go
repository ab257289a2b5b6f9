package session

import (
	"maps"
	"slices"
	"strconv"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// watches are the paths that the session watches, by what for. They are kept by
// the rules of ZooKeeper's own client (ZKWatchManager), which asks every server
// that it comes to for them anew.
type watches map[timeline.WatchMode]map[string]bool

func (ws watches) put(mode timeline.WatchMode, path string) {
	if ws[mode] == nil {
		ws[mode] = map[string]bool{}
	}
	ws[mode][path] = true
}

// add takes note of the answer to a watch. On a znode that exists, an exists is
// as good as a read; of one that does not, only an exists leaves a watch.
func (ws watches) add(mode timeline.WatchMode, path, refusal string) {
	switch {
	case refusal == "" && mode == timeline.WatchExists:
		ws.put(timeline.WatchData, path)
	case refusal == "", mode == timeline.WatchExists && refusal == timeline.CodeNoNode:
		ws.put(mode, path)
	}
}

// remove takes note of a removal.
func (ws watches) remove(mode timeline.WatchMode, path string) {
	for of := range ws {
		if mode == of || mode == timeline.WatchAny || mode == timeline.WatchData && of == timeline.WatchExists {
			delete(ws[of], path)
		}
	}
}

// eventTypes are ZooKeeper's names of what happened (Watcher.Event.EventType).
var eventTypes = map[int32]string{
	-1: "None", 1: timeline.NodeCreated, 2: timeline.NodeDeleted, 3: timeline.NodeDataChanged, 4: timeline.NodeChildrenChanged,
	5: "DataWatchRemoved", 6: "ChildWatchRemoved", 7: "PersistentWatchRemoved",
}

// eventStates are ZooKeeper's names of the client's state (Watcher.Event.KeeperState).
var eventStates = map[int32]string{
	0: "Disconnected", 3: "SyncConnected", 4: "AuthFailed", 5: "ConnectedReadOnly", 6: "SaslAuthenticated", 7: "Closed", -112: "Expired",
}

func nameOr(names map[int32]string, n int32) string {
	if name, ok := names[n]; ok {
		return name
	}
	return strconv.Itoa(int(n))
}

// goOff forgets the watches that an event has used up; persistent ones stay.
func (ws watches) goOff(eventType, path string) {
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

// happens takes note of the event of a watch, at its place between the replies.
func (s *Session) happens(w *wire, zxid timeline.Zxid, body []byte) {
	in := &reader{buf: body}
	kind, state := nameOr(eventTypes, in.int()), nameOr(eventStates, in.int())
	path := in.string()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.wire != w || in.bad {
		return // cut on purpose: what still comes out of it is not heard any more
	}
	s.watches.goOff(kind, path)
	s.arrival++
	if !s.opts.Quiet {
		s.opts.Log.Append(timeline.Event{Kind: timeline.KindWatch, Actor: "session " + s.opts.Name, Watch: &timeline.Watch{
			Client: s.opts.Name, Session: s.id, Server: w.goal.server,
			Type: kind, State: state, Path: path, Zxid: zxid, Arrival: s.arrival,
		}})
	}
}

// longestWatches is how many bytes of paths one request to set watches again holds.
// ZooKeeper's client keeps to the same (ClientCnxn.SET_WATCHES_MAX_LENGTH), far
// below what a server takes.
const longestWatches = 128 << 10

// again is the requests that ask a server for all watches, and for the events that
// the client has missed since the zxid.
func (ws watches) again(seen timeline.Zxid) []request {
	var all []request
	batch, size := watches{}, 0
	for _, mode := range WatchModes() {
		for _, path := range slices.Sorted(maps.Keys(ws[mode])) {
			if size > 0 && size+len(path) > longestWatches {
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

// request is a request of the session's own, without a caller.
type request struct {
	code timeline.Opcode
	body []byte
}

// request leaves out what servers before 3.6.0 do not know, unless there is need.
func (ws watches) request(seen timeline.Zxid) request {
	code, modes := timeline.OpcodeSetWatches, []timeline.WatchMode{timeline.WatchData, timeline.WatchExists, timeline.WatchChildren}
	if len(ws[timeline.WatchPersistent])+len(ws[timeline.WatchRecursive]) > 0 {
		code, modes = timeline.OpcodeSetWatches2, append(modes, timeline.WatchPersistent, timeline.WatchRecursive)
	}
	w := &writer{}
	w.long(int64(seen))
	for _, mode := range modes {
		w.strings(slices.Sorted(maps.Keys(ws[mode])))
	}
	return request{code, w.buf}
}

// resumption is what a client says first to a server that knows its session: who
// it is, and what it watches, in the order of ZooKeeper's own client.
func (s *Session) resumption(w *wire) [][]byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	var frames [][]byte
	for _, c := range s.credentials {
		frames = append(frames, frame(s.nextXidLocked(), c.code, c.body))
	}
	for _, r := range s.watches.again(w.lastZxidSeen) {
		frames = append(frames, frame(s.nextXidLocked(), r.code, r.body))
	}
	return frames
}

// forgetLocked leaves a session behind: the next one has nothing of it.
func (s *Session) forgetLocked() {
	s.watches, s.credentials = watches{}, nil
}
