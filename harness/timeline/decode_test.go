package timeline

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

// lineOf returns the line of an event without its end.
func lineOf(tb testing.TB, e *Event) []byte {
	tb.Helper()
	line, err := appendLine(nil, e)
	assert.NilError(tb, err)
	return bytes.TrimSuffix(line, []byte{'\n'})
}

// usualEvents returns random events with each part that decode knows, with no, some and
// all fields set.
func usualEvents(random *rand.Rand) []*Event {
	var events []*Event
	for _, share := range []float64{0, 0.3, 0.7, 1} {
		for _, e := range []*Event{
			{}, {Op: &Op{}}, {Server: &Server{}}, {Handshake: &Handshake{}}, {Watch: &Watch{}}, {Tree: &Tree{}}, {Disk: &Disk{}},
		} {
			for _, field := range reflect.ValueOf(e).Elem().Fields() {
				if field.Kind() != reflect.Pointer {
					fillRandomly(random, share, field)
				} else if !field.IsNil() {
					fillRandomly(random, share, field.Elem())
				}
			}
			events = append(events, e)
		}
	}
	return events
}

// decodesAsTheLibrary requires that a line which decode accepts has the same meaning for
// the library. It returns whether decode accepts it.
func decodesAsTheLibrary(t *testing.T, c *cursor, line []byte) bool {
	t.Helper()
	var got Event
	if !c.decode(line, &got) {
		return false
	}
	want, err := decodeStrict(line)
	assert.NilError(t, err, "%s", line)
	assert.Assert(t, reflect.DeepEqual(got, want), "%s\n got %+v\nwant %+v", line, got, want)
	return true
}

// Each field is read as the library reads it, in whatever order the fields are. So a field
// that is added to the schema and not to the lists of decode.go fails here.
func TestUsualLinesAreReadAsTheLibraryDoes(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var c cursor
	for range 300 {
		for _, e := range usualEvents(random) {
			line := lineOf(t, e)
			for _, line := range [][]byte{line, shuffled(t, random, line)} {
				usual := decodesAsTheLibrary(t, &c, line)
				noZnodes := e.Tree != nil && len(e.Tree.Znodes) == 0
				assert.Assert(t, usual || noZnodes, "%s", line)
			}
		}
	}
}

// shuffled writes a JSON value with white space and another order of fields.
func shuffled(t *testing.T, random *rand.Rand, text []byte) []byte {
	t.Helper()
	in := json.NewDecoder(bytes.NewReader(text))
	in.UseNumber()
	var value any
	assert.NilError(t, in.Decode(&value))
	var out bytes.Buffer
	writeShuffled(&out, random, value)
	return out.Bytes()
}

func writeShuffled(out *bytes.Buffer, random *rand.Rand, value any) {
	space := func() { out.WriteString([]string{"", " ", " \t", "\r"}[random.IntN(4)]) }
	separate := func(i int) {
		if i > 0 {
			out.WriteByte(',')
		}
		space()
	}
	space()
	switch v := value.(type) {
	case map[string]any:
		out.WriteByte('{')
		names := slices.Sorted(maps.Keys(v))
		random.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
		for i, name := range names {
			separate(i)
			fmt.Fprintf(out, "%q", name)
			space()
			out.WriteByte(':')
			writeShuffled(out, random, v[name])
		}
		out.WriteByte('}')
	case []any:
		out.WriteByte('[')
		for i, element := range v {
			separate(i)
			writeShuffled(out, random, element)
		}
		out.WriteByte(']')
	default:
		text, _ := appendJSON(nil, v) // texts, numbers and booleans can be encoded
		out.Write(bytes.TrimSpace(text))
	}
	space()
}

// A line that was damaged in any way is either read as the library reads it, or left to it.
func TestDamagedLinesAreReadAsTheLibraryDoes(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	var c cursor
	accepted := 0
	for range 100 {
		for _, e := range usualEvents(random) {
			line := lineOf(t, e)
			for range 20 {
				once := damaged(random, line)
				for _, line := range [][]byte{once, damaged(random, once)} {
					if decodesAsTheLibrary(t, &c, line) {
						accepted++
					}
				}
			}
		}
	}
	assert.Assert(t, accepted > 1000, "only %d damaged lines can be read", accepted)
}

// damaged returns a copy of a line in which some bytes are replaced, missing or repeated.
func damaged(random *rand.Rand, line []byte) []byte {
	const bytesOfJSON = `{}[],:"\/ 0123456789abcdefxABCDEFX+-.eEtrufalsn` + "\t\r\x00\x1f\x7f\x80\xff"
	i := random.IntN(len(line) + 1)
	j := min(len(line), i+random.IntN(1<<random.IntN(6)))
	switch random.IntN(4) {
	case 0:
		return slices.Concat(line[:i], []byte{bytesOfJSON[random.IntN(len(bytesOfJSON))]}, line[min(len(line), i+1):])
	case 1:
		return slices.Concat(line[:i], []byte{bytesOfJSON[random.IntN(len(bytesOfJSON))]}, line[i:])
	case 2:
		return slices.Concat(line[:i], line[j:])
	default:
		return slices.Concat(line[:j], line[i:])
	}
}

func FuzzDecode(f *testing.F) {
	random := rand.New(rand.NewPCG(5, 6))
	for _, e := range usualEvents(random) {
		line := lineOf(f, e)
		f.Add(line)
		f.Add(damaged(random, line))
	}
	var c cursor
	f.Fuzz(func(t *testing.T, line []byte) {
		line, _, _ = bytes.Cut(line, []byte{'\n'})
		decodesAsTheLibrary(t, &c, line)
	})
}

// Texts that have the same slot, or differ in one byte only, are not confused.
func TestTexts(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	var shared texts
	for range 300_000 {
		text := []byte(strings.Repeat("a", random.IntN(maxShare+2)))
		for range min(len(text), random.IntN(3)) {
			text[random.IntN(len(text))] = "a\x00b"[random.IntN(3)]
		}
		for _, b := range [][]byte{text, slices.Concat(text, []byte("and more"))[:len(text)]} {
			assert.Equal(t, shared.of(b), string(text))
		}
	}
	of := func() { shared.of([]byte("session app, again and again")) }
	of()
	assert.Equal(t, testing.AllocsPerRun(10, of), 0.0)
}
