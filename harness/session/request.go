package session

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// AnyVersion makes set, delete and the like take a znode at whatever version it has.
const AnyVersion int32 = -1

// createFlags are ZooKeeper's numbers of the modes (CreateMode).
var createFlags = map[timeline.CreateMode]int32{
	timeline.Persistent:                  0,
	timeline.Ephemeral:                   1,
	timeline.PersistentSequential:        2,
	timeline.EphemeralSequential:         3,
	timeline.Container:                   4,
	timeline.PersistentWithTTL:           5,
	timeline.PersistentSequentialWithTTL: 6,
}

// Modes are all of them, sorted.
func Modes() []timeline.CreateMode { return slices.Sorted(maps.Keys(createFlags)) }

// watchTypes are the types of a removal (Watcher.WatcherType). Servers know the
// persistent ones since 3.9.0.
var watchTypes = map[timeline.WatchMode]int32{timeline.WatchChildren: 1, timeline.WatchData: 2, timeline.WatchAny: 3, timeline.WatchPersistent: 4, timeline.WatchRecursive: 5}

// WatchModes are those that a watch can have, sorted.
func WatchModes() []timeline.WatchMode {
	return []timeline.WatchMode{timeline.WatchChildren, timeline.WatchData, timeline.WatchExists, timeline.WatchPersistent, timeline.WatchRecursive}
}

// UnwatchModes are those that an unwatch can have, sorted.
func UnwatchModes() []timeline.WatchMode { return slices.Sorted(maps.Keys(watchTypes)) }

// Request is one operation, as it is asked for.
type Request struct {
	Op      string
	Path    string
	Data    []byte              // create, set; the credentials of auth
	Version int32               // set, delete, set_acl, check
	Mode    timeline.CreateMode // create; "" is persistent
	ACL     []string            // create, set_acl; nil is World
	TTL     time.Duration       // create with a TTL mode
	Watch   timeline.WatchMode  // watch, unwatch
	Parts   []Request           // transaction: create, set, delete, check
	Scheme  string              // auth

	Joining, Leaving, Members []string // reconfig; nil is none
	ConfigVersion             int64    // reconfig: version of the present configuration, or -1

	Code   int32 // request: the opcode
	Fields []any // request: string, int32, int64, bool or []byte; a nil []byte is a missing string or buffer
}

// Result is an operation that has ended. What never left is refused with a Code
// of this package, and its Server is 0; what left and found no answer is unknown.
type Result struct {
	timeline.Op // Path is the one that was created; Stat is nil where the reply has none
	Outcome     timeline.Outcome
	Data        []byte // read, watch of data, reconfig: all of it
	Reply       []byte // request: what came behind the header of the reply
	Why         string // in words, when the outcome is not ok
}

// Err is nil when the operation is ok, else says what became of it.
func (r Result) Err() error {
	if r.Outcome == timeline.OK {
		return nil
	}
	what := r.Name
	if r.Path != "" {
		what += " " + r.Path
	}
	where := ""
	if r.Server != 0 {
		where = fmt.Sprintf(" on server %d", r.Server)
	}
	return fmt.Errorf("%s%s: %s, %s: %s", what, where, r.Outcome, r.Code, r.Why)
}

// Create makes a znode that everybody may do everything with.
func (s *Session) Create(ctx context.Context, path string, data []byte, mode timeline.CreateMode) Result {
	return s.Do(ctx, Request{Op: timeline.OpCreate, Path: path, Data: data, Mode: mode})
}

// Set writes a znode that has this version, or AnyVersion.
func (s *Session) Set(ctx context.Context, path string, data []byte, version int32) Result {
	return s.Do(ctx, Request{Op: timeline.OpSet, Path: path, Data: data, Version: version})
}

// Delete removes a znode that has this version, or AnyVersion.
func (s *Session) Delete(ctx context.Context, path string, version int32) Result {
	return s.Do(ctx, Request{Op: timeline.OpDelete, Path: path, Version: version})
}

// Read reads the data and the Stat of a znode.
func (s *Session) Read(ctx context.Context, path string) Result {
	return s.Do(ctx, Request{Op: timeline.OpRead, Path: path})
}

// Exists asks for a znode's Stat. That there is none is an ok answer: Stat is nil
// and Code is NoNode.
func (s *Session) Exists(ctx context.Context, path string) Result {
	return s.Do(ctx, Request{Op: timeline.OpExists, Path: path})
}

// Children lists a znode's children, sorted.
func (s *Session) Children(ctx context.Context, path string) Result {
	return s.Do(ctx, Request{Op: timeline.OpChildren, Path: path})
}

// Sync makes the session's server catch up with the leader.
func (s *Session) Sync(ctx context.Context, path string) Result {
	return s.Do(ctx, Request{Op: timeline.OpSync, Path: path})
}

// Do submits the request and waits for its end.
func (s *Session) Do(ctx context.Context, r Request) Result {
	return s.Submit(ctx, r).Wait(ctx)
}
