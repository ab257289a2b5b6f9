package timeline

import "time"

// Version is the version of the JSON Lines that Log writes and Read accepts.
const Version = 2

// Kind says what an event tells, and with it which of its parts is set.
type Kind string

// The kinds of event.
const (
	KindRun       Kind = "run"       // the first line: what ran, where; part Run
	KindStep      Kind = "step"      // a step of the story begins
	KindFault     Kind = "fault"     // the harness did something to a server or session; Receipt proves it
	KindServer    Kind = "server"    // a server changed its state; part Server
	KindHandshake Kind = "handshake" // a client and a server agreed on a session, or did not; part Handshake
	KindInvoke    Kind = "invoke"    // a client operation left its client; part Op, as far as it is known by then
	KindOp        Kind = "op"        // a client operation ended; part Op
	KindWatch     Kind = "watch"     // a client received the event of a watch; part Watch
	KindTree      Kind = "tree"      // all znodes that one server serves; part Tree
	KindDisk      Kind = "disk"      // the snapshots and transactions that one server has on its disks; part Disk
	KindFinding   Kind = "finding"   // a require, await, assert, fact or check was answered; part Finding
	KindNote      Kind = "note"      // anything else worth reading
	KindEnd       Kind = "end"       // the last line: the story was told to its end, or What says why not
)

// Outcome is how an operation, a fault or a finding ended.
type Outcome string

// The outcomes. An operation is ok, refused or unknown; a finding holds (ok), is
// broken, is unknown or untested; the end is ok, unknown or failed.
const (
	OK      Outcome = "ok"
	Refused Outcome = "refused" // the server answered no: it surely did not happen
	Unknown Outcome = "unknown" // it may have happened: checks must allow both
	Broken  Outcome = "broken"
	// Untested is that nothing in the run put a promise to the test.
	Untested Outcome = "untested"
	// Failed is that the harness or the machine broke.
	Failed Outcome = "failed"
)

// Event is one line of the timeline. At is the offset from the start of the run
// on a monotonic clock; of the parts below Outcome at most the one that Kind
// names is set.
type Event struct {
	Seq     int           `json:"seq"`
	At      time.Duration `json:"at_ns"`
	Step    string        `json:"step,omitempty"`
	Kind    Kind          `json:"kind"`
	Actor   string        `json:"actor,omitempty"`   // who: "server 2", "session app"
	What    string        `json:"what,omitempty"`    // in words
	Receipt string        `json:"receipt,omitempty"` // the proof that a fault took effect
	Outcome Outcome       `json:"outcome,omitempty"`

	Run       *Run       `json:"run,omitempty"`
	Server    *Server    `json:"server,omitempty"`
	Handshake *Handshake `json:"handshake,omitempty"`
	Op        *Op        `json:"op,omitempty"`
	Watch     *Watch     `json:"watch,omitempty"`
	Tree      *Tree      `json:"tree,omitempty"`
	Disk      *Disk      `json:"disk,omitempty"`
	Finding   *Finding   `json:"finding,omitempty"`
}

// Run is the head of a timeline.
type Run struct {
	Version  int       `json:"version"`
	ID       string    `json:"id"`
	Scenario string    `json:"scenario"`
	Control  string    `json:"control,omitempty"` // which control of the scenario this is
	Release  string    `json:"release"`
	Runtime  string    `json:"runtime"`
	Started  time.Time `json:"started"`
	Servers  []Member  `json:"servers,omitempty"`
	Expected []string  `json:"expected,omitempty"` // the guarantees that are expected to break on this release
}

// Member is a server of the ensemble as the run begins.
type Member struct {
	ID       int    `json:"id"`
	Observer bool   `json:"observer,omitempty"`
	Release  string `json:"release,omitempty"` // where it is not that of the run
}

// The changes of a server.
const (
	Exited      = "exited"
	Looking     = "looking for a leader"
	Leading     = "leading"
	Following   = "following"
	Observing   = "observing"
	Established = "epoch established"
	Synced      = "sync"
	UpToDate    = "up to date"
	Expired     = "session expired"
	Serving     = "serving"   // Role, by the server's own answer to a command
	Complained  = "complains" // Line is an error or a warning, of each wording in a life the first
)

