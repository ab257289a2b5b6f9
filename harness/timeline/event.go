package timeline

import "time"

// Version is the version of the JSON Lines that Log writes and Read accepts.
const Version = 2

// Kind says what an event tells, and with it which of its parts is set.
type Kind string

// The kinds of event.
const (
	KindRun       Kind = "run"       // the first line: what ran, where; part run
	KindStep      Kind = "step"      // a step of the story begins
	KindFault     Kind = "fault"     // the harness did something to a server or session; receipt proves it
	KindServer    Kind = "server"    // a server changed its state; part server
	KindHandshake Kind = "handshake" // a client and a server agreed on a session, or did not; part handshake
	KindInvoke    Kind = "invoke"    // a client operation left its client; part op, as far as it is known by then
	KindOp        Kind = "op"        // a client operation ended; part op
	KindWatch     Kind = "watch"     // a client received the event of a watch; part watch
	KindTree      Kind = "tree"      // all znodes that one server serves; part tree
	KindDisk      Kind = "disk"      // the snapshots and transactions that one server has on its disks; part disk
	KindFinding   Kind = "finding"   // a require, await, assert, fact or check was answered; part finding
	KindNote      Kind = "note"      // anything else worth reading
	KindEnd       Kind = "end"       // the last line: the story was told to its end, or what says why not
)

// Outcome is how an operation, a fault or a finding ended.
type Outcome string

// The outcomes. An operation is ok, refused or unknown; a finding holds (ok), is
// broken, is unknown or untested; the end is ok, unknown or failed.
const (
	OK       Outcome = "ok"       // it happened, or it holds
	Refused  Outcome = "refused"  // the server answered no: it surely did not happen
	Unknown  Outcome = "unknown"  // it may have happened, and checks allow both; or nobody can tell
	Broken   Outcome = "broken"   // it does not hold
	Untested Outcome = "untested" // nothing in the run put a promise to the test
	Failed   Outcome = "failed"   // the harness or the machine broke
)

// Event is one line of the timeline. The part that its kind names is set, and no
// other.
type Event struct {
	Seq     int           `json:"seq"`               // place in the order of appending: 1, 2, 3, ...
	At      time.Duration `json:"at_ns"`             // since the start of the run, on a monotonic clock: never less than that of the event before
	Step    string        `json:"step,omitempty"`    // step of the scenario, or "boot" or "judge"; of an end that is not ok, the step in which the run stopped
	Kind    Kind          `json:"kind"`              // what the event tells, and with it which part is set
	Actor   string        `json:"actor,omitempty"`   // who: "server 2", "session app"
	What    string        `json:"what,omitempty"`    // in words
	Receipt string        `json:"receipt,omitempty"` // the proof that a fault took effect
	Outcome Outcome       `json:"outcome,omitempty"` // of a fault, handshake, op, finding or end, which must have one; of no other

	Run       *Run       `json:"run,omitempty"`       // of kind run
	Server    *Server    `json:"server,omitempty"`    // of kind server
	Handshake *Handshake `json:"handshake,omitempty"` // of kind handshake
	Op        *Op        `json:"op,omitempty"`        // of kinds invoke and op
	Watch     *Watch     `json:"watch,omitempty"`     // of kind watch
	Tree      *Tree      `json:"tree,omitempty"`      // of kind tree
	Disk      *Disk      `json:"disk,omitempty"`      // of kind disk
	Finding   *Finding   `json:"finding,omitempty"`   // of kind finding
}

