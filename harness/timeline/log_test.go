package timeline_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

const head = `{"seq":1,"at_ns":1,"kind":"run","run":{"version":2,"id":"x","scenario":"s","release":"3.8.4","runtime":"fake","started":"2026-01-01T00:00:00Z"}}` + "\n"

// oneOfEachKind returns one event of each kind, with every field set.
func oneOfEachKind() []timeline.Event {
	stat := timeline.Stat{
		Czxid: 1, Mzxid: 2, Pzxid: 3, Ctime: 4, Mtime: 5, Version: 6, Cversion: 7, Aversion: 8,
		EphemeralOwner: 0xffa207698cb40000, DataLength: 9, NumChildren: 10,
	}
	return []timeline.Event{
		{Kind: timeline.KindRun, Run: &timeline.Run{
			Version: timeline.Version, ID: "id", Scenario: "s", Control: "c", Release: "3.8.4", Runtime: "fake",
			Started: time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC), Expected: []string{"g"}, ExpectedAnyOf: [][]string{{"h", "i"}},
			Servers: []timeline.Member{{ID: 1}, {ID: 2, Observer: true, Release: "3.4.14"}},
			Summary: "summary", References: []string{"ZOOKEEPER-1"}, Digest: "d", Build: "/build", Steps: []string{"first", "second"},
		}},
		{Kind: timeline.KindFault, Actor: "server 2", What: "kill <server> & wait", Receipt: "by signal killed", Outcome: timeline.OK},
		{Kind: timeline.KindServer, Server: &timeline.Server{
			ID: 2, Change: timeline.Synced, Role: "leader", Zxid: 0x300001c4c, Epoch: 3, Sync: "DIFF", SessionID: 1, Exit: "by signal killed", Line: `a "line"`,
		}},
		{Kind: timeline.KindHandshake, Outcome: timeline.OK, Handshake: &timeline.Handshake{
			Client: "app", Server: 2, Asked: 0xffa207698cb40000, LastZxidSeen: 5, Granted: 0xffa207698cb40000, Timeout: time.Second,
		}},
		{Kind: timeline.KindInvoke, Op: &timeline.Op{Name: "close", Client: "app"}},
		{Kind: timeline.KindOp, Outcome: timeline.Refused, Op: &timeline.Op{
			Name: "read", Path: "/ä", Client: "app", Session: 1, Server: 2, Invoke: 3, Return: 4, Xid: 5, Zxid: 6, Code: "NoNode",
			Mode: "ephemeral", Data: "x\ny", Size: 7, Digest: "d", Stat: &stat, Children: []string{"a", "b"},
			Arrival: 8, TTL: 9, Watch: "data", Opcode: 10, Asked: "in words", ACL: []string{"world:anyone:r"},
			Parts: []timeline.Part{{
				Name: "create", Path: "/a", Outcome: timeline.Refused, Code: "NodeExists", Mode: "persistent_with_ttl", TTL: 1,
				Data: "x", Size: 1, Digest: "d", ACL: []string{"world:anyone:r"}, Stat: &stat,
			}},
		}},
		{Kind: timeline.KindWatch, Watch: &timeline.Watch{
			Client: "app", Session: 1, Server: 2, Type: "NodeCreated", State: "SyncConnected", Path: "/ä", Zxid: 3, Arrival: 4,
		}},
		{Kind: timeline.KindTree, Tree: &timeline.Tree{Server: 1, Zxid: 2, Znodes: []timeline.Znode{
			{Path: "/", Digest: "d", Stat: stat, ACL: []string{"world:anyone:r"}},
		}}},
		{Kind: timeline.KindDisk, Disk: &timeline.Disk{
			Server: 1, Snapshots: []timeline.Snapshot{{File: "snapshot.1", Zxid: 1, Size: 2, Znodes: 3, Trouble: "t"}},
			Logs: []timeline.LogFile{{File: "log.1", Size: 2, Spans: []timeline.Span{{First: 1, Last: 2}}, Trouble: "t"}},
			Txns: []timeline.Txn{{Zxid: 1, Session: 2, Xid: 3, Type: "create"}},
		}},
		{Kind: timeline.KindFinding, Outcome: timeline.Untested, Finding: &timeline.Finding{By: "fact", Guarantee: "g", Reported: "r", Observed: "o", Matches: true}},
		{Kind: timeline.KindNote, What: "a note"},
		{Kind: timeline.KindEnd, Outcome: timeline.Unknown, What: "why"},
	}
}

