package timeline_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

const note = `{"seq":2,"at_ns":2,"kind":"note"}` + "\n"

func TestTimelinesThatCannotBeRead(t *testing.T) {
	lines := func(texts ...string) string { return head + note + strings.Join(texts, "\n") }
	event := func(rest string) string { return `{"seq":3,"at_ns":3,` + rest + `}` }
	for _, c := range []struct {
		name, text, want string
		events           int
	}{
		{"empty", "", "line 1, byte 0: a timeline begins with an event of kind run", 0},
		{"no head", note + note, "line 1, byte 0: a timeline begins with an event of kind run; skipped the rest, lines: 1", 0},
		{"another version", strings.Replace(head, `"version":2,"id":"x","scenario":"s"`, `"version":3,"story":"s"`, 1) + `{"at_ns":"later versions may"}`,
			"line 1, byte 0: timeline version 3; this program reads version 2; skipped the rest, lines: 1", 0},
		{"cut off", lines(`{"seq":3,"at_ns":`), "line 3, byte 179: the line is cut off", 2},
		{"no JSON", lines("and then", note), "line 3, byte 179: invalid character 'a'", 2},
		{"wrong in the middle", lines(`{"seq":3,]`), "line 3, byte 188: invalid character ']'", 2},
		{"wrong type", lines(event(`"kind":7`)), "line 3, byte 179: json: cannot unmarshal number", 2},
		{"two values", lines(`{"seq":3,"at_ns":3,"kind":"note"} {}`), "line 3, byte 179: more than one value in the line", 2},
		{"bad zxid", lines(event(`"kind":"op","op":{"zxid":"12"}`)), "must be 0x and hexadecimal digits", 2},
		{"misspelt field", lines(event(`"kind":"note","wat":""`)), `unknown field "wat"`, 2},
		{"unknown kind", lines(event(`"kind":"rumour"`)), `line 3, byte 179: unknown kind "rumour"`, 2},
		{"unknown outcome", lines(event(`"kind":"end","outcome":"fine"`)), `an event of kind end has no outcome "fine"`, 2},
		{"no part", lines(event(`"kind":"op","outcome":"ok"`)), "an event of kind op lacks its part op", 2},
		{"another part", lines(event(`"kind":"note","run":{"version":2}`)), "an event of kind note has no part run", 2},
		{"unknown operation", lines(event(`"kind":"op","outcome":"ok","op":{"name":"put","client":"c"}`)), `unknown operation "put"`, 2},
		{"no client", lines(event(`"kind":"invoke","op":{"name":"set"}`)), "an event of kind invoke lacks its client", 2},
		{"no server", lines(event(`"kind":"tree","tree":{"zxid":"0x1","znodes":[]}`)), "an event of kind tree lacks its server", 2},
		{"no by", lines(event(`"kind":"finding","outcome":"ok","finding":{}`)), "an event of kind finding lacks its by", 2},
		{"too early", lines(event(`"kind":"op","outcome":"ok","op":{"name":"set","client":"c","invoke_ns":2,"return_ns":1}`)), "returned before it was invoked", 2},
		{"seq is not ascending", lines(note), "line 3, byte 179: out of order: seq 2 after seq 2", 2},
		{"a line is missing", lines(`{"seq":4,"at_ns":4,"kind":"note"}`), "line 3, byte 179: lines are missing: seq 4 after seq 2", 2},
		{"the head is missing", strings.Replace(head, `"seq":1`, `"seq":7`, 1), "line 1, byte 0: a timeline begins with seq 1, not 7", 0},
		{"time goes back", lines(`{"seq":3,"at_ns":1,"kind":"note"}`), "time goes back, from 2 to 1 ns", 2},
		{"negative time", lines(`{"seq":3,"at_ns":-1,"kind":"note"}`), "seq must be at least 1, and at_ns at least 0", 2},
		{"after the end", lines(event(`"kind":"end","outcome":"ok"`), `{"seq":4,"at_ns":4,"kind":"note"}`), "line 4, byte 227: an event after the end", 3},
		{"negative position", lines(event(`"kind":"op","outcome":"ok","op":{"name":"set","path":"/","client":"c","arrival":-1}`)), "server, invoke_ns, return_ns, arrival, zxid and size of op must be at least 0 and less than 2^63", 2},
		{"zxid beyond a long", lines(event(`"kind":"watch","watch":{"client":"c","type":"NodeCreated","path":"/a","zxid":"0x8000000000000000"}`)), "watch.zxid and watch.arrival must be", 2},
		{"zxid of a Stat", lines(event(`"kind":"op","outcome":"ok","op":{"name":"exists","path":"/","client":"c","stat":{"pzxid":"0xffffffffffffffff"}}`)), "czxid, mzxid and pzxid of a stat must be", 2},
		{"zxid in a part", lines(event(`"kind":"op","outcome":"ok","op":{"name":"transaction","client":"c","parts":[{"name":"set","path":"/","stat":{"mzxid":"0xffffffffffffffff"}}]}`)), "pzxid of a stat must be", 2},
		{"zxid in a tree", lines(event(`"kind":"tree","tree":{"server":1,"zxid":"0x1","znodes":[{"path":"/","stat":{"czxid":"0xffffffffffffffff"}}]}`)), "pzxid of a stat must be", 2},
		{"span that ends before it begins", lines(event(`"kind":"disk","disk":{"server":1,"logs":[{"spans":[{"first":"0x2","last":"0x1"}]}]}`)), "the span from 0x2 to 0x1 of disk is no range", 2},
		{"relative path", lines(event(`"kind":"op","outcome":"ok","op":{"name":"read","path":"x","client":"c"}`)),
			`line 3, byte 179: op.path "x" is not the path of a znode: it does not begin with /`, 2},
		{"no path", lines(event(`"kind":"op","outcome":"unknown","op":{"name":"set","client":"c","server":1}`)), `op.path "" is not the path`, 2},
		{"path of an invocation", lines(event(`"kind":"invoke","op":{"name":"create","path":"/a/","client":"c"}`)), `op.path "/a/" is not the path of a znode: it ends with /`, 2},
		{"path of a request", lines(event(`"kind":"op","outcome":"ok","op":{"name":"request","path":"x","client":"c"}`)), `op.path "x" is not the path`, 2},
		{"path that was created", lines(event(`"kind":"op","outcome":"ok","op":{"name":"create","path":"/a/","mode":"persistent_sequential","client":"c"}`)), `op.path "/a/"`, 2},
		{"path of another refusal", lines(event(`"kind":"op","outcome":"refused","op":{"name":"read","path":"x","client":"c","server":1,"code":"NoNode"}`)), `op.path "x"`, 2},
		{"path of a refusal with a Stat", lines(event(`"kind":"op","outcome":"refused","op":{"name":"read","path":"x","client":"c","code":"InvalidPath","stat":{}}`)), `op.path "x"`, 2},
		{"path of a part", lines(event(`"kind":"op","outcome":"ok","op":{"name":"transaction","client":"c","parts":[{"name":"check","path":"/"},{"name":"set","path":"/a//b"}]}`)),
			`op.parts[1].path "/a//b" is not the path of a znode: it has an empty or relative part`, 2},
		{"path of an event", lines(event(`"kind":"watch","watch":{"client":"c","type":"NodeCreated","path":"/a/.."}`)), `watch.path "/a/.."`, 2},
		{"path in a tree", lines(event(`"kind":"tree","tree":{"server":1,"zxid":"0x1","znodes":[{"path":"/"},{"path":"/a\u0001"}]}`)),
			`tree.znodes[1].path "/a\x01" is not the path of a znode: it has a character that ZooKeeper does not allow in paths`, 2},
		{"deep path", lines(event(`"kind":"op","outcome":"ok","op":{"name":"read","path":"` + strings.Repeat("/a", 10_001) + `","client":"c"}`)),
			strings.Repeat("/a", 50) + `" is not the path of a znode: it has more than 10000 parts`, 2},
		{"two in one", head + note + head, "line 3, byte 179: another timeline begins", 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			events, err := timeline.Read(strings.NewReader(c.text))
			assert.ErrorContains(t, err, c.want)
			assert.Equal(t, len(events), c.events)
			var place *timeline.ReadError
			assert.Assert(t, errors.As(err, &place))
			assert.Equal(t, place.Line, 1+strings.Count(c.text[:place.Offset], "\n"))
		})
	}
}

