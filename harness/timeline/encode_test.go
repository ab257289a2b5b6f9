package timeline

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

// Each field of an operation and of its event must come out as the library writes it,
// full, empty and in between: a field that is added to the schema and forgotten by the hand
// fails here.
func TestOperationsAreEncodedAsTheLibraryDoes(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, share := range []float64{0, 0.3, 0.7, 1} {
		for range 500 {
			e := Event{Op: &Op{}}
			for _, field := range reflect.ValueOf(&e).Elem().Fields() {
				if field.Kind() != reflect.Pointer { // an operation's event has no other part
					invent(random, share, field)
				}
			}
			invent(random, share, reflect.ValueOf(e.Op).Elem())
			line, err := appendLine([]byte("before"), &e)
			assert.NilError(t, err)
			var want strings.Builder
			out := json.NewEncoder(&want)
			out.SetEscapeHTML(false)
			assert.NilError(t, out.Encode(e))
			assert.Equal(t, string(line), "before"+want.String())
		}
	}
}

var inventedTexts = []string{"", "/x", "a \"quoted\" \\ text", "<html> & more", "tab\tline\n\x00\x7f", "ünïcödé \u2028", "not \xff utf8"}

// invent gives that share of all values, and of what is in them, something in place
// of nothing.
func invent(random *rand.Rand, share float64, values ...reflect.Value) {
	for _, v := range values {
		if v.Kind() == reflect.Struct {
			for i := range v.NumField() {
				invent(random, share, v.Field(i))
			}
			continue
		}
		if random.Float64() >= share {
			continue
		}
		switch v.Kind() {
		case reflect.String:
			v.SetString(inventedTexts[random.IntN(len(inventedTexts))])
		case reflect.Int, reflect.Int32, reflect.Int64:
			v.SetInt(int64(int32(random.Uint32())))
		case reflect.Uint64:
			v.SetUint(random.Uint64() >> random.IntN(64))
		case reflect.Pointer:
			v.Set(reflect.New(v.Type().Elem()))
			invent(random, share, v.Elem())
		case reflect.Slice:
			v.Set(reflect.MakeSlice(v.Type(), random.IntN(3), 3))
			for i := range v.Len() {
				invent(random, share, v.Index(i))
			}
		default:
			panic("no value for " + v.Type().String())
		}
	}
}