func TestRoundTrip(t *testing.T) {
	var text bytes.Buffer
	log := timeline.New(&text)
	for _, e := range oneOfEachKind() {
		log.Append(e)
	}
	assert.NilError(t, log.Err())
	got, err := timeline.Read(&text)
	assert.NilError(t, err)
	assert.DeepEqual(t, got, log.Events())
	assert.Equal(t, len(got), len(oneOfEachKind()))
}

func TestAppendSetsSeqTimeAndStep(t *testing.T) {
	log := timeline.New(nil)
	log.Append(timeline.Event{Kind: timeline.KindNote, Seq: 99, Step: "another"})
	log.BeginStep("one")
	last := log.Append(timeline.Event{Kind: timeline.KindNote})
	events := log.Events()
	assert.Equal(t, len(events), 3)
	for i, e := range events {
		assert.Equal(t, e.Seq, i+1)
		assert.Assert(t, i == 0 || e.At >= events[i-1].At, "time goes back")
	}
	assert.DeepEqual(t, []string{events[0].Step, events[1].Step, events[2].Step}, []string{"", "one", "one"})
	assert.Equal(t, events[1].Kind, timeline.KindStep)
	assert.DeepEqual(t, last, events[2])
}

// A crash loses no event that was appended before it.
func TestAppendWritesImmediately(t *testing.T) {
	var text bytes.Buffer
	log := timeline.New(&text)
	for i := range 3 {
		log.Append(timeline.Event{Kind: timeline.KindNote})
		assert.Equal(t, strings.Count(text.String(), "\n"), i+1)
	}
}

func TestEventsAfterTheEndAreDropped(t *testing.T) {
	for _, stopped := range []string{"", "judge"} {
		var text bytes.Buffer
		log := timeline.New(&text)
		log.Append(oneOfEachKind()[0])
		log.BeginStep("judge")
		log.End(timeline.Ending{Outcome: timeline.Failed, Why: "the disk is full", Step: stopped, Source: "lock.hcl:27"})
		log.Append(timeline.Event{Kind: timeline.KindNote})
		events, err := timeline.Read(&text)
		assert.NilError(t, err)
		assert.DeepEqual(t, events, log.Events())
		last := events[len(events)-1]
		assert.DeepEqual(t, []any{last.Kind, last.Outcome, last.What, last.Step, last.Source}, []any{timeline.KindEnd, timeline.Failed, "the disk is full", stopped, "lock.hcl:27"})
	}
}

func TestObserverGetsEachEvent(t *testing.T) {
	log := timeline.New(nil)
	log.Append(timeline.Event{Kind: timeline.KindNote})
	var seen []timeline.Event
	log.Observe(func(e timeline.Event) { seen = append(seen, e) })
	log.Append(timeline.Event{Kind: timeline.KindNote, What: "this"})
	assert.Equal(t, len(seen), 1)
	assert.Equal(t, seen[0].What, "this")
}

func TestConcurrentAppends(t *testing.T) {
	var text bytes.Buffer
	log := timeline.New(&text)
	log.Append(oneOfEachKind()[0])
	var writers sync.WaitGroup
	for range 10 {
		writers.Go(func() {
			for range 50 {
				log.Append(timeline.Event{Kind: timeline.KindNote})
				_ = log.Events()
			}
		})
	}
	writers.Wait()
	got, err := timeline.Read(&text)
	assert.NilError(t, err)
	assert.Equal(t, len(got), 501)
	for i, e := range got {
		assert.Equal(t, e.Seq, i+1)
	}
}

