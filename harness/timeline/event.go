package timeline

import "time"

// Version is the version of the JSON Lines that Log writes and Read accepts.
const Version = 2

// Kind names the kind of an event. It determines which part of the event is set.
type Kind string

// The kinds of event.
const (
	KindRun       Kind = "run"       // the first line: what ran, and where; part run
	KindStep      Kind = "step"      // a step of the scenario begins
	KindFault     Kind = "fault"     // the harness did something to a server or session; the receipt proves it; part fault
	KindServer    Kind = "server"    // a server changed its state; part server
	KindHandshake Kind = "handshake" // a client and a server agreed on a session, or failed to; part handshake
	KindInvoke    Kind = "invoke"    // a client sent an operation; part op, with what is known before the reply
	KindOp        Kind = "op"        // a client operation ended; part op
	KindWatch     Kind = "watch"     // a client received a watch event; part watch
	KindTree      Kind = "tree"      // all znodes that one server serves; part tree
	KindDisk      Kind = "disk"      // the snapshots and transactions on the disks of one server; part disk
	KindFinding   Kind = "finding"   // the answer to a require, await, assert, fact or check; part finding
	KindNote      Kind = "note"      // anything else of interest to a reader
	KindEnd       Kind = "end"       // the last line: the run completed, or why it did not
)

// Outcome is the result of an operation, a fault or a finding.
type Outcome string

// The outcomes. An operation is ok, refused or unknown; a finding is ok, broken,
// unknown or untested; the end is ok, unknown or failed.
const (
	OK       Outcome = "ok"       // it happened, or it holds
	Refused  Outcome = "refused"  // the server answered with an error: it certainly did not happen
	Unknown  Outcome = "unknown"  // indeterminate: it may have happened, and checks allow both; of a finding, the evidence does not suffice
	Broken   Outcome = "broken"   // it does not hold
	Untested Outcome = "untested" // nothing in the run put the guarantee to the test
	Failed   Outcome = "failed"   // the harness or the machine broke
)

// Event is one line of the timeline. Of its parts only the one that belongs to its
// kind is set.
type Event struct {
	Seq     int           `json:"seq"`               // position in the timeline: 1, 2, 3, ...
	At      time.Duration `json:"at_ns"`             // time since the start of the run, on a monotonic clock; never less than that of the event before
	Step    string        `json:"step,omitempty"`    // step of the scenario, or "boot" or "judge"; of an end that is not ok, the step in which the run stopped
	Kind    Kind          `json:"kind"`              // kind of the event; it determines which part is set
	Actor   string        `json:"actor,omitempty"`   // origin of the event: "server 2", "session app"
	What    string        `json:"what,omitempty"`    // description for readers
	Receipt string        `json:"receipt,omitempty"` // proof that a fault took effect
	Source  string        `json:"source,omitempty"`  // file and line of the word of the scenario, as "lock.hcl:27": of its finding, and of an end that it caused
	Outcome Outcome       `json:"outcome,omitempty"` // required for a fault, handshake, op, finding and end; absent from all other kinds

	Run       *Run       `json:"run,omitempty"`       // only with kind run
	Fault     *Fault     `json:"fault,omitempty"`     // only with kind fault
	Server    *Server    `json:"server,omitempty"`    // only with kind server
	Handshake *Handshake `json:"handshake,omitempty"` // only with kind handshake
	Op        *Op        `json:"op,omitempty"`        // only with kinds invoke and op
	Watch     *Watch     `json:"watch,omitempty"`     // only with kind watch
	Tree      *Tree      `json:"tree,omitempty"`      // only with kind tree
	Disk      *Disk      `json:"disk,omitempty"`      // only with kind disk
	Finding   *Finding   `json:"finding,omitempty"`   // only with kind finding
}

