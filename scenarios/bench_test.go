package scenarios_test

import (
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/report"
	"github.com/zkscenario/zkscenario/harness/runtime/local"
	"github.com/zkscenario/zkscenario/harness/spec"
)

const benchRelease = "3.9.5"

// Limits of the overhead of the harness.
const (
	maxRatio  = 1.2
	maxMemory = 100_000_000
)

// BenchmarkBinchanges runs the scenario binchanges through the harness, and then the same
// starts, kills and writes without it: no receipts, no timeline, no judgement, a bare client.
// The ratio of their durations is the overhead of the harness. Each run includes its
// cleanup.
func BenchmarkBinchanges(b *testing.B) {
	var harnessed, bare time.Duration
	for b.Loop() {
		harnessed += timed(func() { runHarnessed(b) })
		bare += timed(func() { runBare(b) })
	}
	b.ReportMetric(harnessed.Seconds()/float64(b.N), "harness-s/op")
	b.ReportMetric(bare.Seconds()/float64(b.N), "bare-s/op")
	ratio, memory := harnessed.Seconds()/bare.Seconds(), peakMemory(b)
	b.ReportMetric(ratio, "ratio")
	b.ReportMetric(float64(memory)/1e6, "peak-MB")
	if ratio > maxRatio {
		b.Errorf("a run takes %.2f times as long with the harness as without; %.2f is the limit", ratio, maxRatio)
	}
	if memory > maxMemory {
		b.Errorf("the process used %d MB; %d MB is the limit", memory/1_000_000, maxMemory/1_000_000)
	}
}

func timed(f func()) time.Duration {
	start := time.Now()
	f()
	return time.Since(start)
}

func runHarnessed(b *testing.B) {
	b.Helper()
	text, err := os.ReadFile("consistency/binchanges.hcl")
	assert.NilError(b, err)
	_, plans, diags := harness.Load("binchanges.hcl", text, spec.Inputs{Release: benchRelease, Folder: spec.FolderOf("consistency/binchanges.hcl")}, language())
	assert.Equal(b, len(diags), 0)
	rep := harness.Run(b.Context(), plans[0], harness.Options{Runtime: local.New(local.Options{}), Root: b.TempDir()})
	assert.Equal(b, rep.Verdict, report.Reproduced, rep.Reason)
}

// peakMemory returns the peak memory of this process in bytes. The bare runs count too, so
// it is an upper bound.
func peakMemory(b *testing.B) int {
	b.Helper()
	status, err := os.ReadFile("/proc/self/status")
	assert.NilError(b, err)
	for line := range strings.Lines(string(status)) {
		if value, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kilobytes, err := strconv.Atoi(strings.Fields(value)[0])
			assert.NilError(b, err)
			return kilobytes * 1024
		}
	}
	b.Fatal("no VmHWM")
	return 0
}
