package session

import (
	"context"
	"fmt"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// The operations, as the timeline names them.
const (
	OpCreate   = "create"
	OpSet      = "set"
	OpDelete   = "delete"
	OpRead     = "read"
	OpExists   = "exists"
	OpChildren = "children"
	OpSync     = "sync"
)

// AnyVersion makes set and delete take a znode at whatever version it has.
const AnyVersion int32 = -1

// CreateMode is how a znode is created.
type CreateMode string

// The modes.
const (
	Persistent           CreateMode = "persistent"
	PersistentSequential CreateMode = "persistent_sequential"
	Ephemeral            CreateMode = "ephemeral"
	EphemeralSequential  CreateMode = "ephemeral_sequential"
)

// Modes are all of them, sorted.
func Modes() []CreateMode {
	return []CreateMode{Ephemeral, EphemeralSequential, Persistent, PersistentSequential}
}

// Request is one operation, as it is asked for.
type Request struct {
	Op      string
	Path    string
	Data    []byte     // create, set
	Version int32      // set, delete
	Mode    CreateMode // create; "" is persistent
}

// Result is an operation that has ended. What never left is refused with a Code
// of this package, and its Server is 0; what left and found no answer is unknown.
type Result struct {
	timeline.Op // Path is the one that was created; Stat is nil where the reply has none
	Outcome     timeline.Outcome
	Data        []byte // read: all of it
	Why         string // in words, when the outcome is not ok
}

// Codes that are not ZooKeeper's own.
const (
	CodeNotSent        = "NotSent"        // refused: the request never left
	CodeInvalidPath    = "InvalidPath"    // refused: no server was asked
	CodeConnectionLoss = "ConnectionLoss" // unknown: the connection ended before the reply
	CodeTimeout        = "Timeout"        // unknown: the caller waited no longer
	CodeNoNode         = "NoNode"         // also of exists, for which it is an ok answer
	CodeNoAuth         = "NoAuth"
	CodeSessionExpired = "SessionExpired"
)

// Err is nil when the operation is ok, else says what became of it.
func (r Result) Err() error {
	if r.Outcome == timeline.OK {
		return nil
	}
	where := ""
	if r.Server != 0 {
		where = fmt.Sprintf(" on server %d", r.Server)
	}
	return fmt.Errorf("%s %s%s: %s, %s: %s", r.Name, r.Path, where, r.Outcome, r.Code, r.Why)
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
