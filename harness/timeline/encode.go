package timeline

import (
	"bytes"
	"encoding/json"
	"strconv"
	"unicode/utf8"
)

// appendLine appends the line of an event to b. Nearly all events of a long run are
// operations, and recording one delays its client, so they are encoded by hand, in a
// fifth of the time. A test compares the result with that of the library.
func appendLine(b []byte, e *Event) ([]byte, error) {
	if e.Op == nil {
		return appendJSON(b, e)
	}
	o := object{b: append(b, '{')}
	o.number("seq", int64(e.Seq))
	o.number("at_ns", int64(e.At))
	o.text("step", e.Step)
	o.field("kind", string(e.Kind))
	o.text("actor", e.Actor)
	o.text("what", e.What)
	o.text("receipt", e.Receipt)
	o.text("source", e.Source)
	o.text("outcome", string(e.Outcome))
	o.name("op")
	o.b = e.Op.append(o.b)
	return append(o.b, '}', '\n'), nil
}

// appendJSON appends v as the library encodes it, and a line end.
func appendJSON(b []byte, v any) ([]byte, error) {
	out := bytes.NewBuffer(b)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return b, err
	}
	return out.Bytes(), nil
}

func (op *Op) append(b []byte) []byte {
	o := object{b: append(b, '{')}
	o.field("name", op.Name)
	o.text("path", op.Path)
	o.field("client", op.Client)
	o.id("session", uint64(op.Session))
	o.number("server", int64(op.Server))
	o.number("invoke_ns", int64(op.Invoke))
	o.number("return_ns", int64(op.Return))
	o.optional("arrival", int64(op.Arrival))
	o.optional("xid", int64(op.Xid))
	o.optionalID("zxid", uint64(op.Zxid))
	o.text("code", op.Code)
	o.text("mode", op.Mode)
	o.optional("ttl_ns", int64(op.TTL))
	o.version(op.Version)
	o.text("watch", op.Watch)
	o.optional("opcode", int64(op.Opcode))
	o.text("asked", op.Asked)
	o.value(op.Data, op.Size, op.Digest)
	o.stat(op.Stat)
	o.texts("children", op.Children)
	o.texts("acl", op.ACL)
	o.parts(op.Parts)
	return append(o.b, '}')
}

func (p *Part) append(b []byte) []byte {
	o := object{b: append(b, '{')}
	o.field("name", p.Name)
	o.field("path", p.Path)
	o.field("outcome", string(p.Outcome))
	o.text("code", p.Code)
	o.text("mode", p.Mode)
	o.optional("ttl_ns", int64(p.TTL))
	o.version(p.Version)
	o.value(p.Data, p.Size, p.Digest)
	o.texts("acl", p.ACL)
	o.stat(p.Stat)
	return append(o.b, '}')
}

func (s *Stat) append(b []byte) []byte {
	o := object{b: append(b, '{')}
	o.id("czxid", uint64(s.Czxid))
	o.id("mzxid", uint64(s.Mzxid))
	o.id("pzxid", uint64(s.Pzxid))
	o.number("ctime", s.Ctime)
	o.number("mtime", s.Mtime)
	o.number("version", int64(s.Version))
	o.number("cversion", int64(s.Cversion))
	o.number("aversion", int64(s.Aversion))
	o.optionalID("ephemeral_owner", uint64(s.EphemeralOwner))
	o.number("data_length", int64(s.DataLength))
	o.number("num_children", int64(s.NumChildren))
	return append(o.b, '}')
}

// object builds a JSON object. The methods whose names begin with optional, and text,
// texts, parts, stat and version, leave out a zero value.
type object struct{ b []byte }

func (o *object) name(name string) {
	if o.b[len(o.b)-1] != '{' {
		o.b = append(o.b, ',')
	}
	o.b = append(append(append(o.b, '"'), name...), '"', ':')
}

func (o *object) number(name string, n int64) {
	o.name(name)
	o.b = strconv.AppendInt(o.b, n, 10)
}

func (o *object) optional(name string, n int64) {
	if n != 0 {
		o.number(name, n)
	}
}

// id adds a zxid or session id, formatted as MarshalText of both does.
func (o *object) id(name string, id uint64) {
	o.name(name)
	o.b = append(strconv.AppendUint(append(o.b, `"0x`...), id, 16), '"')
}

func (o *object) optionalID(name string, id uint64) {
	if id != 0 {
		o.id(name, id)
	}
}

func (o *object) field(name, text string) {
	o.name(name)
	o.b = appendText(o.b, text)
}

func (o *object) text(name, text string) {
	if text != "" {
		o.field(name, text)
	}
}

func (o *object) texts(name string, list []string) {
	appendList(o, name, list, func(b []byte, s *string) []byte { return appendText(b, *s) })
}

func (o *object) parts(parts []Part) {
	appendList(o, "parts", parts, func(b []byte, p *Part) []byte { return p.append(b) })
}

func (o *object) value(data string, size int, digest string) {
	o.text("data", data)
	o.optional("size", int64(size))
	o.text("digest", digest)
}

func (o *object) stat(s *Stat) {
	if s != nil {
		o.name("stat")
		o.b = s.append(o.b)
	}
}

func (o *object) version(v *int32) {
	if v != nil {
		o.number("version", int64(*v))
	}
}

func appendList[T any](o *object, name string, list []T, one func([]byte, *T) []byte) {
	if len(list) == 0 {
		return
	}
	o.name(name)
	o.b = append(o.b, '[')
	for i := range list {
		if i > 0 {
			o.b = append(o.b, ',')
		}
		o.b = one(o.b, &list[i])
	}
	o.b = append(o.b, ']')
}

// appendText appends text in quotes; the library encodes text that needs an escape.
func appendText(b []byte, text string) []byte {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c >= utf8.RuneSelf || c == '"' || c == '\\' || c == 0x7f {
			b, _ = appendJSON(b, text) // encoding a string cannot fail
			return b[:len(b)-1]
		}
	}
	return append(append(append(b, '"'), text...), '"')
}