// Run is the head of a timeline.
type Run struct {
	Version  int       `json:"version"`            // of the format of the timeline
	ID       string    `json:"id"`                 // names the run; its folder is called so
	Scenario string    `json:"scenario"`           // name of the scenario
	Control  string    `json:"control,omitempty"`  // which control of the scenario this is
	Release  string    `json:"release"`            // of ZooKeeper
	Runtime  string    `json:"runtime"`            // where the servers ran: docker, local, or any other word
	Started  time.Time `json:"started"`            // by the harness's wall clock
	Servers  []Member  `json:"servers,omitempty"`  // of the ensemble, those that start later too
	Expected []string  `json:"expected,omitempty"` // the guarantees that are expected to break on this release

	Summary    string   `json:"summary,omitempty"`    // summary of the scenario; this and the fields below are for the report only
	References []string `json:"references,omitempty"` // references of the scenario, such as issues
	Digest     string   `json:"digest,omitempty"`     // digest of the scenario's text, the procedures it calls and the variables that were set
	Build      string   `json:"build,omitempty"`      // folder or image that the servers were made from instead of the published release
	Steps      []string `json:"steps,omitempty"`      // names of the scenario's steps in order, also of those that did not run
}

// Member is a server of the ensemble as the run begins.
type Member struct {
	ID       int    `json:"id"`                 // its number in zoo.cfg
	Observer bool   `json:"observer,omitempty"` // it has no vote
	Release  string `json:"release,omitempty"`  // where it is not that of the run
}

// The changes of a server.
const (
	Exited      = "exited"               // its process is gone
	Looking     = "looking for a leader" // it stands for election
	Leading     = "leading"              // it was elected
	Following   = "following"            // it found a leader
	Observing   = "observing"            // it found a leader, and has no vote
	Established = "epoch established"    // a quorum supports it in its epoch
	Synced      = "sync"                 // its leader began to bring it up to date
	UpToDate    = "up to date"           // its leader told it so; releases before 3.5.0 do not log it
	Expired     = "session expired"      // it ended a session that it heard nothing of
	Serving     = "serving"              // it serves in a role or an epoch that it did not tell before
	Complained  = "complains"            // it logs an error or a warning; of each wording in a life the first
)

// Server is what became known of a server, and the line that told it, of its log
// or of its answer to a command. What the event does not tell is left out.
type Server struct {
	ID        int       `json:"id"`                // which server
	Change    string    `json:"change"`            // what became known, in the words of the table above
	Zxid      Zxid      `json:"zxid,omitempty"`    // that it stands for election with, leads from, is synced to, or serves at
	Epoch     uint32    `json:"epoch,omitempty"`   // that it leads, or of the zxid that it serves at
	Role      string    `json:"role,omitempty"`    // by its own answer: leader, follower, observer or standalone
	Sync      string    `json:"sync,omitempty"`    // how its leader brings it up to date: DIFF, SNAP or TRUNC
	SessionID SessionID `json:"session,omitempty"` // that has expired
	Exit      string    `json:"exit,omitempty"`    // how its process ended
	Line      string    `json:"line,omitempty"`    // that told it; an exit has none
}

// Handshake is one ConnectRequest and its ConnectResponse.
type Handshake struct {
	Client       string        `json:"client"`         // the session's name in the scenario
	Server       int           `json:"server"`         // that was asked
	Asked        SessionID     `json:"asked"`          // the session id that the client sent; 0 asks for a new session
	LastZxidSeen Zxid          `json:"last_zxid_seen"` // that the client sent
	Granted      SessionID     `json:"granted"`        // what the server answered; 0: it knows no such session (any more), or said nothing
	Timeout      time.Duration `json:"timeout_ns"`     // that the server granted
}

// Stat is ZooKeeper's Stat of a znode.
type Stat struct {
	Czxid          Zxid      `json:"czxid"`                     // that created it
	Mzxid          Zxid      `json:"mzxid"`                     // that last wrote its data
	Pzxid          Zxid      `json:"pzxid"`                     // that last created or deleted a child
	Ctime          int64     `json:"ctime"`                     // when it was created, in milliseconds since 1970
	Mtime          int64     `json:"mtime"`                     // when its data was last written, in milliseconds since 1970
	Version        int32     `json:"version"`                   // how often its data was written since
	Cversion       int32     `json:"cversion"`                  // how often its children changed
	Aversion       int32     `json:"aversion"`                  // how often its ACL was set
	EphemeralOwner SessionID `json:"ephemeral_owner,omitempty"` // the session of an ephemeral znode; containers and TTLs have marks of their own here
	DataLength     int32     `json:"data_length"`               // in bytes
	NumChildren    int32     `json:"num_children"`              // how many it has
}

