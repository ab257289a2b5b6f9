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

// spaced makes hexadecimal digits readable.
func spaced(text string) string { return strings.ReplaceAll(text, " ", "") }

func TestRequestsAreWrittenAsZooKeepersClientWritesThem(t *testing.T) {
	const path, world = "00000002 2f61", "00000001 0000001f 00000005 776f726c64 00000006 616e796f6e65"
	for name, c := range map[string]struct {
		request Request
		code    opcode
		body    string
	}{
		"create":               {Request{Op: OpCreate, Path: "/a", Data: []byte("x")}, 1, path + "00000001 78" + world + "00000000"},
		"create nothing":       {Request{Op: OpCreate, Path: "/a"}, 1, path + "ffffffff" + world + "00000000"},
		"create a container":   {Request{Op: OpCreate, Path: "/a", Mode: Container}, 19, path + "ffffffff" + world + "00000004"},
		"create with a TTL":    {Request{Op: OpCreate, Path: "/a", Mode: PersistentWithTTL, TTL: time.Second}, 21, path + "ffffffff" + world + "00000005 00000000000003e8"},
		"create with an ACL":   {Request{Op: OpCreate, Path: "/a", ACL: []string{"ip:1.2.3.4:rc"}}, 1, path + "ffffffff 00000001 00000005 00000002 6970 00000007 312e322e332e34 00000000"},
		"set":                  {Request{Op: OpSet, Path: "/a", Data: []byte{}, Version: -1}, 5, path + "00000000 ffffffff"},
		"delete":               {Request{Op: OpDelete, Path: "/a", Version: 3}, 2, path + "00000003"},
		"read":                 {Request{Op: OpRead, Path: "/a"}, 4, path + "00"},
		"exists":               {Request{Op: OpExists, Path: "/a"}, 3, path + "00"},
		"children":             {Request{Op: OpChildren, Path: "/a"}, 12, path + "00"},
		"sync":                 {Request{Op: OpSync, Path: "/a"}, 9, path},
		"acl":                  {Request{Op: OpACL, Path: "/a"}, 6, path},
		"set_acl":              {Request{Op: OpSetACL, Path: "/a", Version: 2}, 7, path + world + "00000002"},
		"watch data":           {Request{Op: OpWatch, Path: "/a", Watch: WatchData}, 4, path + "01"},
		"watch children":       {Request{Op: OpWatch, Path: "/a", Watch: WatchChildren}, 12, path + "01"},
		"watch exists":         {Request{Op: OpWatch, Path: "/a", Watch: WatchExists}, 3, path + "01"},
		"watch persistent":     {Request{Op: OpWatch, Path: "/a", Watch: WatchPersistent}, 106, path + "00000000"},
		"watch recursive":      {Request{Op: OpWatch, Path: "/a", Watch: WatchRecursive}, 106, path + "00000001"},
		"unwatch children":     {Request{Op: OpUnwatch, Path: "/a", Watch: WatchChildren}, 18, path + "00000001"},
		"unwatch recursive":    {Request{Op: OpUnwatch, Path: "/a", Watch: WatchRecursive}, 18, path + "00000005"},
		"auth":                 {Request{Op: OpAuth, Scheme: "ip", Data: []byte("x")}, 100, "00000000 00000002 6970 00000001 78"},
		"reconfig":             {Request{Op: OpReconfig, Leaving: []string{"1", "2"}, ConfigVersion: -1}, 16, "ffffffff 00000003 312c32 ffffffff ffffffffffffffff"},
		"request":              {Request{Op: OpRequest, Code: 77, Fields: []any{"/a", int32(1), int64(2), true, []byte("x"), []byte(nil)}}, 77, path + "00000001 0000000000000002 01 00000001 78 ffffffff"},
		"close":                {Request{Op: OpClose}, -11, ""},
		"an empty transaction": {Request{Op: OpTransaction}, 14, "ffffffff 01 ffffffff"},
		"transaction": {
			Request{Op: OpTransaction, Parts: []Request{{Op: OpCheck, Path: "/a", Version: 1}, {Op: OpCreate, Path: "/a", Mode: Container}}}, 14,
			"0000000d 00 ffffffff" + path + "00000001" + "00000013 00 ffffffff" + path + "ffffffff" + world + "00000004" + "ffffffff 01 ffffffff",
		},
	} {
		t.Run(name, func(t *testing.T) {
			code, body, err := c.request.encode()
			assert.NilError(t, err)
			assert.Equal(t, code, c.code)
			assert.Equal(t, hex.EncodeToString(body), spaced(c.body))
		})
	}
}

