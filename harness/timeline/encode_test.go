package timeline

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

// Each field of an operation and of its event must be encoded as the library does it,
// with all, some and no fields set. So a field that is added to the schema and not to
// appendLine fails here.
func TestOperationsAreEncodedAsTheLibraryDoes(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, share := range []float64{0, 0.3, 0.7, 1} {
		for range 500 {
			e := Event{Op: &Op{}}
			for _, field := range reflect.ValueOf(&e).Elem().Fields() {
				if field.Kind() != reflect.Pointer { // the event of an operation has no other part
					fillRandomly(random, share, field)
				}
			}
			fillRandomly(random, share, reflect.ValueOf(e.Op).Elem())
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

var randomTexts = []string{"", "/x", "a \"quoted\" \\ text", "<html> & more", "tab\tline\n\x00\x7f", "ünïcödé \u2028", "not \xff utf8"}

// fillRandomly sets the given share of all values, and of the fields and elements in
// them, to random values.
func fillRandomly(random *rand.Rand, share float64, values ...reflect.Value) {
	for _, v := range values {
		if v.Kind() == reflect.Struct {
			for i := range v.NumField() {
				fillRandomly(random, share, v.Field(i))
			}
			continue
		}
		if random.Float64() >= share {
			continue
		}
		switch v.Kind() {
		case reflect.String:
			v.SetString(randomTexts[random.IntN(len(randomTexts))])
		case reflect.Int, reflect.Int32, reflect.Int64:
			v.SetInt(int64(int32(random.Uint32())))
		case reflect.Uint64:
			v.SetUint(random.Uint64() >> random.IntN(64))
		case reflect.Uint32:
			v.SetUint(uint64(random.Uint32()))
		case reflect.Bool:
			v.SetBool(true)
		case reflect.Pointer:
			v.Set(reflect.New(v.Type().Elem()))
			fillRandomly(random, share, v.Elem())
		case reflect.Slice:
			v.Set(reflect.MakeSlice(v.Type(), random.IntN(3), 3))
			for i := range v.Len() {
				fillRandomly(random, share, v.Index(i))
			}
		default:
			panic("no value for " + v.Type().String())
		}
	}
}
