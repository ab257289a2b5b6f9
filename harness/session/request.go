package session

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// AnyVersion makes set, delete, set_acl and check accept any version of the znode.
const AnyVersion int32 = -1

// createFlags maps the modes to ZooKeeper's numbers (CreateMode).
var createFlags = map[timeline.CreateMode]int32{
	timeline.Persistent:                  0,
	timeline.Ephemeral:                   1,
	timeline.PersistentSequential:        2,
	timeline.EphemeralSequential:         3,
	timeline.Container:                   4,
	timeline.PersistentWithTTL:           5,
	timeline.PersistentSequentialWithTTL: 6,
}

// Modes lists all modes of a create, sorted.
func Modes() []timeline.CreateMode { return slices.Sorted(maps.Keys(createFlags)) }

// watchTypes maps the modes of an unwatch to ZooKeeper's numbers (Watcher.WatcherType).
// Servers support the persistent ones since 3.9.0.
var watchTypes = map[timeline.WatchMode]int32{timeline.WatchChildren: 1, timeline.WatchData: 2, timeline.WatchAny: 3, timeline.WatchPersistent: 4, timeline.WatchRecursive: 5}

// WatchModes lists the modes of a watch, sorted.
func WatchModes() []timeline.WatchMode {
	return []timeline.WatchMode{timeline.WatchChildren, timeline.WatchData, timeline.WatchExists, timeline.WatchPersistent, timeline.WatchRecursive}
}

// UnwatchModes lists the modes of an unwatch, sorted.
func UnwatchModes() []timeline.WatchMode { return slices.Sorted(maps.Keys(watchTypes)) }

// Request is one operation to perform. The comments name the operations that use a field.
type Request struct {
	Op      string
	Path    string
	Data    []byte              // create, set; auth: the credentials
	Version int32               // set, delete, set_acl, check
	Mode    timeline.CreateMode // create; "" is persistent
	ACL     []string            // create, set_acl; nil is World
	TTL     time.Duration       // create with a TTL mode; sent in milliseconds
	Watch   timeline.WatchMode  // watch, unwatch
	Parts   []Request           // transaction: create, set, delete, check
	Scheme  string              // auth

	Joining, Leaving, Members []string // reconfig; nil is none
	ConfigVersion             int64    // reconfig: expected version of the current configuration, or -1 for any

	Opcode timeline.Opcode // request
	Fields []any           // request: string, int32, int64, bool or []byte; a nil []byte is a missing string or buffer
}

// Result is an operation that has ended. A request that was never sent is refused, with
// code NotSent, InvalidPath or SessionExpired and server 0. A request that was sent and
// not answered is unknown.
type Result struct {
	timeline.Op // Path is the path that was created; Stat is nil if the reply has none
	Outcome     timeline.Outcome
	Data        []byte // read, watch of data, reconfig: the whole data
	Reply       []byte // request: the bytes after the header of the reply
	Why         string // reason in words if the outcome is not ok
}

// Err returns nil if the operation is ok, else an error with its outcome and the reason.
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

// Create creates a znode whose ACL permits everything to everybody.
func (s *Session) Create(ctx context.Context, path string, data []byte, mode timeline.CreateMode) Result {
	return s.Do(ctx, Request{Op: timeline.OpCreate, Path: path, Data: data, Mode: mode})
}

// Set writes the data of a znode. It is refused if the znode has another version.
func (s *Session) Set(ctx context.Context, path string, data []byte, version int32) Result {
	return s.Do(ctx, Request{Op: timeline.OpSet, Path: path, Data: data, Version: version})
}

// Delete deletes a znode. It is refused if the znode has another version.
func (s *Session) Delete(ctx context.Context, path string, version int32) Result {
	return s.Do(ctx, Request{Op: timeline.OpDelete, Path: path, Version: version})
}

// Read reads the data and the Stat of a znode.
func (s *Session) Read(ctx context.Context, path string) Result {
	return s.Do(ctx, Request{Op: timeline.OpRead, Path: path})
}

// Exists reads the Stat of a znode. If there is no znode the result is ok, with a nil Stat
// and code NoNode.
func (s *Session) Exists(ctx context.Context, path string) Result {
	return s.Do(ctx, Request{Op: timeline.OpExists, Path: path})
}

// Children lists the names of a znode's children, sorted.
func (s *Session) Children(ctx context.Context, path string) Result {
	return s.Do(ctx, Request{Op: timeline.OpChildren, Path: path})
}

// Sync makes the session's server catch up with its leader.
func (s *Session) Sync(ctx context.Context, path string) Result {
	return s.Do(ctx, Request{Op: timeline.OpSync, Path: path})
}

// Do submits the request and waits for the end of the operation.
func (s *Session) Do(ctx context.Context, r Request) Result {
	return s.Submit(ctx, r).Wait(ctx)
}