func TestWhatNoClientSends(t *testing.T) {
	for want, r := range map[string]Request{
		"no such operation: dream":      {Op: "dream"},
		"no such operation: create odd": {Op: OpCreate, Path: "/a", Mode: "odd"},
		"no such operation: watch any":  {Op: OpWatch, Path: "/a", Watch: WatchAny},
		"unwatch exists":                {Op: OpUnwatch, Path: "/a", Watch: WatchExists},
		"it does not begin with /":      {Op: OpRead, Path: "a"},
		"it ends with /":                {Op: OpCreate, Path: "/a/"},
		"is no entry of an ACL":         {Op: OpCreate, Path: "/a", ACL: []string{"anyone"}},
		"is no permission":              {Op: OpSetACL, Path: "/a", ACL: []string{"world:anyone:x"}},
		"it gives no permission":        {Op: OpSetACL, Path: "/a", ACL: []string{"world:anyone:"}},
		"part 2, set b: not the path":   {Op: OpTransaction, Parts: []Request{{Op: OpSet, Path: "/a"}, {Op: OpSet, Path: "b"}}},
		"part 1: a transaction has no":  {Op: OpTransaction, Parts: []Request{{Op: OpRead, Path: "/a"}}},
		"field 1: requests have no int": {Op: OpRequest, Fields: []any{1}},
	} {
		_, _, err := r.encode()
		assert.ErrorContains(t, err, want)
	}
}

func TestPaths(t *testing.T) {
	for _, path := range []string{"/", "/a", "/a/b.c", "/a/...", "/ü", "/a b"} {
		assert.NilError(t, CheckPath(path, false))
	}
	for _, path := range []string{"", "a", "/a/", "//", "/a//b", "/a/.", "/./a", "/a/..", "/a\x00", "/a\x1f", "/a\u007f", "/a\uf000", "/a\ufff0"} {
		assert.Assert(t, CheckPath(path, false) != nil, "%q", path)
	}
	assert.NilError(t, CheckPath("/a/", true))
	assert.NilError(t, CheckPath("/a/.", true)) // becomes /a/.0000000001
}

func TestACLsAreWrittenAsZooKeepersCommandLineDoes(t *testing.T) {
	for _, text := range []string{"world:anyone:cdrwa", "ip:10.9.1.1:r", "digest:ann:aGFzaA==:ra", "auth::cdrwa"} {
		acl, err := parseACL([]string{text})
		assert.NilError(t, err)
		assert.Equal(t, acl[0].String(), text)
	}
	perms, err := parsePerms("rwcda")
	assert.NilError(t, err)
	assert.Equal(t, perms, int32(31))
}

// answered is what becomes of a request with this answer.
func answered(t *testing.T, q Request, code int32, reply string) Result {
	t.Helper()
	body, err := hex.DecodeString(spaced(reply))
	assert.NilError(t, err)
	s := &Session{opts: Options{Log: timeline.New(nil)}}
	c := &call{req: q, op: s.asked(q), left: true, answered: true, answer: header{code: code}, reply: body}
	r := s.resultOf(c)
	r.answer(c)
	return *r
}

var stat = strings.Repeat("00", 68)

func TestRepliesThatCannotBeReadAreUnknown(t *testing.T) {
	two := Request{Op: OpTransaction, Parts: []Request{{Op: OpCreate, Path: "/a"}, {Op: OpSet, Path: "/b"}}}
	done := "ffffffff 01 ffffffff"
	part := "00000001 00 00000000 00000002 2f61" + "00000005 00 00000000" + stat
	r := answered(t, two, 0, part+done)
	assert.Equal(t, r.Outcome, timeline.OK)
	for name, c := range map[string]struct {
		q     Request
		reply string
	}{
		"half a path":       {Request{Op: OpCreate, Path: "/a"}, "00000002 2f"},
		"half a stat":       {Request{Op: OpSet, Path: "/a"}, "0000"},
		"too few children":  {Request{Op: OpChildren, Path: "/a"}, "00000007 00000001 78"},
		"too long an ACL":   {Request{Op: OpACL, Path: "/a"}, "7fffffff"},
		"one part too few":  {two, "00000001 00 00000000 00000002 2f61" + done},
		"one part too many": {two, part + "00000002 00 00000000" + done},
		"no last part":      {two, part},
		"an unknown part":   {two, "00000063 00 00000000"},
	} {
		t.Run(name, func(t *testing.T) {
			r := answered(t, c.q, 0, c.reply)
			assert.Equal(t, r.Outcome, timeline.Unknown)
			assert.Equal(t, r.Code, CodeUnreadable)
			for _, p := range r.Parts {
				assert.Equal(t, p.Outcome, timeline.Unknown)
			}
		})
	}
}

