package session

import (
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

func TestSummary(t *testing.T) {
	var s Summary
	_, some := s.Latency()
	assert.Assert(t, !some)
	assert.Equal(t, s.Outcome(), timeline.OK)
	assert.Equal(t, s.String(), "0 operations ok, 0 refused, 0 unknown")
	for i := range 200 {
		took := time.Duration(200-i) * time.Millisecond
		s.Add(Result{Op: timeline.Op{Invoke: time.Second, Return: time.Second + took, Zxid: timeline.Zxid(i), Server: 1}, Outcome: timeline.OK})
	}
	l, some := s.Latency()
	assert.Assert(t, some)
	assert.Equal(t, l, Latency{Least: time.Millisecond, Median: 100 * time.Millisecond, P99: 198 * time.Millisecond, Greatest: 200 * time.Millisecond})
	s.Add(Result{Op: timeline.Op{Invoke: time.Millisecond, Return: 2 * time.Second, Code: "NotSent"}, Outcome: timeline.Refused})
	assert.Equal(t, s.Outcome(), timeline.Refused)
	s.Add(Result{Op: timeline.Op{Invoke: time.Second, Return: time.Minute, Code: "Timeout"}, Outcome: timeline.Unknown})
	s.Add(Result{Op: timeline.Op{Invoke: time.Second, Return: time.Second, Code: "NotSent"}, Outcome: timeline.Refused})
	assert.Equal(t, s.Outcome(), timeline.Unknown)
	assert.Equal(t, s.First, "NotSent")
	assert.Equal(t, s.Server, 1, "of the last one that was sent")
	assert.Equal(t, s.Newest, timeline.Zxid(199))
	assert.Equal(t, s.Ended-s.Began, time.Minute-time.Millisecond)
	assert.Equal(t, s.String(), "200 operations ok, 2 refused, 1 unknown (2 NotSent, 1 Timeout); latency 1.0 ms to 200.0 ms, median 100.0 ms, 99th percentile 198.0 ms")
}
