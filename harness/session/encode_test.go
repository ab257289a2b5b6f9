package session

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// withoutSpaces removes the spaces that make hexadecimal digits readable.
func withoutSpaces(text string) string { return strings.ReplaceAll(text, " ", "") }

func TestEncodeAsZooKeepersClient(t *testing.T) {
	const path, world = "00000002 2f61", "00000001 0000001f 00000005 776f726c64 00000006 616e796f6e65"
	for name, c := range map[string]struct {
		request Request
		code    timeline.Opcode
		body    string
	}{
		"create":               {Request{Op: timeline.OpCreate, Path: "/a", Data: []byte("x")}, 1, path + "00000001 78" + world + "00000000"},
		"create nothing":       {Request{Op: timeline.OpCreate, Path: "/a"}, 1, path + "ffffffff" + world + "00000000"},
		"create a container":   {Request{Op: timeline.OpCreate, Path: "/a", Mode: timeline.Container}, 19, path + "ffffffff" + world + "00000004"},
		"create with a TTL":    {Request{Op: timeline.OpCreate, Path: "/a", Mode: timeline.PersistentWithTTL, TTL: time.Second}, 21, path + "ffffffff" + world + "00000005 00000000000003e8"},
		"create with an ACL":   {Request{Op: timeline.OpCreate, Path: "/a", ACL: []string{"ip:1.2.3.4:rc"}}, 1, path + "ffffffff 00000001 00000005 00000002 6970 00000007 312e322e332e34 00000000"},
		"set":                  {Request{Op: timeline.OpSet, Path: "/a", Data: []byte{}, Version: -1}, 5, path + "00000000 ffffffff"},
		"delete":               {Request{Op: timeline.OpDelete, Path: "/a", Version: 3}, 2, path + "00000003"},
		"read":                 {Request{Op: timeline.OpRead, Path: "/a"}, 4, path + "00"},
		"exists":               {Request{Op: timeline.OpExists, Path: "/a"}, 3, path + "00"},
		"children":             {Request{Op: timeline.OpChildren, Path: "/a"}, 12, path + "00"},
		"sync":                 {Request{Op: timeline.OpSync, Path: "/a"}, 9, path},
		"acl":                  {Request{Op: timeline.OpACL, Path: "/a"}, 6, path},
		"set_acl":              {Request{Op: timeline.OpSetACL, Path: "/a", Version: 2}, 7, path + world + "00000002"},
		"watch data":           {Request{Op: timeline.OpWatch, Path: "/a", Watch: timeline.WatchData}, 4, path + "01"},
		"watch children":       {Request{Op: timeline.OpWatch, Path: "/a", Watch: timeline.WatchChildren}, 12, path + "01"},
		"watch exists":         {Request{Op: timeline.OpWatch, Path: "/a", Watch: timeline.WatchExists}, 3, path + "01"},
		"watch persistent":     {Request{Op: timeline.OpWatch, Path: "/a", Watch: timeline.WatchPersistent}, 106, path + "00000000"},
		"watch recursive":      {Request{Op: timeline.OpWatch, Path: "/a", Watch: timeline.WatchRecursive}, 106, path + "00000001"},
		"unwatch children":     {Request{Op: timeline.OpUnwatch, Path: "/a", Watch: timeline.WatchChildren}, 18, path + "00000001"},
		"unwatch recursive":    {Request{Op: timeline.OpUnwatch, Path: "/a", Watch: timeline.WatchRecursive}, 18, path + "00000005"},
		"auth":                 {Request{Op: timeline.OpAuth, Scheme: "ip", Data: []byte("x")}, 100, "00000000 00000002 6970 00000001 78"},
		"reconfig":             {Request{Op: timeline.OpReconfig, Leaving: []string{"1", "2"}, ConfigVersion: -1}, 16, "ffffffff 00000003 312c32 ffffffff ffffffffffffffff"},
		"request":              {Request{Op: timeline.OpRequest, Opcode: 77, Fields: []any{"/a", int32(1), int64(2), true, []byte("x"), []byte(nil)}}, 77, path + "00000001 0000000000000002 01 00000001 78 ffffffff"},
		"close":                {Request{Op: timeline.OpClose}, -11, ""},
		"an empty transaction": {Request{Op: timeline.OpTransaction}, 14, "ffffffff 01 ffffffff"},
		"transaction": {
			Request{Op: timeline.OpTransaction, Parts: []Request{{Op: timeline.OpCheck, Path: "/a", Version: 1}, {Op: timeline.OpCreate, Path: "/a", Mode: timeline.Container}}}, 14,
			"0000000d 00 ffffffff" + path + "00000001" + "00000013 00 ffffffff" + path + "ffffffff" + world + "00000004" + "ffffffff 01 ffffffff",
		},
	} {
		t.Run(name, func(t *testing.T) {
			code, body, err := c.request.encode()
			assert.NilError(t, err)
			assert.Equal(t, code, c.code)
			assert.Equal(t, hex.EncodeToString(body), withoutSpaces(c.body))
		})
	}
}