// Run is the head of a timeline.
type Run struct {
	Version  int       `json:"version"`            // version of the format of the timeline
	ID       string    `json:"id"`                 // name of the run, and of its folder
	Scenario string    `json:"scenario"`           // name of the scenario
	Control  string    `json:"control,omitempty"`  // name of the control, if this run is one
	Release  string    `json:"release"`            // release of ZooKeeper
	Runtime  string    `json:"runtime"`            // where the servers ran: docker, local, or any other word
	Started  time.Time `json:"started"`            // start of the run by the harness's wall clock
	Servers  []Member  `json:"servers,omitempty"`  // servers of the ensemble, including those that start later
	Expected []string  `json:"expected,omitempty"` // guarantees that are expected to break on this release

	ExpectedAnyOf [][]string `json:"expected_any_of,omitempty"` // groups of guarantees: of each at least one is expected to break on this release, and a race decides which

	Tick          time.Duration `json:"tick_ns,omitempty"`        // tickTime of the servers; 0 if it is not known
	LocalSessions bool          `json:"local_sessions,omitempty"` // sessions are local until they need to be global (localSessionsEnabled)

	Summary    string   `json:"summary,omitempty"`    // summary of the scenario; this and the fields below are for the report only
	References []string `json:"references,omitempty"` // references of the scenario, such as issues
	Digest     string   `json:"digest,omitempty"`     // digest of the scenario's text, the procedures it calls and the variables that were set
	Build      string   `json:"build,omitempty"`      // folder or image that the servers were made from instead of the published release
	Steps      []string `json:"steps,omitempty"`      // names of the scenario's steps in order, also of those that did not run
}

// Expectations returns the groups of guarantees of which at least one is expected to break.
// A guarantee that is expected alone is a group of one. Without a head there are none.
func (r *Run) Expectations() [][]string {
	if r == nil {
		return nil
	}
	var groups [][]string
	for _, name := range r.Expected {
		groups = append(groups, []string{name})
	}
	return append(groups, r.ExpectedAnyOf...)
}

// Fault is what was done to servers, for the checks.
type Fault struct {
	Word    string `json:"word"`              // word of the scenario, such as kill, wipe or edit_file; roll_back stands for rolled_back. An exec, and a restore, is recorded when it begins and when it ends
	Servers []int  `json:"servers,omitempty"` // numbers of the servers that it was done to
	Zxid    Zxid   `json:"zxid,omitempty"`    // with roll_back and restore: transactions beyond this one are not history any more
}

// Member is a server of the ensemble as the run begins.
type Member struct {
	ID       int    `json:"id"`                 // its number in zoo.cfg
	Observer bool   `json:"observer,omitempty"` // it has no vote
	Release  string `json:"release,omitempty"`  // its release, if it differs from that of the run
}

// The changes of a server.
const (
	Exited      = "exited"               // its process is gone
	Looking     = "looking for a leader" // it takes part in an election
	Leading     = "leading"              // it was elected
	Following   = "following"            // it found a leader
	Observing   = "observing"            // it found a leader, and has no vote
	Established = "epoch established"    // a quorum supports it in its epoch
	Synced      = "sync"                 // its leader began to bring it up to date
	UpToDate    = "up to date"           // its leader sent UPTODATE; releases before 3.5.0 do not log it
	Expired     = "session expired"      // it expired a session from which nothing had arrived for its timeout
	Serving     = "serving"              // it serves in a role or an epoch that it did not report before
	NotServing  = "not serving"          // it does not serve when its tree is to be read, and neither does any other server
	Complained  = "complains"            // it logged an error or a warning, and not because of a client of the harness; each wording is recorded once per process
)