// Server is what became known of a server, and the line that told it, of its log
// or of its answer to a command.
// Fields that this event does not tell are zero.
type Server struct {
	ID        int       `json:"id"`
	Change    string    `json:"change"` // one of the above
	Zxid      Zxid      `json:"zxid,omitempty"`
	Epoch     uint32    `json:"epoch,omitempty"`
	Role      string    `json:"role,omitempty"` // leader, follower, observer or standalone
	Sync      string    `json:"sync,omitempty"` // DIFF, SNAP or TRUNC
	SessionID SessionID `json:"session,omitempty"`
	Exit      string    `json:"exit,omitempty"`
	Line      string    `json:"line,omitempty"`
}

// Handshake is one ConnectRequest and its ConnectResponse.
type Handshake struct {
	Client       string        `json:"client"` // the session's name in the scenario
	Server       int           `json:"server"`
	Asked        SessionID     `json:"asked"` // the session id that the client sent; 0 asks for a new session
	LastZxidSeen Zxid          `json:"last_zxid_seen"`
	Granted      SessionID     `json:"granted"` // what the server answered; 0: it knows no such session (any more)
	Timeout      time.Duration `json:"timeout_ns"`
}

// Stat is ZooKeeper's Stat of a znode. Times are milliseconds since 1970.
type Stat struct {
	Czxid          Zxid      `json:"czxid"`
	Mzxid          Zxid      `json:"mzxid"`
	Pzxid          Zxid      `json:"pzxid"`
	Ctime          int64     `json:"ctime"`
	Mtime          int64     `json:"mtime"`
	Version        int32     `json:"version"`
	Cversion       int32     `json:"cversion"`
	Aversion       int32     `json:"aversion"`
	EphemeralOwner SessionID `json:"ephemeral_owner,omitempty"`
	DataLength     int32     `json:"data_length"`
	NumChildren    int32     `json:"num_children"`
}

// Op is one client operation. Invoke and Return are offsets like Event.At. Zxid
// is that of the reply's header, the position of the server that answered; 0
// when no reply came, or when it told none (early 3.4 releases, on reads).
type Op struct {
	Name     string        `json:"name"` // create, set, delete, read, exists, children, sync, acl, set_acl, transaction, watch, unwatch, auth, reconfig, request, close
	Path     string        `json:"path,omitempty"`
	Client   string        `json:"client"`
	Session  SessionID     `json:"session"`
	Server   int           `json:"server"` // the server that the request was sent to; 0 when it never left
	Invoke   time.Duration `json:"invoke_ns"`
	Return   time.Duration `json:"return_ns"`
	Arrival  int           `json:"arrival,omitempty"` // place of the reply among all replies and watch events that the client received, from 1; 0 when none came
	Xid      int32         `json:"xid,omitempty"`
	Zxid     Zxid          `json:"zxid,omitempty"`
	Code     string        `json:"code,omitempty"`   // ZooKeeper's name of the refusal, such as NoNode; or why it is unknown
	Mode     string        `json:"mode,omitempty"`   // how a znode is created: persistent, ephemeral, ...
	TTL      time.Duration `json:"ttl_ns,omitempty"` // of a znode that is created with one
	Watch    string        `json:"watch,omitempty"`  // what a watch or unwatch is for: data, children, exists, persistent, persistent_recursive, any
	Opcode   int32         `json:"opcode,omitempty"` // of a request
	Asked    string        `json:"asked,omitempty"`  // what a request, reconfig or auth asks for, in words
	Data     string        `json:"data,omitempty"`   // written or read, when it is short text
	Size     int           `json:"size,omitempty"`   // of the data in bytes
	Digest   string        `json:"digest,omitempty"`
	Stat     *Stat         `json:"stat,omitempty"`
	Children []string      `json:"children,omitempty"`
	ACL      []string      `json:"acl,omitempty"`   // asked for or read; a create without one lets everybody do everything
	Parts    []Part        `json:"parts,omitempty"` // of a transaction, in order
}

// Part is one operation of a transaction. Its Outcome is that of the transaction;
// of a refused one, Code tells what the server says of this part: nothing where
// it would have been ok, RuntimeInconsistency behind the part that was refused.
type Part struct {
	Name    string        `json:"name"` // create, set, delete, check
	Path    string        `json:"path"` // of a sequential create that is ok, the one that was created
	Outcome Outcome       `json:"outcome"`
	Code    string        `json:"code,omitempty"`
	Mode    string        `json:"mode,omitempty"`
	TTL     time.Duration `json:"ttl_ns,omitempty"`
	Data    string        `json:"data,omitempty"`
	Size    int           `json:"size,omitempty"`
	Digest  string        `json:"digest,omitempty"`
	ACL     []string      `json:"acl,omitempty"`
	Stat    *Stat         `json:"stat,omitempty"`
}