func TestEncodeErrors(t *testing.T) {
	for want, r := range map[string]Request{
		"unknown operation: dream":              {Op: "dream"},
		"unknown operation: create odd":         {Op: timeline.OpCreate, Path: "/a", Mode: "odd"},
		"unknown operation: watch any":          {Op: timeline.OpWatch, Path: "/a", Watch: timeline.WatchAny},
		"unwatch exists":                        {Op: timeline.OpUnwatch, Path: "/a", Watch: timeline.WatchExists},
		"it does not begin with /":              {Op: timeline.OpRead, Path: "a"},
		"it ends with /":                        {Op: timeline.OpCreate, Path: "/a/"},
		"is not an ACL entry":                   {Op: timeline.OpCreate, Path: "/a", ACL: []string{"anyone"}},
		"is not a permission":                   {Op: timeline.OpSetACL, Path: "/a", ACL: []string{"world:anyone:x"}},
		"it grants no permission":               {Op: timeline.OpSetACL, Path: "/a", ACL: []string{"world:anyone:"}},
		"part 2, set b: not the path":           {Op: timeline.OpTransaction, Parts: []Request{{Op: timeline.OpSet, Path: "/a"}, {Op: timeline.OpSet, Path: "b"}}},
		"part 1: a transaction cannot contain":  {Op: timeline.OpTransaction, Parts: []Request{{Op: timeline.OpRead, Path: "/a"}}},
		"field 1: a request cannot contain int": {Op: timeline.OpRequest, Fields: []any{1}},
	} {
		_, _, err := r.encode()
		assert.ErrorContains(t, err, want)
	}
}

func TestACLFormat(t *testing.T) {
	for _, text := range []string{"world:anyone:cdrwa", "ip:10.9.1.1:r", "digest:ann:aGFzaA==:ra", "auth::cdrwa"} {
		acl, err := parseACL([]string{text})
		assert.NilError(t, err)
		assert.Equal(t, acl[0].String(), text)
	}
	perms, err := parsePerms("rwcda")
	assert.NilError(t, err)
	assert.Equal(t, perms, int32(31))
}

// resultFor returns the result of a request after a reply with the code and the body.
func resultFor(t *testing.T, q Request, code int32, reply string) Result {
	t.Helper()
	body, err := hex.DecodeString(withoutSpaces(reply))
	assert.NilError(t, err)
	p := &Pending{link: newLink(Options{Log: timeline.New(nil)})}
	p.c = &call{req: q, op: p.link.journal.invocation(q), sent: true, answered: true, answer: header{code: code}, reply: body}
	r := p.newResult()
	r.setReply(p.c)
	return *r
}

var stat = strings.Repeat("00", 68)

func TestUnreadableRepliesAreUnknown(t *testing.T) {
	two := Request{Op: timeline.OpTransaction, Parts: []Request{{Op: timeline.OpCreate, Path: "/a"}, {Op: timeline.OpSet, Path: "/b"}}}
	done := "ffffffff 01 ffffffff"
	part := "00000001 00 00000000 00000002 2f61" + "00000005 00 00000000" + stat
	r := resultFor(t, two, 0, part+done)
	assert.Equal(t, r.Outcome, timeline.OK)
	for name, c := range map[string]struct {
		q     Request
		reply string
	}{
		"half a path":       {Request{Op: timeline.OpCreate, Path: "/a"}, "00000002 2f"},
		"half a stat":       {Request{Op: timeline.OpSet, Path: "/a"}, "0000"},
		"too few children":  {Request{Op: timeline.OpChildren, Path: "/a"}, "00000007 00000001 78"},
		"too long an ACL":   {Request{Op: timeline.OpACL, Path: "/a"}, "7fffffff"},
		"one part too few":  {two, "00000001 00 00000000 00000002 2f61" + done},
		"one part too many": {two, part + "00000002 00 00000000" + done},
		"no last part":      {two, part},
		"an unknown part":   {two, "00000063 00 00000000"},
	} {
		t.Run(name, func(t *testing.T) {
			r := resultFor(t, c.q, 0, c.reply)
			assert.Equal(t, r.Outcome, timeline.Unknown)
			assert.Equal(t, r.Code, timeline.CodeUnreadable)
			for _, p := range r.Parts {
				assert.Equal(t, p.Outcome, timeline.Unknown)
			}
		})
	}
}