// Server is a change of a server, and the line of its log or of its answer to a
// command that shows the change. Fields that the line does not contain are left out.
type Server struct {
	ID        int       `json:"id"`                // number of the server
	Change    string    `json:"change"`            // what changed, in the words of the table above
	Zxid      Zxid      `json:"zxid,omitempty"`    // zxid that it enters an election with, leads from, is synced to, or serves at
	Epoch     uint32    `json:"epoch,omitempty"`   // epoch that it leads, or that of the zxid that it serves at
	Role      string    `json:"role,omitempty"`    // role by its own answer: leader, follower, observer or standalone
	Sync      string    `json:"sync,omitempty"`    // how its leader brings it up to date: DIFF, SNAP or TRUNC
	SessionID SessionID `json:"session,omitempty"` // session that expired
	Exit      string    `json:"exit,omitempty"`    // how its process ended
	Line      string    `json:"line,omitempty"`    // the line that shows the change, or why the server does not serve; an exit has none

	Exception string `json:"exception,omitempty"` // of a complaint: the exception below the line, and its cause
	Grave     bool   `json:"grave,omitempty"`     // of a complaint: an error or an exception, and not about a connection to another server that ended
}

// Handshake is one ConnectRequest and its ConnectResponse.
type Handshake struct {
	Client       string        `json:"client"`         // name of the session in the scenario
	Server       int           `json:"server"`         // number of the server that the request was sent to
	Asked        SessionID     `json:"asked"`          // session id in the request; 0 asks for a new session
	LastZxidSeen Zxid          `json:"last_zxid_seen"` // lastZxidSeen in the request
	Granted      SessionID     `json:"granted"`        // session id in the response; 0: the server does not know the session (any more), or did not respond
	Timeout      time.Duration `json:"timeout_ns"`     // session timeout that the server granted
}

// Stat is ZooKeeper's Stat of a znode.
type Stat struct {
	Czxid          Zxid      `json:"czxid"`                     // transaction that created the znode
	Mzxid          Zxid      `json:"mzxid"`                     // transaction that last wrote its data
	Pzxid          Zxid      `json:"pzxid"`                     // transaction that last created or deleted a child
	Ctime          int64     `json:"ctime"`                     // time of creation, in milliseconds since 1970
	Mtime          int64     `json:"mtime"`                     // time of the last write of its data, in milliseconds since 1970
	Version        int32     `json:"version"`                   // number of writes of its data since the creation
	Cversion       int32     `json:"cversion"`                  // number of changes of its children
	Aversion       int32     `json:"aversion"`                  // number of changes of its ACL
	EphemeralOwner SessionID `json:"ephemeral_owner,omitempty"` // session of an ephemeral znode; containers and znodes with a TTL have special values here
	DataLength     int32     `json:"data_length"`               // length of its data in bytes
	NumChildren    int32     `json:"num_children"`              // number of its children
}

// Op is one client operation. An invocation holds the request and nothing of the
// reply: its return_ns is 0.
type Op struct {
	Name     string        `json:"name"`               // create, set, delete, read, exists, children, sync, acl, set_acl, transaction, watch, unwatch, auth, reconfig, request, close
	Path     string        `json:"path,omitempty"`     // path in the request; after a sequential create that is ok, the path that was created
	Client   string        `json:"client"`             // name of the session in the scenario
	Session  SessionID     `json:"session"`            // session of the request
	Server   int           `json:"server"`             // number of the server that the request was sent to; 0 if it was never sent
	Invoke   time.Duration `json:"invoke_ns"`          // time of the call, on the clock of at_ns
	Return   time.Duration `json:"return_ns"`          // time of the reply, or of giving up on it, on the clock of at_ns
	Arrival  int           `json:"arrival,omitempty"`  // position of the reply among all replies and watch events that the client received, from 1; 0 without a reply
	Xid      int32         `json:"xid,omitempty"`      // xid of the request; together with client and session it connects an invoke to its op
	Zxid     Zxid          `json:"zxid,omitempty"`     // zxid in the header of the reply: the position of the server that answered; 0 without a reply, or if the reply has none (early 3.4 releases, on reads)
	Code     string        `json:"code,omitempty"`     // ZooKeeper's name of the error, such as NoNode; or why the outcome is unknown
	Mode     string        `json:"mode,omitempty"`     // mode of a create: persistent, ephemeral, container, persistent_sequential, ephemeral_sequential, persistent_with_ttl, persistent_sequential_with_ttl
	TTL      time.Duration `json:"ttl_ns,omitempty"`   // TTL of a znode that is created with one
	Version  *int32        `json:"version,omitempty"`  // version that a set, delete or set_acl required; left out if any would do
	Watch    string        `json:"watch,omitempty"`    // mode of a watch or unwatch: data, children, exists, persistent, persistent_recursive, any
	Opcode   Opcode        `json:"opcode,omitempty"`   // opcode of an operation named request
	Asked    string        `json:"asked,omitempty"`    // description of a request, reconfig or auth
	Data     string        `json:"data,omitempty"`     // data that was written or read, if it is text of at most 256 bytes
	Size     int           `json:"size,omitempty"`     // length of the data in bytes
	Digest   string        `json:"digest,omitempty"`   // digest of the data: the first 8 bytes of its SHA-256, in hexadecimal digits
	Stat     *Stat         `json:"stat,omitempty"`     // Stat in the reply
	Children []string      `json:"children,omitempty"` // names of the children, sorted
	ACL      []string      `json:"acl,omitempty"`      // ACL in the request or reply, such as "world:anyone:cdrwa"; a create without one permits everything to everybody
	Parts    []Part        `json:"parts,omitempty"`    // operations of a transaction, in order
}