// Watch is the event of a watch, as it passed on the connection.
type Watch struct {
	Client  string    `json:"client"`
	Session SessionID `json:"session"`
	Server  int       `json:"server"`
	Type    string    `json:"type"`  // NodeCreated, NodeDeleted, NodeDataChanged, NodeChildrenChanged, ...
	State   string    `json:"state"` // that the server tells the client to be in: SyncConnected, ...
	Path    string    `json:"path"`
	Zxid    Zxid      `json:"zxid,omitempty"` // of the change; servers tell it since 3.9.0
	Arrival int       `json:"arrival"`        // see Op.Arrival
}

// Znode is one entry of a Tree. Digest is that of its data. ACL is empty when it
// lets everybody do everything.
type Znode struct {
	Path   string   `json:"path"`
	Digest string   `json:"digest"`
	Stat   Stat     `json:"stat"`
	ACL    []string `json:"acl,omitempty"`
}

// Own tells whether no transaction ever touched the znode: neither made nor wrote
// it, nor its children. Then it is the server's own affair. The znode
// /zookeeper/config holds what that server's zoo.cfg lists (DataTree.addConfigNode),
// and releases before 3.5.0 have none.
func (z Znode) Own() bool { return z.Stat.Czxid == 0 && z.Stat.Mzxid == 0 && z.Stat.Pzxid == 0 }

// Replicated leaves out what no transaction wrote: each server makes some znodes
// itself when it starts, such as /zookeeper/config (DataTree.addConfigNode), by
// its own clock. No transaction created them, so their czxid is 0.
func (z Znode) Replicated() Znode {
	if z.Stat.Czxid == 0 {
		z.Stat.Ctime, z.Stat.Mtime = 0, 0
	}
	return z
}

// Same tells whether two servers agree on a znode: its data and its Stat.
func (z Znode) Same(other Znode) bool {
	a, b := z.Replicated(), other.Replicated()
	return a.Path == b.Path && a.Digest == b.Digest && a.Stat == b.Stat
}

// Tree is every znode that one server serves, sorted by path, read by a session
// of its own after a sync.
type Tree struct {
	Server int     `json:"server"`
	Zxid   Zxid    `json:"zxid"` // the server's position when the last znode was read
	Znodes []Znode `json:"znodes"`
}

// Disk is what one server has on its disks: which transactions, in which files.
type Disk struct {
	Server    int        `json:"server"`
	Snapshots []Snapshot `json:"snapshots,omitempty"` // from the oldest to the newest
	Logs      []LogFile  `json:"logs,omitempty"`      // from the oldest to the newest
	// Txns are the logged transactions of the requests whose end no client knows.
	Txns []Txn `json:"txns,omitempty"`
}

// Snapshot is one snapshot file. Zxid is that of its name: the last transaction
// that it is sure to hold; it may hold later ones.
type Snapshot struct {
	File    string `json:"file"`
	Zxid    Zxid   `json:"zxid"`
	Size    int64  `json:"size"`
	Znodes  int    `json:"znodes,omitempty"`
	Trouble string `json:"trouble,omitempty"` // why it is not valid
}

// LogFile is one file of the transaction log.
type LogFile struct {
	File    string `json:"file"`
	Size    int64  `json:"size"`
	Spans   []Span `json:"spans,omitempty"`   // in the order of the file
	Trouble string `json:"trouble,omitempty"` // why reading it ended early; what comes before it counts
}

// Span is a run of transactions of one epoch whose zxids follow each other
// without a gap, both ends included.
type Span struct {
	First Zxid `json:"first"`
	Last  Zxid `json:"last"`
}

// Txn is one logged transaction and the request that it was made for.
type Txn struct {
	Zxid    Zxid      `json:"zxid"`
	Session SessionID `json:"session"`
	Xid     int32     `json:"xid"`
	Type    string    `json:"type"` // ZooKeeper's name: create, setData, error, ...
}

// Finding is the answer to a require, await, assert, fact or check. Guarantee
// is the promise that is at stake, if any.
type Finding struct {
	By        string `json:"by"` // require, await, assert, fact, or the name of a check
	Guarantee string `json:"guarantee,omitempty"`
	Reported  string `json:"reported,omitempty"`
	Observed  string `json:"observed,omitempty"`
	Matches   bool   `json:"matches,omitempty"`
}