// Op is one client operation. An invocation has what is asked and not what is
// answered: its return_ns is 0.
type Op struct {
	Name     string        `json:"name"`               // create, set, delete, read, exists, children, sync, acl, set_acl, transaction, watch, unwatch, auth, reconfig, request, close
	Path     string        `json:"path,omitempty"`     // that is asked for; of a sequential create that is ok, the one that was created
	Client   string        `json:"client"`             // the session's name in the scenario
	Session  SessionID     `json:"session"`            // that it belongs to
	Server   int           `json:"server"`             // that the request was sent to; 0 when it never left
	Invoke   time.Duration `json:"invoke_ns"`          // when the client asked, on the clock of at_ns
	Return   time.Duration `json:"return_ns"`          // when the reply came, or the client waited no longer, on the clock of at_ns
	Arrival  int           `json:"arrival,omitempty"`  // place of the reply among all replies and watch events that the client received, from 1; 0 when none came
	Xid      int32         `json:"xid,omitempty"`      // of the request; with client and session it leads from an invoke to its op
	Zxid     Zxid          `json:"zxid,omitempty"`     // of the reply's header: the position of the server that answered; 0 when no reply came, or it told none (early 3.4 releases, on reads)
	Code     string        `json:"code,omitempty"`     // ZooKeeper's name of the refusal, such as NoNode; or why it is unknown
	Mode     string        `json:"mode,omitempty"`     // of a create: persistent, ephemeral, container, persistent_sequential, ephemeral_sequential, persistent_with_ttl, persistent_sequential_with_ttl
	TTL      time.Duration `json:"ttl_ns,omitempty"`   // of a znode that is created with one
	Watch    string        `json:"watch,omitempty"`    // what a watch or unwatch is for: data, children, exists, persistent, persistent_recursive, any
	Opcode   int32         `json:"opcode,omitempty"`   // of a request
	Asked    string        `json:"asked,omitempty"`    // what a request, reconfig or auth asks for, in words
	Data     string        `json:"data,omitempty"`     // written or read, when it is text of at most 256 bytes
	Size     int           `json:"size,omitempty"`     // of the data, in bytes
	Digest   string        `json:"digest,omitempty"`   // of the data: the first 8 bytes of its SHA-256, in hexadecimal digits
	Stat     *Stat         `json:"stat,omitempty"`     // that the reply has
	Children []string      `json:"children,omitempty"` // names that were listed, sorted
	ACL      []string      `json:"acl,omitempty"`      // asked for or read, such as "world:anyone:cdrwa"; a create without one lets everybody do everything
	Parts    []Part        `json:"parts,omitempty"`    // of a transaction, in order
}

// Part is one operation of a transaction. Of a refused transaction all parts are
// refused, and the code tells which one was to blame: it is left out where the part
// would have been ok, and RuntimeInconsistency behind the part that was refused.
type Part struct {
	Name    string        `json:"name"`             // create, set, delete, check
	Path    string        `json:"path"`             // of a sequential create that is ok, the one that was created
	Outcome Outcome       `json:"outcome"`          // of the transaction; empty in an invocation
	Code    string        `json:"code,omitempty"`   // what the server says of this part
	Mode    string        `json:"mode,omitempty"`   // as that of an op
	TTL     time.Duration `json:"ttl_ns,omitempty"` // as that of an op
	Data    string        `json:"data,omitempty"`   // written, as that of an op
	Size    int           `json:"size,omitempty"`   // of the data, in bytes
	Digest  string        `json:"digest,omitempty"` // of the data, as that of an op
	ACL     []string      `json:"acl,omitempty"`    // asked for
	Stat    *Stat         `json:"stat,omitempty"`   // that the reply has
}