// Part is one operation of a transaction. All parts of a refused transaction are
// refused, and their codes identify the cause: a part before it has no code, the
// part that failed has its error, and the parts after it have RuntimeInconsistency.
type Part struct {
	Name    string        `json:"name"`              // create, set, delete, check
	Path    string        `json:"path"`              // path in the request; after a sequential create that is ok, the path that was created
	Outcome Outcome       `json:"outcome"`           // outcome of the transaction; empty in an invocation
	Code    string        `json:"code,omitempty"`    // error of this part in the reply
	Mode    string        `json:"mode,omitempty"`    // as in op
	TTL     time.Duration `json:"ttl_ns,omitempty"`  // as in op
	Version *int32        `json:"version,omitempty"` // version that a set, delete or check required, as in op
	Data    string        `json:"data,omitempty"`    // data that was written, as in op
	Size    int           `json:"size,omitempty"`    // length of the data in bytes
	Digest  string        `json:"digest,omitempty"`  // digest of the data, as in op
	ACL     []string      `json:"acl,omitempty"`     // ACL in the request
	Stat    *Stat         `json:"stat,omitempty"`    // Stat in the reply
}

// Watch is a watch event as it passed on the connection.
type Watch struct {
	Client  string    `json:"client"`         // name of the session in the scenario
	Session SessionID `json:"session"`        // session that received it
	Server  int       `json:"server"`         // number of the server that sent it
	Type    string    `json:"type"`           // NodeCreated, NodeDeleted, NodeDataChanged, NodeChildrenChanged, ...
	State   string    `json:"state"`          // state of the session in the event: SyncConnected, ...
	Path    string    `json:"path"`           // path of the znode
	Zxid    Zxid      `json:"zxid,omitempty"` // zxid of the change; servers send it since 3.9.0
	Arrival int       `json:"arrival"`        // position among all replies and watch events that the client received, from 1
}

// Znode is one entry of a Tree.
type Znode struct {
	Path   string   `json:"path"`             // path from the root
	Digest string   `json:"digest"`           // digest of its data, as in op; or why the data could not be read
	Stat   Stat     `json:"stat"`             // Stat in the server's reply
	ACL    []string `json:"acl,omitempty"`    // its ACL; left out if it permits everything to everybody
	Hidden bool     `json:"hidden,omitempty"` // the reader was not permitted to list its children, so the tree may lack what is below it
}

