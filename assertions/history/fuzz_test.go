package history_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/assertions/history"
	"github.com/zkscenario/zkscenario/assertions/history/simulator"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// longestJudgement is far above what the short histories of the simulator take.
const longestJudgement = 5 * time.Second

// editor makes random changes to the lines of a history.
type editor struct {
	random *rand.Rand
	lines  []any
	places []scalar
}

// scalar is the place of a text, a number or a boolean in a line.
type scalar struct {
	line  int
	name  string
	value any
	set   func(any)
}

// The extreme values of numbers, ids and other texts.
var (
	numbers = []any{-1, 0, 1, 1<<31 - 1, -1 << 31, 1<<63 - 1, -1 << 63}
	ids     = []any{"0x0", "0x1", "0x7fffffffffffffff", "0x8000000000000000", "0xffffffffffffffff"}
	words   = []any{"", "x", "/", "/a", "/a/b", "//", "/a/", "/a/../b", "/a\u007f", "ok", "unknown"}
)

func (e *editor) extreme(value any) any {
	list := words
	switch v := value.(type) {
	case bool:
		return !v
	case json.Number:
		list = numbers
	case string:
		if strings.HasPrefix(v, "0x") {
			list = ids
		}
	}
	return list[e.random.IntN(len(list))]
}

// newEditor parses the lines of a history.
func newEditor(t *testing.T, random *rand.Rand, events []timeline.Event) *editor {
	t.Helper()
	e := &editor{random: random}
	for _, event := range events {
		text, err := json.Marshal(event)
		assert.NilError(t, err)
		in := json.NewDecoder(bytes.NewReader(text))
		in.UseNumber()
		var line any
		assert.NilError(t, in.Decode(&line))
		e.lines = append(e.lines, line)
	}
	for i, line := range e.lines {
		e.addPlaces(i, "", line, nil)
	}
	return e
}

func (e *editor) addPlaces(line int, name string, value any, set func(any)) {
	switch v := value.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if name != "seq" {
				e.addPlaces(line, name, v[name], func(value any) { v[name] = value })
			}
		}
	case []any:
		for i := range v {
			e.addPlaces(line, name, v[i], func(value any) { v[i] = value })
		}
	default:
		e.places = append(e.places, scalar{line, name, value, set})
	}
}

// edit changes a line: mostly one value, to one that stands in another line or to an
// extreme one.
func (e *editor) edit() {
	i, j := e.random.IntN(len(e.lines)), e.random.IntN(len(e.lines))
	place := e.places[e.random.IntN(len(e.places))]
	switch e.random.IntN(10) {
	case 0:
		e.lines = slices.Delete(e.lines, i, i+1)
	case 1:
		e.lines = slices.Insert(e.lines, i, e.lines[j])
	case 2:
		e.lines[i], e.lines[j] = e.lines[j], e.lines[i]
	case 3, 4, 5:
		place.set(e.extreme(place.value))
	default:
		e.swapValue(place)
	}
}

// swapValue gives a field the value that it has elsewhere.
func (e *editor) swapValue(place scalar) {
	for range 100 {
		if other := e.places[e.random.IntN(len(e.places))]; other.name == place.name && other.value != place.value {
			place.set(other.value)
			return
		}
	}
}

// text numbers the lines again, and lets no time go back.
func (e *editor) text(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	last := int64(0)
	for i, line := range e.lines {
		fields := maps.Clone(line.(map[string]any))
		if at, ok := fields["at_ns"].(json.Number); ok {
			n, _ := at.Int64() // 0 if it is not an integer
			last = max(last, n)
		}
		fields["seq"], fields["at_ns"] = i+1, last
		text, err := json.Marshal(fields)
		assert.NilError(t, err)
		out.Write(append(text, '\n'))
	}
	return out.Bytes()
}

// Every history that can be read is judged, soon and without a panic, whatever it says.
func FuzzJudge(f *testing.F) {
	for seed := range uint64(20) {
		f.Add(seed, seed, uint8(seed))
	}
	f.Fuzz(func(t *testing.T, seed, edits uint64, n uint8) {
		e := newEditor(t, rand.New(rand.NewPCG(edits, 1)), simulator.Generate(seed))
		for range n % 16 {
			e.edit()
		}
		text := e.text(t)
		events, err := timeline.Read(bytes.NewReader(text))
		if len(events) == 0 {
			return
		}
		judged := make(chan struct{})
		go func() {
			defer close(judged)
			history.All().Judge(events)
		}()
		select {
		case <-judged:
		case <-time.After(longestJudgement):
			t.Fatalf("not judged within %s; %v:\n%s", longestJudgement, err, text)
		}
	})
}