func TestPartsHaveTheOutcomeOfTheTransaction(t *testing.T) {
	two := Request{Op: timeline.OpTransaction, Parts: []Request{{Op: timeline.OpCreate, Path: "/a"}, {Op: timeline.OpSet, Path: "/b", Data: []byte("x")}}}
	refused := resultFor(t, two, 0, "ffffffff 00 ffffff92 ffffff92 ffffffff 00 fffffffe fffffffe ffffffff 01 ffffffff")
	assert.Equal(t, refused.Outcome, timeline.Refused)
	assert.Equal(t, refused.Code, "NodeExists")
	assert.Equal(t, refused.Parts[1].Code, "RuntimeInconsistency")
	unknown := resultFor(t, two, -4, "")
	for i, p := range []timeline.Part{refused.Parts[0], refused.Parts[1], unknown.Parts[0], unknown.Parts[1]} {
		assert.Equal(t, p.Outcome, []timeline.Outcome{timeline.Refused, timeline.Unknown}[i/2])
	}
	assert.Equal(t, refused.Parts[1].Data, "x")
	assert.Equal(t, refused.Parts[0].Mode, "persistent")
}

func TestWatchesAreTrackedAsInZooKeepersClient(t *testing.T) {
	ws := watches{}
	ws.add(timeline.WatchExists, "/there", "")
	ws.add(timeline.WatchExists, "/none", timeline.CodeNoNode)
	ws.add(timeline.WatchData, "/none", timeline.CodeNoNode) // sets no watch
	ws.add(timeline.WatchChildren, "/a", "")
	ws.add(timeline.WatchPersistent, "/a", "")
	ws.add(timeline.WatchRecursive, "/a", "")
	assert.DeepEqual(t, ws, watches{
		timeline.WatchData: {"/there": true}, timeline.WatchExists: {"/none": true}, timeline.WatchChildren: {"/a": true}, timeline.WatchPersistent: {"/a": true}, timeline.WatchRecursive: {"/a": true},
	})
	ws.removeFired("NodeDeleted", "/there")
	ws.removeFired("NodeCreated", "/none")
	ws.removeFired("NodeDataChanged", "/a") // triggers no watch that fires once
	assert.Equal(t, len(ws[timeline.WatchData])+len(ws[timeline.WatchExists]), 0)
	ws.removeFired("NodeChildrenChanged", "/a")
	assert.Equal(t, len(ws[timeline.WatchChildren]), 0)
	assert.Equal(t, len(ws[timeline.WatchPersistent])+len(ws[timeline.WatchRecursive]), 2)
	ws.put(timeline.WatchExists, "/b")
	ws.put(timeline.WatchData, "/b")
	ws.remove(timeline.WatchData, "/b")
	assert.Equal(t, len(ws[timeline.WatchData])+len(ws[timeline.WatchExists]), 0)
	ws.remove(timeline.WatchPersistent, "/a")
	assert.Equal(t, len(ws[timeline.WatchPersistent]), 0)
	ws.remove(timeline.WatchAny, "/a")
	assert.Equal(t, len(ws.requests(1)), 0)
}

func TestSetWatches2OnlyForPersistentWatches(t *testing.T) {
	ws := watches{}
	ws.put(timeline.WatchData, "/a")
	all := ws.requests(7)
	assert.Equal(t, len(all), 1)
	assert.Equal(t, all[0].code, timeline.OpcodeSetWatches)
	assert.Equal(t, hex.EncodeToString(all[0].body), withoutSpaces("0000000000000007 00000001 00000002 2f61 00000000 00000000"))
	ws.put(timeline.WatchRecursive, "/b")
	all = ws.requests(7)
	assert.Equal(t, all[0].code, timeline.OpcodeSetWatches2)
	assert.Equal(t, hex.EncodeToString(all[0].body), withoutSpaces("0000000000000007 00000001 00000002 2f61 00000000 00000000 00000000 00000001 00000002 2f62"))
}

func TestManyWatchesAreSetInSeveralRequests(t *testing.T) {
	ws := watches{}
	for i := range 300 {
		ws.put(timeline.WatchData, "/"+strings.Repeat("x", 1000)+hex.EncodeToString([]byte{byte(i >> 8), byte(i)}))
	}
	all := ws.requests(1)
	assert.Equal(t, len(all), 3)
	paths := 0
	for _, r := range all {
		assert.Assert(t, len(r.body) < 140<<10)
		paths += bytes.Count(r.body, []byte("/"))
	}
	assert.Equal(t, paths, 300)
}
