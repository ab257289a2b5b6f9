package history_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/assertions/history"
	"github.com/zkscenario/zkscenario/assertions/history/simulator"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// step is the time between two replies.
const step = time.Millisecond

// busy makes a correct history: sessions, each on a server of its own, set and read
// znodes, half of each.
func busy(operations, sessions, znodes int) []timeline.Event {
	random := rand.New(rand.NewPCG(1, 2))
	events := make([]timeline.Event, 0, operations)
	stats := make([]timeline.Stat, znodes)
	values := make([]string, znodes)
	arrivals := make([]int, sessions)
	zxid := timeline.Zxid(0x100000001)
	for i := range operations {
		client, n := random.IntN(sessions), random.IntN(znodes)
		name := timeline.OpRead
		switch {
		case i < znodes:
			name, n = timeline.OpCreate, i
			zxid++
			stats[n] = timeline.Stat{Czxid: zxid, Mzxid: zxid, Pzxid: zxid}
			values[n] = fmt.Sprintf("%016x", i)
		case random.IntN(2) == 0:
			name = timeline.OpSet
			zxid++
			stats[n].Mzxid, stats[n].Version = zxid, stats[n].Version+1
			values[n] = fmt.Sprintf("%016x", i)
		}
		arrivals[client]++
		at := time.Duration(i+sessions) * step
		invoked := at - time.Duration(1+random.IntN(sessions))*step // with others in flight
		stat := stats[n]
		events = append(events, timeline.Event{Seq: i + 1, At: at, Kind: timeline.KindOp, Outcome: timeline.OK, Op: &timeline.Op{
			Name: name, Path: fmt.Sprintf("/bench/n%05d", n), Client: fmt.Sprintf("c%d", client), Session: timeline.SessionID(client + 1), Server: client + 1,
			Invoke: invoked, Return: at, Arrival: arrivals[client], Xid: int32(arrivals[client]), Zxid: zxid, Digest: values[n], Stat: &stat, //nolint:gosec // small
		}})
	}
	return events
}

// mostMemory limits what judging allocates for each operation of a history.
const mostMemory = 1 << 10

// BenchmarkZxidOrder compares judging by the order of zxids with porcupine's search on
// the same history; then it judges one that is too long for a search.
func BenchmarkZxidOrder(b *testing.B) {
	const few, many = 100_000, 1_000_000
	for _, znodes := range []int{1000, 10} {
		b.Run(fmt.Sprintf("%d_operations_on_%d_znodes", few, znodes), func(b *testing.B) {
			events := busy(few, 10, znodes)
			var speed float64
			b.Run("zxid_order", func(b *testing.B) { speed = judgeRepeatedly(b, events) })
			b.Run("porcupine", func(b *testing.B) { searchRepeatedly(b, events, speed) })
		})
	}
	b.Run(fmt.Sprintf("%d_operations", many), func(b *testing.B) {
		events := busy(many, 10, 1000)
		b.Run("zxid_order", func(b *testing.B) { judgeRepeatedly(b, events) })
	})
}

// BenchmarkAllChecks judges one long simulated history by all checks together.
func BenchmarkAllChecks(b *testing.B) {
	const operations = 100_000
	events := simulator.GenerateOperations(1, operations)
	b.ResetTimer()
	for b.Loop() {
		for guarantee, v := range history.All().Judge(events) {
			assert.Assert(b, v.Outcome == timeline.OK || v.Outcome == timeline.Untested, "%s: %s", guarantee, v.Why)
		}
	}
	b.ReportMetric(operations*float64(b.N)/b.Elapsed().Seconds(), "ops/s")
}

// searchRepeatedly lets porcupine judge the same history.
func searchRepeatedly(b *testing.B, events []timeline.Event, speed float64) {
	b.Helper()
	model, operations := linearization(events)
	for b.Loop() {
		assert.Assert(b, porcupine.CheckOperations(model, operations))
	}
	searched := float64(b.N) * float64(len(events)) / b.Elapsed().Seconds()
	b.ReportMetric(searched, "ops/s")
	b.ReportMetric(speed/searched, "times-slower")
}

// judgeRepeatedly returns how many operations are judged in a second.
func judgeRepeatedly(b *testing.B, events []timeline.Event) float64 {
	b.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for b.Loop() {
		v := judgeBy("single_system_image", events)
		assert.Equal(b, v.Outcome, timeline.OK, v.Why)
	}
	runtime.ReadMemStats(&after)
	operations := float64(b.N) * float64(len(events))
	speed := operations / b.Elapsed().Seconds()
	memory := float64(after.TotalAlloc-before.TotalAlloc) / operations
	b.ReportMetric(speed, "ops/s")
	b.ReportMetric(memory, "B/op-of-history")
	assert.Assert(b, memory <= mostMemory, "judging takes %.0f bytes for each operation", memory)
	return speed
}

// linearization converts a history for porcupine, each znode separately. Reads of this
// history show the state at their return, so they have a place in real time too.
func linearization(events []timeline.Event) (porcupine.Model, []porcupine.Operation) {
	type input struct {
		path string
		operation
	}
	model := porcupine.Model{
		Init: func() any { return register{} },
		Step: func(state, in, _ any) (bool, any) {
			next, possible := in.(input).apply(state.(register))
			return possible, next
		},
		Partition: func(history []porcupine.Operation) [][]porcupine.Operation {
			byPath := map[string][]porcupine.Operation{}
			for _, o := range history {
				path := o.Input.(input).path
				byPath[path] = append(byPath[path], o)
			}
			return slices.Collect(maps.Values(byPath))
		},
	}
	operations := make([]porcupine.Operation, len(events))
	for i, e := range events {
		op := operation{name: e.Op.Name, version: e.Op.Stat.Version, digest: e.Op.Digest}
		if op.name == timeline.OpRead {
			op.name = "exists"
		}
		operations[i] = porcupine.Operation{
			ClientId: int(e.Op.Session), Input: input{e.Op.Path, op}, Call: int64(e.Op.Invoke), Return: int64(e.Op.Return), //nolint:gosec // small
		}
	}
	return model, operations
}
