package values

import (
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/zkscenario/zkscenario/harness/server"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Attribute describes a name of the language for the reference: an attribute that authors
// write in a block, or one that their expressions read.
type Attribute struct {
	Name     string
	Type     cty.Type
	Doc      string
	Required bool // only for those that authors write

	OneOf  []string // the values that it can have, if they are known
	Others bool     // it can have others too
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
	roles    = []string{"", string(server.Leader), string(server.Follower), string(server.Observer), string(server.Standalone)}
	states   = []string{string(session.Connecting), string(session.Connected), string(session.Away), string(session.Expired), string(session.Closed)}
	outcomes = []string{string(timeline.OK), string(timeline.Refused), string(timeline.Unknown)}
	codes    = append(session.Refusals(), "", timeline.CodeNotSent, timeline.CodeInvalidPath, timeline.CodeConnectionLoss, timeline.CodeTimeout, timeline.CodeUnreadable)
)

// The attributes that expressions in a step read. Zxids and session ids are text as
// ZooKeeper writes them; times are seconds.
var (
	roleNames = attributes{
		{Name: "leader", Type: cty.Number, Doc: "Id of the server that leads now; null while none does."},
		{Name: "followers", Type: cty.List(cty.Number), Doc: "Ids of the servers that follow now, sorted."},
		{Name: "observers", Type: cty.List(cty.Number), Doc: "Ids of the servers that observe now, sorted."},
	}
	serverAttributes = attributes{
		{Name: "role", Type: cty.String, Doc: `leader, follower, observer or standalone; "" while it does not serve.`, OneOf: roles},
		{Name: "zxid", Type: cty.String, Doc: "Last zxid that it has processed; null while it does not serve."},
		{Name: "epoch", Type: cty.Number, Doc: "Epoch of that zxid; null while it does not serve."},
		{Name: "elected_with", Type: cty.String, Doc: "Zxid that it voted with when it was last elected leader; null if it never was in its present life."},
		{Name: "sync", Type: cty.String, Doc: "How its leader last synced it: DIFF, SNAP or TRUNC; null if none did in its present life.", OneOf: []string{"DIFF", "SNAP", "TRUNC"}},
		{Name: "sync_zxid", Type: cty.String, Doc: "Zxid up to which it was synced; null where its log does not tell (a SNAP before 3.5.0)."},
		{Name: "uptodate", Type: cty.Bool, Doc: "Whether its leader has told it that it is up to date; servers log this since 3.5.0."},
		{Name: "exited", Type: cty.Bool, Doc: "Whether its process was started and is gone."},
		{Name: "tree", Type: cty.Map(cty.String), Doc: "Path of each znode that it serves, with a fingerprint of data and Stat; null while it does not serve."},
		{Name: "disk", Type: cty.Object(diskAttributes.types()), Doc: "What its disk holds, whether it runs or not."},
	}
	diskAttributes = attributes{
		{Name: "zxid", Type: cty.String, Doc: "Last zxid that is logged or in the name of a valid snapshot; null while there is none."},
		{Name: "snapshot", Type: cty.String, Doc: "Zxid in the name of the newest valid snapshot; null while there is none."},
		{Name: "logged", Type: cty.List(cty.String), Doc: "Transactions in all its logs, sorted: \"0x100000001 to 0x100000007\" for those that follow each other without a gap, \"0x100000009\" for one alone."},
		{Name: "missing", Type: cty.List(cty.String), Doc: "Transactions in the middle of what it holds that a majority of the voters has logged, and it has neither logged nor covered by a snapshot. What lies behind all that it holds is not missing: it is just behind."},
		{Name: "trouble", Type: cty.List(cty.String), Doc: "What is wrong with its files, such as \"log.100000001: offset 1234: a torn transaction\"; all that comes before counts."},
	}
	sessionAttributes = attributes{
		{Name: "id", Type: cty.String, Doc: "Session id that a server granted last. It stays after an expiry."},
		{Name: "server", Type: cty.Number, Doc: "Id of the server that it is on, or was told to reach last."},
		{Name: "timeout", Type: cty.Number, Doc: "Timeout as granted, in seconds."},
		{Name: "state", Type: cty.String, Doc: "connecting, connected, away (disconnected on purpose), expired or closed.", OneOf: states},
		{Name: "events", Type: cty.List(cty.Object(eventAttributes.types())), Doc: "Events of its watches that have come so far, in order."},
	}
	eventAttributes = attributes{
		{Name: "type", Type: cty.String, Doc: "NodeCreated, NodeDeleted, NodeDataChanged or NodeChildrenChanged."},
		{Name: "path", Type: cty.String, Doc: "Path of the znode."},
		{Name: "zxid", Type: cty.String, Doc: "Zxid of the change; servers tell it since 3.9.0, before it is null."},
		{Name: "state", Type: cty.String, Doc: "State that the server tells the client to be in, such as SyncConnected."},
	}
	resultAttributes = attributes{
		{Name: "outcome", Type: cty.String, Doc: "ok, refused (it surely did not happen) or unknown (it may have happened).", OneOf: outcomes},
		{Name: "code", Type: cty.String, Doc: `ZooKeeper's name of a refusal, such as NodeExists, or why the outcome is unknown; "" when ok.`, OneOf: codes, Others: true},
		{Name: "path", Type: cty.String, Doc: "Path of the znode; of a sequential create, the one that was created."},
		{Name: "data", Type: cty.String, Doc: "Data that was read; null unless the outcome is ok."},
		{Name: "children", Type: cty.List(cty.String), Doc: "Names of the children, sorted."},
		{Name: "acl", Type: cty.List(cty.String), Doc: "Entries of the ACL that was read or asked for, such as \"world:anyone:cdrwa\"."},
		{Name: "parts", Type: cty.List(cty.Object(partAttributes.types())), Doc: "Parts of a transaction, in order."},
		{Name: "zxid", Type: cty.String, Doc: "Zxid of the reply: of a write its own, of a read the position of the server; null without a reply."},
		{Name: "session", Type: cty.String, Doc: "Id of the session that asked."},
		{Name: "text", Type: cty.String, Doc: "Answer of a command, what a program printed, or the reply to a request in hexadecimal digits; null for other operations of clients."},
		{Name: "server", Type: cty.Number, Doc: "Id of the server that was asked; 0 when the request never left."},
		{Name: "stat", Type: cty.Object(statAttributes.types()), Doc: "Stat of the znode; null where the reply has none."},
		{Name: "seconds", Type: cty.Number, Doc: "How long it took, in seconds."},
	}
	partAttributes = attributes{
		{Name: "outcome", Type: cty.String, Doc: "That of the transaction.", OneOf: outcomes},
		{Name: "code", Type: cty.String, Doc: `ZooKeeper's name of the refusal of this part; "" for those before it, RuntimeInconsistency for those behind it.`, OneOf: codes, Others: true},
		{Name: "path", Type: cty.String, Doc: "Path of the znode; of a sequential create that is ok, the one that was created."},
	}
	statAttributes = attributes{
		{Name: "czxid", Type: cty.String, Doc: "Zxid that created the znode."},
		{Name: "mzxid", Type: cty.String, Doc: "Zxid that last changed its data."},
		{Name: "pzxid", Type: cty.String, Doc: "Zxid that last changed its list of children."},
		{Name: "version", Type: cty.Number, Doc: "How often its data was changed."},
		{Name: "cversion", Type: cty.Number, Doc: "How often its list of children was changed."},
		{Name: "aversion", Type: cty.Number, Doc: "How often its ACL was changed."},
		{Name: "ephemeral_owner", Type: cty.String, Doc: "Id of the session that an ephemeral znode belongs to; 0x0 for others."},
		{Name: "data_length", Type: cty.Number, Doc: "Bytes of data."},
		{Name: "num_children", Type: cty.Number, Doc: "How many children it has."},
	}
)

// Vocabulary lists the names that only expressions in a step may use, since they depend
// on the running ensemble.
type Vocabulary struct {
	Step      []Attribute // of a step
	Roles     []Attribute
	Server    []Attribute // of server(N)
	Disk      []Attribute // of server(N).disk
	Session   []Attribute // of session.NAME
	Event     []Attribute // of session.NAME.events[N]
	Result    []Attribute // of result.NAME
	Part      []Attribute // of result.NAME.parts[N]
	Stat      []Attribute // of result.NAME.stat
	Functions map[string]function.Function
}

// StepVocabulary returns the vocabulary of expressions in a step, but for the attributes
// of the step itself.
func StepVocabulary() Vocabulary {
	v := Vocabulary{
		Roles: roleNames, Server: serverAttributes, Disk: diskAttributes, Session: sessionAttributes, Event: eventAttributes,
		Result: resultAttributes, Part: partAttributes, Stat: statAttributes,
		Functions: Functions(),
	}
	v.Functions["log_line"] = LogLineFunc(nil, nil)
	v.Functions["server"] = ServerFunc(nil, nil)
	return v
}