// Watch is the event of a watch, as it passed on the connection.
type Watch struct {
	Client  string    `json:"client"`         // the session's name in the scenario
	Session SessionID `json:"session"`        // that received it
	Server  int       `json:"server"`         // that sent it
	Type    string    `json:"type"`           // NodeCreated, NodeDeleted, NodeDataChanged, NodeChildrenChanged, ...
	State   string    `json:"state"`          // that the server tells the client to be in: SyncConnected, ...
	Path    string    `json:"path"`           // of the znode
	Zxid    Zxid      `json:"zxid,omitempty"` // of the change; servers tell it since 3.9.0
	Arrival int       `json:"arrival"`        // place among all replies and watch events that the client received, from 1
}

// Znode is one entry of a Tree.
type Znode struct {
	Path   string   `json:"path"`          // from the root
	Digest string   `json:"digest"`        // of its data, as that of an op; or why it could not be read
	Stat   Stat     `json:"stat"`          // as the server told it
	ACL    []string `json:"acl,omitempty"` // left out when it lets everybody do everything
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
	Server int     `json:"server"` // that serves them
	Zxid   Zxid    `json:"zxid"`   // the server's position when the last znode was read
	Znodes []Znode `json:"znodes"` // all of them, sorted by path
}

// Disk is what one server has on its disks: which transactions, in which files.
type Disk struct {
	Server    int        `json:"server"`              // whose disks they are
	Snapshots []Snapshot `json:"snapshots,omitempty"` // from the oldest to the newest
	Logs      []LogFile  `json:"logs,omitempty"`      // from the oldest to the newest
	Txns      []Txn      `json:"txns,omitempty"`      // the logged transactions of the requests whose end no client knows
}

// Snapshot is one snapshot file. One that has neither Znodes nor Trouble was not
// read: the log beside it holds all that it could add.
type Snapshot struct {
	File    string `json:"file"`              // its name
	Zxid    Zxid   `json:"zxid"`              // that of its name: the last transaction that it is sure to hold; it may hold later ones
	Size    int64  `json:"size"`              // in bytes
	Znodes  int    `json:"znodes,omitempty"`  // how many it holds
	Trouble string `json:"trouble,omitempty"` // why it is not valid
}

// LogFile is one file of the transaction log.
type LogFile struct {
	File    string `json:"file"`              // its name
	Size    int64  `json:"size"`              // in bytes
	Spans   []Span `json:"spans,omitempty"`   // in the order of the file
	Trouble string `json:"trouble,omitempty"` // why reading it ended early; what comes before it counts
}

// Span is a run of transactions of one epoch whose zxids follow each other
// without a gap, both ends included.
type Span struct {
	First Zxid `json:"first"` // the first of them
	Last  Zxid `json:"last"`  // the last of them
}

// Txn is one logged transaction and the request that it was made for.
type Txn struct {
	Zxid    Zxid      `json:"zxid"`    // of the transaction
	Session SessionID `json:"session"` // whose request it was
	Xid     int32     `json:"xid"`     // of the request
	Type    string    `json:"type"`    // ZooKeeper's name: create, setData, error, ...
}

// Finding is the answer to a require, await, assert, fact or check.
type Finding struct {
	By        string `json:"by"`                  // require, await, assert, fact, or the name of a check
	Guarantee string `json:"guarantee,omitempty"` // the promise that is at stake, if any
	Reported  string `json:"reported,omitempty"`  // of a fact: what the report said
	Observed  string `json:"observed,omitempty"`  // of a fact: what this run saw
	Matches   bool   `json:"matches,omitempty"`   // of a fact: whether the two agree
}
