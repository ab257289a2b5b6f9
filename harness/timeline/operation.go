package timeline

// The operations, as the timeline names them.
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
	OpClose       = "close"   // ends the session on the servers; Session.Close is still owed
)

// CreateMode is how a znode is created.
type CreateMode string

// The modes. Containers exist since 3.5.1; those with a TTL since 3.5.3, where
// zookeeper.extendedTypesEnabled is true.
const (
	Persistent                  CreateMode = "persistent"
	PersistentSequential        CreateMode = "persistent_sequential"
	PersistentWithTTL           CreateMode = "persistent_with_ttl"
	PersistentSequentialWithTTL CreateMode = "persistent_sequential_with_ttl"
	Ephemeral                   CreateMode = "ephemeral"
	EphemeralSequential         CreateMode = "ephemeral_sequential"
	Container                   CreateMode = "container"
)

// HasTTL tells whether the server deletes such a znode by itself once it has had
// no children and no change for a while.
func (m CreateMode) HasTTL() bool { return m == PersistentWithTTL || m == PersistentSequentialWithTTL }

// Sequential tells whether the server puts a number behind the path.
func (m CreateMode) Sequential() bool {
	return m == PersistentSequential || m == EphemeralSequential || m == PersistentSequentialWithTTL
}

// Vanishes tells whether the server may delete such a znode without being asked.
func (m CreateMode) Vanishes() bool { return m != "" && m != Persistent && m != PersistentSequential }

// WatchMode is what a watch waits for.
type WatchMode string

// The modes of watches. The persistent ones exist since 3.6.0.
const (
	WatchData       WatchMode = "data"
	WatchChildren   WatchMode = "children"
	WatchExists     WatchMode = "exists"
	WatchPersistent WatchMode = "persistent"
	WatchRecursive  WatchMode = "persistent_recursive"
	WatchAny        WatchMode = "any" // only of unwatch
)

// Codes that are not ZooKeeper's own, and those that the harness itself looks for.
const (
	CodeNotSent        = "NotSent"        // refused: the request never left
	CodeInvalidPath    = "InvalidPath"    // refused: no server was asked
	CodeConnectionLoss = "ConnectionLoss" // unknown: the connection ended before the reply
	CodeTimeout        = "Timeout"        // unknown: the caller waited no longer
	CodeUnreadable     = "Unreadable"     // unknown: the reply is none that this operation can have
	CodeNoNode         = "NoNode"         // also of exists, for which it is an ok answer
	CodeNoAuth         = "NoAuth"
	CodeSessionExpired = "SessionExpired"
)

// The types of the events that tell of a change.
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

// NoPermission stands for the digest of a znode that this client may not read, and
// for its ACL.
const NoPermission = "no permission"