func TestMissingLineEndAndEmptyLines(t *testing.T) {
	events, err := timeline.Read(strings.NewReader("\n" + head + "\r\n" + `{"seq":2,"at_ns":2,"kind":"note"}`))
	assert.NilError(t, err)
	assert.Equal(t, len(events), 2)
}

// Operations that no server accepted may have paths that no znode has, and a sequential
// znode has no number before it is created.
func TestPathsThatNeedNotBeThoseOfZnodes(t *testing.T) {
	for i, rest := range []string{
		`"kind":"op","outcome":"refused","op":{"name":"read","path":"x","client":"c","code":"InvalidPath"}`,
		`"kind":"op","outcome":"refused","op":{"name":"read","path":"x","client":"c","code":"SessionExpired"}`,
		`"kind":"op","outcome":"refused","op":{"name":"read","path":"x","client":"c","server":1,"code":"BadArguments"}`,
		`"kind":"op","outcome":"refused","op":{"name":"transaction","client":"c","server":1,"code":"BadArguments","parts":[{"name":"set","path":"x"}]}`,
		`"kind":"invoke","op":{"name":"create","path":"/a/","mode":"persistent_sequential","client":"c"}`,
		`"kind":"op","outcome":"unknown","op":{"name":"transaction","client":"c","server":1,"parts":[{"name":"create","path":"/","mode":"ephemeral_sequential"}]}`,
		`"kind":"op","outcome":"ok","op":{"name":"sync","client":"c","server":1}`,
		`"kind":"op","outcome":"ok","op":{"name":"close","path":"-","client":"c","server":1}`,
		`"kind":"watch","watch":{"client":"c","type":"None","state":"Expired"}`,
	} {
		events, err := timeline.Read(strings.NewReader(head + note + `{"seq":3,"at_ns":3,` + rest + `}`))
		assert.NilError(t, err, "%d: %s", i, rest)
		assert.Equal(t, len(events), 3)
	}
}

