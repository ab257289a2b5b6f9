package timeline_test

import (
	"bytes"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/assertions/history/simulator"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// BenchmarkRead reads the timeline of a simulated run of 100,000 operations: event by event,
// and keeping all events. It reports the time for each operation; other events count too.
func BenchmarkRead(b *testing.B) {
	const operations = 100_000
	var text bytes.Buffer
	log := timeline.New(&text)
	for _, e := range simulator.GenerateOperations(1, operations) {
		log.Append(e)
	}
	assert.NilError(b, log.Err())
	for name, read := range map[string]func(*timeline.Reader) error{
		"one_by_one": func(in *timeline.Reader) error { return in.Each(func(*timeline.Event) {}) },
		"all": func(in *timeline.Reader) error {
			_, err := in.Next()
			return err
		},
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(text.Len()))
			b.ReportAllocs()
			for b.Loop() {
				assert.NilError(b, read(timeline.NewReader(bytes.NewReader(text.Bytes()))))
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/operations, "ns/operation")
		})
	}
}