func TestPartsShareTheEndOfTheirTransaction(t *testing.T) {
	two := Request{Op: OpTransaction, Parts: []Request{{Op: OpCreate, Path: "/a"}, {Op: OpSet, Path: "/b", Data: []byte("x")}}}
	refused := answered(t, two, 0, "ffffffff 00 ffffff92 ffffff92 ffffffff 00 fffffffe fffffffe ffffffff 01 ffffffff")
	assert.Equal(t, refused.Outcome, timeline.Refused)
	assert.Equal(t, refused.Code, "NodeExists")
	assert.Equal(t, refused.Parts[1].Code, "RuntimeInconsistency")
	unknown := answered(t, two, -4, "")
	for i, p := range []timeline.Part{refused.Parts[0], refused.Parts[1], unknown.Parts[0], unknown.Parts[1]} {
		assert.Equal(t, p.Outcome, []timeline.Outcome{timeline.Refused, timeline.Unknown}[i/2])
	}
	assert.Equal(t, refused.Parts[1].Data, "x")
	assert.Equal(t, refused.Parts[0].Mode, "persistent")
}

func TestWatchesGoOffAsInZooKeepersClient(t *testing.T) {
	ws := watches{}
	ws.add(WatchExists, "/there", "")
	ws.add(WatchExists, "/none", CodeNoNode)
	ws.add(WatchData, "/none", CodeNoNode) // leaves nothing
	ws.add(WatchChildren, "/a", "")
	ws.add(WatchPersistent, "/a", "")
	ws.add(WatchRecursive, "/a", "")
	assert.DeepEqual(t, ws, watches{
		WatchData: {"/there": true}, WatchExists: {"/none": true}, WatchChildren: {"/a": true}, WatchPersistent: {"/a": true}, WatchRecursive: {"/a": true},
	})
	ws.goOff("NodeDeleted", "/there")
	ws.goOff("NodeCreated", "/none")
	ws.goOff("NodeDataChanged", "/a") // is for no watch that goes off once
	assert.Equal(t, len(ws[WatchData])+len(ws[WatchExists]), 0)
	ws.goOff("NodeChildrenChanged", "/a")
	assert.Equal(t, len(ws[WatchChildren]), 0)
	assert.Equal(t, len(ws[WatchPersistent])+len(ws[WatchRecursive]), 2)
	ws.put(WatchExists, "/b")
	ws.put(WatchData, "/b")
	ws.remove(WatchData, "/b")
	assert.Equal(t, len(ws[WatchData])+len(ws[WatchExists]), 0)
	ws.remove(WatchPersistent, "/a")
	assert.Equal(t, len(ws[WatchPersistent]), 0)
	ws.remove(WatchAny, "/a")
	assert.Equal(t, len(ws.again(1)), 0)
}

func TestOldServersAreAskedForNoPersistentWatches(t *testing.T) {
	ws := watches{}
	ws.put(WatchData, "/a")
	all := ws.again(7)
	assert.Equal(t, len(all), 1)
	assert.Equal(t, all[0].code, opSetWatches)
	assert.Equal(t, hex.EncodeToString(all[0].body), spaced("0000000000000007 00000001 00000002 2f61 00000000 00000000"))
	ws.put(WatchRecursive, "/b")
	all = ws.again(7)
	assert.Equal(t, all[0].code, opSetWatches2)
	assert.Equal(t, hex.EncodeToString(all[0].body), spaced("0000000000000007 00000001 00000002 2f61 00000000 00000000 00000000 00000001 00000002 2f62"))
}

func TestManyWatchesAreAskedForInSeveralRequests(t *testing.T) {
	ws := watches{}
	for i := range 300 {
		ws.put(WatchData, "/"+strings.Repeat("x", 1000)+hex.EncodeToString([]byte{byte(i >> 8), byte(i)}))
	}
	all := ws.again(1)
	assert.Equal(t, len(all), 3)
	paths := 0
	for _, r := range all {
		assert.Assert(t, len(r.body) < 140<<10)
		paths += bytes.Count(r.body, []byte("/"))
	}
	assert.Equal(t, paths, 300)
}

func TestOpcodes(t *testing.T) {
	for text, want := range map[string]int32{"addWatch": 106, "106": 106, "closeSession": -11, "-11": -11} {
		code, known := ParseOpcode(text)
		assert.Assert(t, known)
		assert.Equal(t, code, want)
	}
	for _, text := range []string{"", "addwatch", "1e3", "99999999999"} {
		_, known := ParseOpcode(text)
		assert.Assert(t, !known, text)
	}
	assert.Assert(t, Reads(3) && !Reads(1) && !Reads(999))
}