// A stream may hold many timelines. All but the damaged ones must be read.
func TestTimelinesOneAfterAnother(t *testing.T) {
	another := strings.Replace(head, `"version":2`, `"version":1`, 1)
	in := timeline.NewReader(strings.NewReader(head + note + head + "no JSON\n" + note + another + note + head + note + note + head))
	for _, want := range []struct {
		events int
		err    string
	}{
		{2, ""}, {1, "line 4, byte 325: invalid character 'o'"}, {2, "line 10"}, {1, ""},
	} {
		events, err := in.Next()
		assert.Equal(t, len(events), want.events)
		if want.err == "" {
			assert.NilError(t, err)
		} else {
			assert.ErrorContains(t, err, want.err)
		}
	}
	_, err := in.Next()
	assert.ErrorIs(t, err, io.EOF)
}

// Each keeps nothing of what it has read.
func TestMemoryForReadingDoesNotGrow(t *testing.T) {
	const operations = 50_000
	text, in := io.Pipe()
	go func() {
		_, err := io.WriteString(in, head)
		for i := 2; err == nil && i < operations; i++ {
			_, err = fmt.Fprintf(in, `{"seq":%d,"at_ns":%d,"kind":"op","outcome":"ok","op":{"name":"create","path":"/n%d","client":"c","data":"%064d"}}`+"\n", i, i, i, i)
		}
		in.CloseWithError(err)
	}()
	allocated := func() uint64 {
		var memory runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&memory)
		return memory.HeapAlloc
	}
	reader, read, early := timeline.NewReader(text), 0, uint64(0)
	assert.NilError(t, reader.Each(func(e *timeline.Event) {
		if read++; e.Seq == operations/10 {
			early = allocated()
		}
	}))
	assert.Equal(t, read, operations-1)
	late := allocated()
	runtime.KeepAlive(reader)
	assert.Assert(t, late < early+100_000, "%d bytes after a tenth of the stream, %d at the end", early, late)
}

