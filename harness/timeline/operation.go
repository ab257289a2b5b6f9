package timeline

// Names of operations, the values of Op.Name and Part.Name.
const (
	OpCreate      = "create"
	OpSet         = "set"
	OpDelete      = "delete"
	OpRead        = "read"
	OpExists      = "exists"
	OpChildren    = "children"
	OpSync        = "sync"
	OpACL         = "acl"
	OpSetACL      = "set_acl"
	OpTransaction = "transaction"
	OpCheck       = "check" // only as a part of a transaction
	OpWatch       = "watch"
	OpUnwatch     = "unwatch"
	OpAuth        = "auth"
	OpReconfig    = "reconfig"
	OpRequest     = "request" // any opcode, with any fields
	OpClose       = "close"   // ends the session on the servers; its client must still be closed
)

// CreateMode selects the kind of znode that a create makes.
type CreateMode string

// The modes, the values of Op.Mode and Part.Mode. Containers exist since 3.5.1;
// those with a TTL since 3.5.3, where zookeeper.extendedTypesEnabled is true.
const (
	Persistent                  CreateMode = "persistent"
	PersistentSequential        CreateMode = "persistent_sequential"
	PersistentWithTTL           CreateMode = "persistent_with_ttl"
	PersistentSequentialWithTTL CreateMode = "persistent_sequential_with_ttl"
	Ephemeral                   CreateMode = "ephemeral"
	EphemeralSequential         CreateMode = "ephemeral_sequential"
	Container                   CreateMode = "container"
)

// HasTTL reports whether the server deletes such a znode by itself after it has had
// no children and no change for its TTL.
func (m CreateMode) HasTTL() bool { return m == PersistentWithTTL || m == PersistentSequentialWithTTL }

// Sequential reports whether the server appends a number to the path.
func (m CreateMode) Sequential() bool {
	return m == PersistentSequential || m == EphemeralSequential || m == PersistentSequentialWithTTL
}

// Vanishes reports whether the server may delete such a znode without a request.
func (m CreateMode) Vanishes() bool { return m != "" && m != Persistent && m != PersistentSequential }

// WatchMode selects the changes that a watch waits for.
type WatchMode string

// The modes of watches, the values of Op.Watch. The persistent ones exist since
// 3.6.0.
const (
	WatchData       WatchMode = "data"
	WatchChildren   WatchMode = "children"
	WatchExists     WatchMode = "exists"
	WatchPersistent WatchMode = "persistent"
	WatchRecursive  WatchMode = "persistent_recursive"
	WatchAny        WatchMode = "any" // only of unwatch
)

// Values of Op.Code that ZooKeeper does not have, and those of ZooKeeper's that the
// harness treats specially.
const (
	CodeNotSent        = "NotSent"        // refused: the request was never sent
	CodeInvalidPath    = "InvalidPath"    // refused: the client rejected the path and sent nothing
	CodeConnectionLoss = "ConnectionLoss" // unknown: the connection ended before the reply
	CodeTimeout        = "Timeout"        // unknown: the caller stopped waiting
	CodeUnreadable     = "Unreadable"     // unknown: the reply does not fit the operation
	CodeNoNode         = "NoNode"         // also with an exists that is ok
	CodeNoAuth         = "NoAuth"
	CodeSessionExpired = "SessionExpired"
)

// Types of the watch events that report a change (Watcher.Event.EventType), the
// values of Watch.Type.
const (
	NodeCreated         = "NodeCreated"
	NodeDeleted         = "NodeDeleted"
	NodeDataChanged     = "NodeDataChanged"
	NodeChildrenChanged = "NodeChildrenChanged"
)

// EventTypes lists the types of the events that servers send, sorted.
func EventTypes() []string {
	return []string{NodeChildrenChanged, NodeCreated, NodeDataChanged, NodeDeleted}
}

// TxnError is the type of a transaction that changes nothing, the value of Txn.Type.
const TxnError = "error"

// NoPermission replaces the digest and the ACL of a znode that the reading session
// may not read.
const NoPermission = "no permission"

// effect classifies operations by the state that they read or change.
type effect int

const (
	noEffect effect = iota // reads and changes no znodes: concerns the connection, or is opaque
	reads                  // reads the state of one server
	updates                // changes the state of all servers
)

// effectOf returns the effect of the operation with the name, and whether there is one. An
// unknown name is an error, because every check would ignore the operation.
func effectOf(name string) (effect, bool) {
	switch name {
	case OpACL, OpChildren, OpExists, OpRead, OpSync, OpWatch:
		return reads, true
	case OpClose, OpCreate, OpDelete, OpReconfig, OpSet, OpSetACL, OpTransaction:
		return updates, true
	case OpAuth, OpRequest, OpUnwatch:
		return noEffect, true
	}
	return noEffect, false
}

// usesPath reports whether the path of an operation matters: it must be that of a znode.
// A sync, whose path servers ignore, and requests that need none may lack it. That of a
// transaction or a close means nothing.
func usesPath(op *Op) bool {
	switch op.Name {
	case OpClose, OpTransaction:
		return false
	case OpAuth, OpReconfig, OpRequest, OpSync:
		return op.Path != ""
	}
	return true
}

// Reads reports whether the operation reads the state of one server: read, exists,
// children, acl, sync and watch.
func (op *Op) Reads() bool {
	of, _ := effectOf(op.Name)
	return of == reads
}

// Updates reports whether the operation has a place in the order of zxids if it
// succeeds: writes, and the close of a session.
func (op *Op) Updates() bool {
	of, _ := effectOf(op.Name)
	return of == updates
}
