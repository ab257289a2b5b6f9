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
var createFlags = map[CreateMode]int32{
	Persistent:                  0,
	Ephemeral:                   1,
	PersistentSequential:        2,
	EphemeralSequential:         3,
	Container:                   4,
	PersistentWithTTL:           5,
	PersistentSequentialWithTTL: 6,
}

// Modes are all of them, sorted.
func Modes() []CreateMode { return slices.Sorted(maps.Keys(createFlags)) }

// watchTypes are the types of a removal (Watcher.WatcherType). Servers know the
// persistent ones since 3.9.0.
var watchTypes = map[WatchMode]int32{WatchChildren: 1, WatchData: 2, WatchAny: 3, WatchPersistent: 4, WatchRecursive: 5}

// WatchModes are those that a watch can have, sorted.
func WatchModes() []WatchMode {
	return []WatchMode{WatchChildren, WatchData, WatchExists, WatchPersistent, WatchRecursive}
}

// UnwatchModes are those that an unwatch can have, sorted.
func UnwatchModes() []WatchMode { return slices.Sorted(maps.Keys(watchTypes)) }

// Request is one operation, as it is asked for.
type Request struct {
	Op      string
	Path    string
	Data    []byte        // create, set; the credentials of auth
	Version int32         // set, delete, set_acl, check
	Mode    CreateMode    // create; "" is persistent
	ACL     []string      // create, set_acl; nil is World
	TTL     time.Duration // create with a TTL mode
	Watch   WatchMode     // watch, unwatch
	Parts   []Request     // transaction: create, set, delete, check
	Scheme  string        // auth

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
func (s *Session) Create(ctx context.Context, path string, data []byte, mode CreateMode) Result {
	return s.Do(ctx, Request{Op: OpCreate, Path: path, Data: data, Mode: mode})
}

// Set writes a znode that has this version, or AnyVersion.
func (s *Session) Set(ctx context.Context, path string, data []byte, version int32) Result {
	return s.Do(ctx, Request{Op: OpSet, Path: path, Data: data, Version: version})
}

// Delete removes a znode that has this version, or AnyVersion.
func (s *Session) Delete(ctx context.Context, path string, version int32) Result {
	return s.Do(ctx, Request{Op: OpDelete, Path: path, Version: version})
}

// Read reads the data and the Stat of a znode.
func (s *Session) Read(ctx context.Context, path string) Result {
	return s.Do(ctx, Request{Op: OpRead, Path: path})
}

// Exists asks for a znode's Stat. That there is none is an ok answer: Stat is nil
// and Code is NoNode.
func (s *Session) Exists(ctx context.Context, path string) Result {
	return s.Do(ctx, Request{Op: OpExists, Path: path})
}

// Children lists a znode's children, sorted.
func (s *Session) Children(ctx context.Context, path string) Result {
	return s.Do(ctx, Request{Op: OpChildren, Path: path})
}

// Sync makes the session's server catch up with the leader.
func (s *Session) Sync(ctx context.Context, path string) Result {
	return s.Do(ctx, Request{Op: OpSync, Path: path})
}

// Do submits the request and waits for its end.
func (s *Session) Do(ctx context.Context, r Request) Result {
	return s.Submit(ctx, r).Wait(ctx)
}