func TestCompressedTimelines(t *testing.T) {
	var text bytes.Buffer
	out := gzip.NewWriter(&text)
	_, err := io.WriteString(out, head+note)
	assert.NilError(t, err)
	assert.NilError(t, out.Close())
	events, err := timeline.Read(bytes.NewReader(text.Bytes()))
	assert.NilError(t, err)
	assert.Equal(t, len(events), 2)

	for want, damaged := range map[string][]byte{
		"line 1, byte 0: gzip: invalid header":     []byte("\x1f\x8b and other bytes"),
		"line 3, byte 179: unexpected EOF":         text.Bytes()[:text.Len()-4],
		"line 3, byte 179: gzip: invalid checksum": slices.Concat(text.Bytes()[:text.Len()-8], make([]byte, 8)),
	} {
		in := timeline.NewReader(bytes.NewReader(damaged))
		_, err := in.Next()
		assert.Error(t, err, want)
		_, err = in.Next()
		assert.ErrorIs(t, err, io.EOF)
	}
}

type brokenPipe struct{ io.Reader }

func (b brokenPipe) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if err != nil {
		err = errors.New("broken pipe")
	}
	return n, err
}

func TestErrorOfTheStream(t *testing.T) {
	in := timeline.NewReader(brokenPipe{strings.NewReader(head + note + note[:10])})
	events, err := in.Next()
	assert.Error(t, err, "line 3, byte 179: broken pipe")
	assert.Equal(t, len(events), 2)
	_, err = in.Next()
	assert.ErrorIs(t, err, io.EOF)
}

// spaces reads as the given number of spaces.
type spaces int

func (n *spaces) Read(p []byte) (int, error) {
	if *n == 0 {
		return 0, io.EOF
	}
	k := min(len(p), int(*n))
	*n -= spaces(k)
	copy(p, bytes.Repeat([]byte(" "), k))
	return k, nil
}

func TestLineThatIsTooLong(t *testing.T) {
	long := spaces(64<<20 + 1)
	in := timeline.NewReader(io.MultiReader(strings.NewReader(head), &long, strings.NewReader("\n"+head)))
	events, err := in.Next()
	assert.ErrorContains(t, err, "line 2, byte 145: the line is longer than 67108864 bytes")
	assert.Equal(t, len(events), 1)
	events, err = in.Next()
	assert.NilError(t, err)
	assert.Equal(t, len(events), 1)
}

// A line of 3 MB would take more than 100 MB in memory.
func TestLineWithTooManyObjects(t *testing.T) {
	full := `{"seq":2,"at_ns":2,"kind":"tree","tree":{"server":1,"zxid":"0x1","znodes":[{}` + strings.Repeat(",{}", 1<<20) + "]}}"
	events, err := timeline.Read(strings.NewReader(head + full))
	assert.ErrorContains(t, err, "line 2, byte 145: the line holds more than 1048576 objects")
	assert.Equal(t, len(events), 1)
}

// Every timeline that can be read can be written and read again.
func FuzzRead(f *testing.F) {
	var text bytes.Buffer
	log := timeline.New(&text)
	for _, e := range oneOfEachKind() {
		log.Append(e)
	}
	f.Add(text.Bytes())
	f.Add([]byte(head + note + head + note[:20]))
	f.Add([]byte(strings.Replace(head, `"version":2`, `"version":3`, 1) + note))
	f.Fuzz(func(t *testing.T, data []byte) {
		in := timeline.NewReader(bytes.NewReader(data))
		for {
			events, err := in.Next()
			if errors.Is(err, io.EOF) {
				return
			}
			var place *timeline.ReadError
			assert.Assert(t, err == nil || errors.As(err, &place))
			assert.Assert(t, place == nil || place.Offset <= int64(len(data)))
			timeline.Complete(events)
			assertRoundTrip(t, events)
		}
	})
}

func assertRoundTrip(t *testing.T, events []timeline.Event) {
	t.Helper()
	if len(events) == 0 {
		return
	}
	var text bytes.Buffer
	out := json.NewEncoder(&text)
	for _, e := range events {
		assert.NilError(t, out.Encode(e))
	}
	got, err := timeline.Read(&text)
	assert.NilError(t, err)
	assert.Equal(t, len(got), len(events))
}