// Local reports whether no transaction ever created or wrote the znode or its
// children, so that it belongs to its server alone. The znode /zookeeper/config holds
// what that server's zoo.cfg lists (DataTree.addConfigNode); releases before 3.5.0
// have none.
func (z Znode) Local() bool { return z.Stat.Czxid == 0 && z.Stat.Mzxid == 0 && z.Stat.Pzxid == 0 }

// Replicated returns the znode without what no transaction wrote: each server makes
// some znodes itself when it starts, such as /zookeeper/config
// (DataTree.addConfigNode), with times by its own clock. No transaction created them,
// so their czxid is 0.
func (z Znode) Replicated() Znode {
	if z.Stat.Czxid == 0 {
		z.Stat.Ctime, z.Stat.Mtime = 0, 0
	}
	return z
}

// Same reports whether two servers agree on a znode: its data and its Stat.
func (z Znode) Same(other Znode) bool {
	a, b := z.Replicated(), other.Replicated()
	return a.Path == b.Path && a.Digest == b.Digest && a.Stat == b.Stat
}

// Tree is the list of all znodes that one server serves, read by a separate session
// after a sync.
type Tree struct {
	Server int     `json:"server"` // number of the server
	Zxid   Zxid    `json:"zxid"`   // position of the server when the last znode was read
	Znodes []Znode `json:"znodes"` // all znodes, sorted by path
}

// Disk is the list of the snapshots and logged transactions on the disks of one
// server.
type Disk struct {
	Server    int        `json:"server"`              // number of the server
	Snapshots []Snapshot `json:"snapshots,omitempty"` // from the oldest to the newest
	Logs      []LogFile  `json:"logs,omitempty"`      // from the oldest to the newest
	Txns      []Txn      `json:"txns,omitempty"`      // logged transactions of the requests whose outcome no client knows
}

// Snapshot is one snapshot file. One without znodes and trouble was not read, because
// the log covers all that it could add.
type Snapshot struct {
	File    string `json:"file"`              // name of the file
	Zxid    Zxid   `json:"zxid"`              // zxid in its name: the last transaction that it certainly holds; it may hold later ones
	Size    int64  `json:"size"`              // size in bytes
	Znodes  int    `json:"znodes,omitempty"`  // number of znodes that it holds
	Trouble string `json:"trouble,omitempty"` // why it is not valid
}

// LogFile is one file of the transaction log.
type LogFile struct {
	File    string `json:"file"`              // name of the file
	Size    int64  `json:"size"`              // size in bytes
	Spans   []Span `json:"spans,omitempty"`   // its transactions, in the order of the file
	Trouble string `json:"trouble,omitempty"` // why reading it ended early; what comes before that is valid
}

// Span is a run of transactions of one epoch whose zxids follow each other
// without a gap, both ends included.
type Span struct {
	First Zxid `json:"first"` // zxid of the first transaction
	Last  Zxid `json:"last"`  // zxid of the last transaction
}

// Txn is one logged transaction and the request that caused it.
type Txn struct {
	Zxid    Zxid      `json:"zxid"`    // zxid of the transaction
	Session SessionID `json:"session"` // session of the request
	Xid     int32     `json:"xid"`     // xid of the request
	Type    string    `json:"type"`    // ZooKeeper's name: create, setData, ...; error if the request was refused, also if it was a multi
}

// Finding is the answer to a require, await, assert, fact or check, or the reason for which a
// finally ended early that has no influence on the verdict.
type Finding struct {
	By        string `json:"by"`                  // require, await, assert, fact, finally, or the name of a check
	Guarantee string `json:"guarantee,omitempty"` // guarantee that the finding is about, if any
	Reported  string `json:"reported,omitempty"`  // value of a fact according to the bug report
	Observed  string `json:"observed,omitempty"`  // value of a fact in this run
	Matches   bool   `json:"matches,omitempty"`   // whether both values of a fact agree
	Servers   []int  `json:"servers,omitempty"`   // numbers of the servers that it is about, as far as they are known; not of a check
	Ops       []int  `json:"ops,omitempty"`       // seq of the operations whose results a broken condition compares
}
