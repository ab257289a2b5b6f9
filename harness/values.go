package harness

import (
	"encoding/hex"
	"fmt"
	"math/big"
	"regexp"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// serverFunc is the function server(N). lookup gives the attributes.
func serverFunc(e *spec.Ensemble, lookup func(id int) (map[string]cty.Value, error)) function.Function {
	return function.New(&function.Spec{
		Description: "State of a server.",
		Params:      []function.Parameter{{Name: "id", Type: cty.Number}},
		Type:        function.StaticReturnType(cty.Object(serverAttributes.types())),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			id, err := serverArg(e, args[0])
			if err != nil {
				return cty.NilVal, err
			}
			values, err := lookup(id)
			if err != nil {
				return cty.NilVal, err
			}
			return cty.ObjectVal(values), nil
		},
	})
}

// logLineFunc is the function log_line(N, PATTERN). lookup gives the line.
func logLineFunc(e *spec.Ensemble, lookup func(id int, pattern *regexp.Regexp) (cty.Value, error)) function.Function {
	return function.New(&function.Spec{
		Description: "First line of a server's log, since its last start, that matches a regular expression (RE2); null if there is none yet.",
		Params:      []function.Parameter{{Name: "id", Type: cty.Number}, {Name: "pattern", Type: cty.String}},
		Type:        function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			id, err := serverArg(e, args[0])
			if err != nil {
				return cty.NilVal, err
			}
			pattern, err := regexp.Compile(args[1].AsString())
			if err != nil {
				return cty.NilVal, function.NewArgError(1, err)
			}
			return lookup(id, pattern)
		},
	})
}

// serverArg is the first argument of a function, which names a server.
func serverArg(e *spec.Ensemble, arg cty.Value) (int, error) {
	n, accuracy := arg.AsBigFloat().Int64()
	if accuracy != big.Exact || e != nil && e.Server(int(n)) == nil {
		return 0, function.NewArgErrorf(0, "there is no server %s", arg.AsBigFloat().Text('g', 10))
	}
	return int(n), nil
}

// serverValues are the attributes of one server as they are now.
func serverValues(s *Server, survey Survey) map[string]cty.Value {
	state, running := s.State()
	values := map[string]cty.Value{
		"role":         cty.StringVal(""),
		"zxid":         cty.NullVal(cty.String),
		"epoch":        cty.NullVal(cty.Number),
		"elected_with": zxidOrNull(state.ElectedWith),
		"sync":         textOrNull(state.Sync),
		"sync_zxid":    zxidOrNull(state.SyncZxid),
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

func textOrNull(s string) cty.Value {
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

// treeValue makes the map that server(N).tree is. Two znodes have the same
// fingerprint when everything that servers must agree on is the same; those that are
// a server's own have none.
func treeValue(t timeline.Tree) cty.Value {
	values := map[string]cty.Value{}
	for _, z := range t.Znodes {
		if z.Own() {
			continue
		}
		values[z.Path] = cty.StringVal(fmt.Sprintf("%+v", z.Replicated()))
	}
	if len(values) == 0 {
		return cty.MapValEmpty(cty.String)
	}
	return cty.MapVal(values)
}

func sessionValue(s *session.Session, events []timeline.Watch) cty.Value {
	return cty.ObjectVal(map[string]cty.Value{
		"id":      cty.StringVal(s.ID().String()),
		"server":  cty.NumberIntVal(int64(s.Server())),
		"timeout": cty.NumberFloatVal(s.Timeout().Seconds()),
		"state":   cty.StringVal(string(s.State())),
		"events":  tuple(events, eventValue),
	})
}

func eventValue(w timeline.Watch) cty.Value {
	return cty.ObjectVal(map[string]cty.Value{
		"type":  cty.StringVal(w.Type),
		"path":  cty.StringVal(w.Path),
		"zxid":  zxidOrNull(w.Zxid),
		"state": cty.StringVal(w.State),
	})
}

func partValue(p timeline.Part) cty.Value {
	return cty.ObjectVal(map[string]cty.Value{
		"outcome": cty.StringVal(string(p.Outcome)),
		"code":    cty.StringVal(p.Code),
		"path":    cty.StringVal(p.Path),
	})
}

func resultValue(r session.Result) cty.Value {
	data := cty.NullVal(cty.String)
	if r.Outcome == timeline.OK {
		data = cty.StringVal(string(r.Data))
	}
	return cty.ObjectVal(map[string]cty.Value{
		"outcome":  cty.StringVal(string(r.Outcome)),
		"code":     cty.StringVal(r.Code),
		"path":     cty.StringVal(r.Path),
		"data":     data,
		"text":     replyText(r),
		"children": texts(r.Children),
		"acl":      texts(r.ACL),
		"parts":    tuple(r.Parts, partValue),
		"zxid":     zxidOrNull(r.Zxid),
		"session":  cty.StringVal(r.Session.String()),
		"server":   cty.NumberIntVal(int64(r.Server)),
		"stat":     statValue(r.Stat),
		"seconds":  cty.NumberFloatVal((r.Return - r.Invoke).Seconds()),
	})
}

// replyText is the reply to a request that nobody here can read; null for others.
func replyText(r session.Result) cty.Value {
	if r.Name != timeline.OpRequest || r.Outcome != timeline.OK {
		return cty.NullVal(cty.String)
	}
	return cty.StringVal(hex.EncodeToString(r.Reply))
}

func texts(all []string) cty.Value { return tuple(all, cty.StringVal) }

// tuple is like [1, 2] in a file: HCL never takes a list and a tuple for equal.
func tuple[T any](all []T, value func(T) cty.Value) cty.Value {
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