// BenchmarkAppend measures recording an operation to a file: its invocation and its end.
func BenchmarkAppend(b *testing.B) {
	f, err := os.Create(filepath.Join(b.TempDir(), "timeline.jsonl"))
	assert.NilError(b, err)
	log := timeline.New(f)
	invoked := &timeline.Op{Name: "set", Path: "/x", Client: "app", Session: 0x100009d18e70000, Server: 1, Invoke: 1, Xid: 5, Data: "value", Size: 5, Digest: timeline.Digest(nil)}
	ended := *invoked
	ended.Return, ended.Zxid, ended.Arrival, ended.Stat = 2, 0x300001c4c, 7, &timeline.Stat{Czxid: 0x300000001, Mzxid: 0x300001c4c, Pzxid: 0x300000001, Ctime: 1, Mtime: 1, Version: 1}
	b.ReportAllocs()
	for b.Loop() {
		log.Append(timeline.Event{Kind: timeline.KindInvoke, Actor: "session app", Op: invoked})
		log.Append(timeline.Event{Kind: timeline.KindOp, Actor: "session app", Outcome: timeline.OK, Op: &ended})
	}
	assert.NilError(b, log.Err())
	assert.NilError(b, f.Close())
}

type fullDisk struct{ room int }

func (d *fullDisk) Write(p []byte) (int, error) {
	if d.room -= len(p); d.room < 0 {
		return 0, errors.New("no space left on device")
	}
	return len(p), nil
}

func TestFirstErrorOfTheWriterIsKept(t *testing.T) {
	log := timeline.New(&fullDisk{room: 60})
	assert.NilError(t, log.Err())
	for range 3 {
		log.Append(timeline.Event{Kind: timeline.KindNote})
	}
	assert.ErrorContains(t, log.Err(), "write timeline: no space left on device")
	assert.Equal(t, len(log.Events()), 3, "events must be kept in memory")
}

func TestZxid(t *testing.T) {
	z := timeline.Zxid(0x300001c4c)
	assert.Equal(t, z.String(), "0x300001c4c")
	assert.Equal(t, z.Epoch(), uint32(3))
	assert.Equal(t, z.Counter(), uint32(0x1c4c))
	got, err := timeline.ParseZxid("0xffffffffffffffff")
	assert.NilError(t, err)
	assert.Equal(t, got.Epoch(), uint32(0xffffffff))
	for _, text := range []string{"", "0x", "12", "0X1", "0xg", "0x-1", "0x10000000000000000", " 0x1"} {
		_, err := timeline.ParseZxid(text)
		assert.ErrorContains(t, err, "zxid \""+text+"\"")
	}
}

func TestIDsAreReadableInJSON(t *testing.T) {
	text, err := json.Marshal(struct {
		Z timeline.Zxid
		S timeline.SessionID
	}{0x300001c4c, 0xffa207698cb40000})
	assert.NilError(t, err)
	assert.Equal(t, string(text), `{"Z":"0x300001c4c","S":"0xffa207698cb40000"}`)
	var id timeline.SessionID
	assert.ErrorContains(t, id.UnmarshalText([]byte("12")), `session id "12"`)
}

func TestTextAndDigest(t *testing.T) {
	long := strings.Repeat("x", 256)
	assert.Equal(t, timeline.Text([]byte("ä")), "ä")
	assert.Equal(t, timeline.Text([]byte(long)), long)
	assert.Equal(t, timeline.Text([]byte(long+"x")), "")
	assert.Equal(t, timeline.Text([]byte{0xff}), "")
	assert.Equal(t, timeline.Digest(nil), "e3b0c44298fc1c14")
	assert.Assert(t, timeline.Digest([]byte("1")) != timeline.Digest([]byte("2")))
}

// Each server makes some znodes itself, with times by its own clock.
func TestReplicatedClearsOnlyTimesOfZnodesWithoutTransaction(t *testing.T) {
	own := timeline.Znode{Path: "/zookeeper", Stat: timeline.Stat{Ctime: 1, Mtime: 2, Pzxid: 3}}
	assert.DeepEqual(t, own.Replicated(), timeline.Znode{Path: "/zookeeper", Stat: timeline.Stat{Pzxid: 3}})
	written := timeline.Znode{Path: "/x", Stat: timeline.Stat{Czxid: 1, Ctime: 1, Mtime: 2}}
	assert.DeepEqual(t, written.Replicated(), written)
}
