package values

import (
	"maps"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/zkscenario/zkscenario/harness/server"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Attribute describes a name of the language for the reference: an attribute that authors
// write in a block, or one that their expressions read.
type Attribute struct {
	Name     string
	Type     cty.Type
	Doc      string
	Required bool   // only for those that authors write
	Group    string // heading under which the reference lists one that several words share

	OneOf   []string // the values that it can have, if they are known
	Others  bool     // it can have others too
	NotNull bool     // it always has a value
}

// attributes lists attributes in the order of the reference.
type attributes []Attribute

func (as attributes) types() map[string]cty.Type {
	types := map[string]cty.Type{}
	for _, a := range as {
		types[a.Name] = a.Type
	}
	return types
}

// The values of attributes with a closed set.
var (
	roles     = []string{"", string(server.Leader), string(server.Follower), string(server.Observer), string(server.Standalone)}
	syncKinds = []string{"DIFF", "SNAP", "TRUNC"}
	diskNames = []string{string(spec.DataDisk), string(spec.LogDisk)}
	states    = []string{string(session.Connecting), string(session.Connected), string(session.Away), string(session.Expired), string(session.Closed)}
	outcomes  = []string{string(timeline.OK), string(timeline.Refused), string(timeline.Unknown)}
	codes     = append(session.Refusals(), "", timeline.CodeNotSent, timeline.CodeInvalidPath, timeline.CodeConnectionLoss, timeline.CodeTimeout, timeline.CodeUnreadable)
)

// The attributes that expressions in a step read. Zxids and session ids are text as
// ZooKeeper writes them; times are seconds.
var (
	roleNames = attributes{
		{Name: "leader", Type: cty.Number, Doc: "Id of the current leader; null while there is none."},
		{Name: "followers", Type: cty.List(cty.Number), Doc: "Ids of the current followers, sorted.", NotNull: true},
		{Name: "observers", Type: cty.List(cty.Number), Doc: "Ids of the current observers, sorted.", NotNull: true},
	}
	serverAttributes = attributes{
		{Name: "role", Type: cty.String, Doc: `leader, follower, observer or standalone; "" while it does not serve.`, OneOf: roles, NotNull: true},
		{Name: "zxid", Type: cty.String, Doc: "Last zxid that it has processed; null while it does not serve."},
		{Name: "epoch", Type: cty.Number, Doc: "Epoch of that zxid; null while it does not serve."},
		{Name: "elected_with", Type: cty.String, Doc: "Zxid that it voted with when it was last elected leader; null if it was not since its last start."},
		{Name: "sync", Type: cty.String, Doc: "How a leader last synced it: DIFF, SNAP or TRUNC; null if none did since its last start.", OneOf: syncKinds},
		{Name: "sync_zxid", Type: cty.String, Doc: "Zxid up to which it was synced then; null where it is not logged (a SNAP before 3.5.0)."},
		{Name: "syncs", Type: cty.List(cty.Object(syncAttributes.types())), Doc: "All its syncs since its last start, in order; the last one is also in sync and sync_zxid."},
		{Name: "uptodate", Type: cty.Bool, Doc: "Whether the leader that it follows has sent UPTODATE after that; false from the next election on. Servers log this since 3.5.0.", NotNull: true},
		{Name: "exited", Type: cty.Bool, Doc: "Whether its process was started and has exited.", NotNull: true},
		{Name: "tree", Type: cty.Map(cty.String), Doc: "Its znodes: a map from each path to a fingerprint of data and Stat; null while it does not serve."},
		{Name: "disk", Type: cty.Object(diskAttributes.types()), Doc: "Content of its disk, whether it runs or not."},
	}
	syncAttributes = attributes{
		{Name: "kind", Type: cty.String, Doc: "DIFF, SNAP or TRUNC.", OneOf: syncKinds},
		{Name: "zxid", Type: cty.String, Doc: "Zxid up to which it was synced; null where it is not logged."},
	}
	diskAttributes = attributes{
		{Name: "zxid", Type: cty.String, Doc: "Last zxid in a log or in the name of a valid snapshot; null if there is none."},
		{Name: "last_logged", Type: cty.String, Doc: "Last zxid in a log, the end of the last entry of logged; null if there is none."},
		{Name: "snapshot", Type: cty.String, Doc: "Zxid in the name of the newest valid snapshot; null if there is none."},
		{Name: "logged", Type: cty.List(cty.String), Doc: "Transactions in all its logs, sorted: \"0x100000001 to 0x100000007\" for a range without a gap, \"0x100000009\" for a single one."},
		{Name: "missing", Type: cty.List(cty.String), Doc: "Transactions that a majority of the voters has logged, and that this server, though it has later ones, has neither logged nor in a snapshot."},
		{Name: "trouble", Type: cty.List(cty.String), Doc: "Damage in its files, such as \"log.100000001: offset 1234: a torn transaction\"; everything before it counts."},
		{Name: "accepted_epoch", Type: cty.Number, Doc: "Epoch that it has last promised to follow, in the file acceptedEpoch; null if the file is missing, or has no number."},
		{Name: "current_epoch", Type: cty.Number, Doc: "Epoch whose leader has last synced it, or in which it has last led, in the file currentEpoch; null likewise."},
		{Name: "files", Type: cty.List(cty.Object(fileAttributes.types())), Doc: "ZooKeeper's files on both disks, sorted by name.", NotNull: true},
		{Name: string(spec.DataDisk), Type: cty.Object(spaceAttributes.types()), Doc: "Space of the disk of its snapshots and epochs; null where it cannot be measured, as locally on macOS."},
		{Name: string(spec.LogDisk), Type: cty.Object(spaceAttributes.types()), Doc: "Space of the disk of its transaction logs, which may be the same file system; null likewise."},
	}
	fileAttributes = attributes{
		{Name: "name", Type: cty.String, Doc: "Name of the file, such as log.100000001.", NotNull: true},
		{Name: "disk", Type: cty.String, Doc: "data or log.", OneOf: diskNames, NotNull: true},
		{Name: "size", Type: cty.Number, Doc: "Size in bytes; of a log, with the space that was allocated in advance (preAllocSize).", NotNull: true},
		{Name: "modified", Type: cty.Number, Doc: "Time of its last change in seconds since 1970, by the clock of its machine.", NotNull: true},
	}
	spaceAttributes = attributes{
		{Name: "size", Type: cty.Number, Doc: "Size of the file system in bytes.", NotNull: true},
		{Name: "free", Type: cty.Number, Doc: "Free bytes.", NotNull: true},
		{Name: "inodes", Type: cty.Number, Doc: "Number of files and folders that it can hold; null if that is not fixed."},
		{Name: "free_inodes", Type: cty.Number, Doc: "How many more it can hold; null if that is not fixed."},
	}
	sessionAttributes = attributes{
		{Name: "id", Type: cty.String, Doc: "Session id that was granted last; it stays after an expiry."},
		{Name: "server", Type: cty.Number, Doc: "Id of the server that it is connected to, or is to connect to."},
		{Name: "timeout", Type: cty.Number, Doc: "Granted timeout in seconds."},
		{Name: "state", Type: cty.String, Doc: "connecting, connected, away (disconnected on purpose), expired or closed.", OneOf: states},
		{Name: "events", Type: cty.List(cty.Object(eventAttributes.types())), Doc: "Events of its watches so far, in order."},
	}
	eventAttributes = attributes{
		{Name: "type", Type: cty.String, Doc: "NodeCreated, NodeDeleted, NodeDataChanged or NodeChildrenChanged.", NotNull: true},
		{Name: "path", Type: cty.String, Doc: "Path of the znode."},
		{Name: "zxid", Type: cty.String, Doc: "Zxid of the change; null before 3.9.0."},
		{Name: "state", Type: cty.String, Doc: "State of the client according to the server, such as SyncConnected.", NotNull: true},
		{Name: "at", Type: cty.Number, Doc: "When the client received it, in seconds since the run began.", NotNull: true},
	}
	resultAttributes = attributes{
		{Name: "outcome", Type: cty.String, Doc: "ok, refused (it had no effect) or unknown (it may have had one).", OneOf: outcomes, NotNull: true},
		{Name: "code", Type: cty.String, Doc: `ZooKeeper's error code, such as NodeExists, or why the outcome is unknown; "" when ok, but NoNode when exists finds no znode.`, OneOf: codes, Others: true, NotNull: true},
		{Name: "exists", Type: cty.Bool, Doc: "Whether the reply shows that there is the znode now; null if it shows neither, as without a reply. Where a missing znode is no error, outcome is ok in any case."},
		{Name: "path", Type: cty.String, Doc: "Path of the znode; after a sequential create, with its number."},
		{Name: "data", Type: cty.String, Doc: "Data that was read; null unless the outcome is ok."},
		{Name: "children", Type: cty.List(cty.String), Doc: "Names of the children, sorted."},
		{Name: "acl", Type: cty.List(cty.String), Doc: "Entries of the ACL that was read or given, such as \"world:anyone:cdrwa\"."},
		{Name: "parts", Type: cty.List(cty.Object(partAttributes.types())), Doc: "Parts of a transaction, in order."},
		{Name: "zxid", Type: cty.String, Doc: "Zxid of the reply: that of the write, or for a read the last one of the server; null without a reply."},
		{Name: "session", Type: cty.String, Doc: "Id of the session."},
		{Name: "text", Type: cty.String, Doc: "Answer of command or controller, output of exec, or reply to request in hexadecimal digits; otherwise null."},
		{Name: "server", Type: cty.Number, Doc: "Id of the server; 0 if the request was not sent."},
		{Name: "stat", Type: cty.Object(statAttributes.types()), Doc: "Stat of the znode; null if the reply has none."},
		{Name: "seconds", Type: cty.Number, Doc: "Duration in seconds."},
		{Name: "at", Type: cty.Number, Doc: "When the reply came, or without one when the operation was given up, in seconds since the run began, as clock() counts.", NotNull: true},
		{Name: "operations", Type: cty.Object(operationsAttributes.types()), Doc: "Numbers of the operations of fill, or of a load at its finish; null of other words. The outcome of the whole is ok if all are ok, unknown if one of them is, else refused; the code is that of the first that is not ok."},
		{Name: "errors", Type: cty.Map(cty.Number), Doc: "How many of these operations have each error code, such as {ConnectionLoss = 3}; null of other words."},
		{Name: "latency", Type: cty.Object(latencyAttributes.types()), Doc: "How long those took that are ok; null if there are none, and of other words."},
	}
	operationsAttributes = attributes{
		{Name: "total", Type: cty.Number, Doc: "All operations that the timeline records of it."},
		{Name: "ok", Type: cty.Number, Doc: "Those that were acknowledged."},
		{Name: "refused", Type: cty.Number, Doc: "Those that had no effect, also those that were not sent."},
		{Name: "unknown", Type: cty.Number, Doc: "Those of which it is unknown whether they took effect."},
	}
	latencyAttributes = attributes{
		{Name: "min", Type: cty.Number, Doc: "The least, in seconds."},
		{Name: "median", Type: cty.Number, Doc: "The median (nearest rank), in seconds."},
		{Name: "p99", Type: cty.Number, Doc: "The 99th percentile (nearest rank), in seconds."},
		{Name: "max", Type: cty.Number, Doc: "The greatest, in seconds."},
	}
	partAttributes = attributes{
		{Name: "outcome", Type: cty.String, Doc: "Outcome of the transaction.", OneOf: outcomes},
		{Name: "code", Type: cty.String, Doc: `Error code of this part; "" for parts before the refused one, RuntimeInconsistency for parts after it.`, OneOf: codes, Others: true},
		{Name: "path", Type: cty.String, Doc: "Path of the znode; after a successful sequential create, with its number."},
	}
	statAttributes = attributes{
		{Name: "czxid", Type: cty.String, Doc: "Zxid that created the znode."},
		{Name: "mzxid", Type: cty.String, Doc: "Zxid that last changed its data."},
		{Name: "pzxid", Type: cty.String, Doc: "Zxid that last changed its list of children."},
		{Name: "version", Type: cty.Number, Doc: "Number of changes of its data."},
		{Name: "cversion", Type: cty.Number, Doc: "Number of changes of its list of children."},
		{Name: "aversion", Type: cty.Number, Doc: "Number of changes of its ACL."},
		{Name: "ephemeral_owner", Type: cty.String, Doc: "Id of the session that owns an ephemeral znode; 0x0 for others."},
		{Name: "data_length", Type: cty.Number, Doc: "Size of its data in bytes."},
		{Name: "num_children", Type: cty.Number, Doc: "Number of its children."},
	}
)

// Vocabulary lists the names that only expressions in a step may use, since they depend
// on the running ensemble.
type Vocabulary struct {
	Step      []Attribute // of a step
	Roles     []Attribute
	Server    []Attribute // of server(N)
	Sync      []Attribute // of server(N).syncs[N]
	Disk      []Attribute // of server(N).disk
	File      []Attribute // of server(N).disk.files[N]
	Space     []Attribute // of server(N).disk.data and server(N).disk.log
	Session   []Attribute // of session.NAME
	Event     []Attribute // of session.NAME.events[N]
	Result    []Attribute // of result.NAME
	Part      []Attribute // of result.NAME.parts[N]
	Stat      []Attribute // of result.NAME.stat
	Counts    []Attribute // of result.NAME.operations
	Latency   []Attribute // of result.NAME.latency
	Functions map[string]function.Function
}

// StepVocabulary returns the vocabulary of expressions in a step, but for the attributes
// of the step itself.
func StepVocabulary() Vocabulary {
	v := Vocabulary{
		Roles: roleNames, Server: serverAttributes, Sync: syncAttributes, Disk: diskAttributes, File: fileAttributes, Space: spaceAttributes, Session: sessionAttributes, Event: eventAttributes,
		Result: resultAttributes, Part: partAttributes, Stat: statAttributes,
		Counts: operationsAttributes, Latency: latencyAttributes,
		Functions: Functions(),
	}
	maps.Copy(v.Functions, UnknownClock())
	v.Functions["log_line"] = LogLineFunc(nil, nil)
	v.Functions["log_lines"] = LogLinesFunc(nil, nil)
	v.Functions["server"] = ServerFunc(nil, nil)
	return v
}
