package values

import (
	"encoding/hex"
	"fmt"
	"maps"
	"time"

	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness/cluster"
	"github.com/zkscenario/zkscenario/harness/server"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// OfServer returns the attributes of one server as they are now.
func OfServer(s *cluster.Server, survey cluster.Survey) map[string]cty.Value {
	state, running := s.State()
	sync := state.LastSync()
	values := map[string]cty.Value{
		"role":         cty.StringVal(""),
		"zxid":         cty.NullVal(cty.String),
		"epoch":        cty.NullVal(cty.Number),
		"elected_with": zxidOrNull(state.ElectedWith),
		"sync":         TextOrNull(sync.Kind),
		"sync_zxid":    zxidOrNull(sync.Zxid),
		"syncs":        syncsValue(state.Syncs),
		"uptodate":     cty.BoolVal(state.UpToDate),
		"exited":       cty.BoolVal(!running && state.Life > 0),
		"tree":         cty.NullVal(cty.Map(cty.String)),
		"disk":         cty.NullVal(cty.Object(diskAttributes.types())),
	}
	if status, ok := survey[s.ID]; ok {
		values["role"] = cty.StringVal(string(status.Role))
		values["zxid"] = cty.StringVal(status.Zxid.String())
		values["epoch"] = cty.NumberUIntVal(uint64(status.Zxid.Epoch()))
	}
	return values
}

func syncsValue(all []server.Sync) cty.Value {
	values := make([]cty.Value, len(all))
	for i, s := range all {
		values[i] = cty.ObjectVal(map[string]cty.Value{"kind": cty.StringVal(s.Kind), "zxid": zxidOrNull(s.Zxid)})
	}
	if len(values) == 0 {
		return cty.ListValEmpty(cty.Object(syncAttributes.types()))
	}
	return cty.ListVal(values)
}

// TextOrNull returns null for an empty text.
func TextOrNull(s string) cty.Value {
	if s == "" {
		return cty.NullVal(cty.String)
	}
	return cty.StringVal(s)
}

func zxidOrNull(z timeline.Zxid) cty.Value {
	if z == 0 {
		return cty.NullVal(cty.String)
	}
	return cty.StringVal(z.String())
}

// OfTree returns the map of server(N).tree. Two znodes have the same fingerprint when
// everything that servers must agree on is the same; those of one server alone
// (timeline.Znode.Local) have none.
func OfTree(t timeline.Tree) cty.Value {
	values := map[string]cty.Value{}
	for _, z := range t.Znodes {
		if z.Local() && !z.Hidden { // of a hidden one the Stat may be unknown
			continue
		}
		values[z.Path] = cty.StringVal(fmt.Sprintf("%+v", z.Replicated()))
	}
	if len(values) == 0 {
		return cty.MapValEmpty(cty.String)
	}
	return cty.MapVal(values)
}

// Session gives what session.NAME shows of a client session.
type Session interface {
	ID() timeline.SessionID
	Server() int
	Timeout() time.Duration
	State() session.State
}

// OfSession returns the value of session.NAME; events are those of its watches.
func OfSession(s Session, events []timeline.Event) cty.Value {
	return cty.ObjectVal(map[string]cty.Value{
		"id":      cty.StringVal(s.ID().String()),
		"server":  cty.NumberIntVal(int64(s.Server())),
		"timeout": Seconds(s.Timeout()),
		"state":   cty.StringVal(string(s.State())),
		"events":  Tuple(events, eventValue),
	})
}

// NullSession returns the value of a session that was not opened yet.
func NullSession() cty.Value { return cty.ObjectVal(sessionAttributes.null()) }

func eventValue(e timeline.Event) cty.Value {
	w := e.Watch
	return cty.ObjectVal(map[string]cty.Value{
		"type":  cty.StringVal(w.Type),
		"path":  cty.StringVal(w.Path),
		"zxid":  zxidOrNull(w.Zxid),
		"state": cty.StringVal(w.State),
		"at":    Seconds(e.At),
	})
}

func partValue(p timeline.Part) cty.Value {
	return cty.ObjectVal(map[string]cty.Value{
		"outcome": cty.StringVal(string(p.Outcome)),
		"code":    cty.StringVal(p.Code),
		"path":    cty.StringVal(p.Path),
	})
}

// OfResult returns the value of result.NAME.
func OfResult(r session.Result) cty.Value {
	data := cty.NullVal(cty.String)
	if r.Outcome == timeline.OK {
		data = cty.StringVal(string(r.Data))
	}
	values := resultAttributes.null()
	maps.Copy(values, map[string]cty.Value{
		"outcome":  cty.StringVal(string(r.Outcome)),
		"code":     cty.StringVal(r.Code),
		"exists":   existence(r),
		"path":     cty.StringVal(r.Path),
		"data":     data,
		"text":     replyText(r),
		"children": texts(r.Children),
		"acl":      texts(r.ACL),
		"parts":    Tuple(r.Parts, partValue),
		"zxid":     zxidOrNull(r.Zxid),
		"session":  cty.StringVal(r.Session.String()),
		"server":   cty.NumberIntVal(int64(r.Server)),
		"stat":     statValue(r.Stat),
		"seconds":  Seconds(r.Return - r.Invoke),
		"at":       Seconds(r.Return),
	})
	return cty.ObjectVal(values)
}

// existence returns whether the reply shows that there is the znode; null if it shows neither.
func existence(r session.Result) cty.Value {
	exists, shown := r.Exists()
	if !shown {
		return cty.NullVal(cty.Bool)
	}
	return cty.BoolVal(exists)
}

// replyText returns the undecoded reply to a request; null for other operations.
func replyText(r session.Result) cty.Value {
	if r.Name != timeline.OpRequest || r.Outcome != timeline.OK {
		return cty.NullVal(cty.String)
	}
	return cty.StringVal(hex.EncodeToString(r.Reply))
}

func texts(all []string) cty.Value { return Tuple(all, cty.StringVal) }

// Tuple returns a tuple, as [1, 2] in a file is: for HCL a list never equals a tuple.
func Tuple[T any](all []T, value func(T) cty.Value) cty.Value {
	values := make([]cty.Value, len(all))
	for i, v := range all {
		values[i] = value(v)
	}
	return cty.TupleVal(values)
}

func statValue(s *timeline.Stat) cty.Value {
	if s == nil {
		return cty.NullVal(cty.Object(statAttributes.types()))
	}
	return cty.ObjectVal(map[string]cty.Value{
		"czxid":           cty.StringVal(s.Czxid.String()),
		"mzxid":           cty.StringVal(s.Mzxid.String()),
		"pzxid":           cty.StringVal(s.Pzxid.String()),
		"version":         cty.NumberIntVal(int64(s.Version)),
		"cversion":        cty.NumberIntVal(int64(s.Cversion)),
		"aversion":        cty.NumberIntVal(int64(s.Aversion)),
		"ephemeral_owner": cty.StringVal(s.EphemeralOwner.String()),
		"data_length":     cty.NumberIntVal(int64(s.DataLength)),
		"num_children":    cty.NumberIntVal(int64(s.NumChildren)),
	})
}

// OfReply returns a reply as a result; attributes that it does not have are null.
func OfReply(r cluster.Reply) cty.Value {
	values := resultAttributes.null()
	values["outcome"] = cty.StringVal(string(r.Outcome))
	values["code"] = cty.StringVal(r.Code)
	values["text"] = cty.StringVal(r.Text)
	values["server"] = cty.NumberIntVal(int64(r.Server))
	values["seconds"] = Seconds(r.Took)
	values["at"] = Seconds(r.At)
	return cty.ObjectVal(values)
}
