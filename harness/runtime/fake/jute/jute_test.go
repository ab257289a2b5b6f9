package jute_test

import (
	"math"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/runtime/fake/jute"
)

func TestReaderDecodesWhatTheWriterEncodes(t *testing.T) {
	frame := jute.NewFrame().Int32(-2).Int64(1 << 40).Zxid(math.MaxUint64).Buffer([]byte("data")).Bool(true).Strings([]string{"a", "bc"}).Frame()
	r := &jute.Reader{Bytes: frame}
	assert.Equal(t, int(r.Int32()), len(frame)-4)
	assert.Equal(t, r.Int32(), int32(-2))
	assert.Equal(t, r.Int64(), int64(1)<<40)
	assert.Equal(t, r.Int64(), int64(-1))
	assert.Equal(t, r.String(), "data")
	assert.Assert(t, r.Bool())
	assert.DeepEqual(t, r.Strings(), []string{"a", "bc"})
	assert.Assert(t, !r.Bad && len(r.Bytes) == 0)
	assert.Equal(t, r.Int64(), int64(0))
	assert.Assert(t, r.Bad, "nothing is left")
}

func TestLengthsBeyondTheEndAreBad(t *testing.T) {
	for name, read := range map[string]func(*jute.Reader){
		"buffer": func(r *jute.Reader) { assert.Equal(t, len(r.Buffer()), 0) },
		"list":   func(r *jute.Reader) { assert.Equal(t, len(r.Strings()), 0) },
	} {
		r := &jute.Reader{Bytes: new(jute.Writer).Int32(math.MaxInt32).Bytes}
		read(r)
		assert.Assert(t, r.Bad, name)
	}
	null := &jute.Reader{Bytes: new(jute.Writer).Int32(-1).Bytes}
	assert.Assert(t, null.Buffer() == nil && !null.Bad)
}
