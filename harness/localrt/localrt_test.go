package localrt

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/runtimetest"
)

func suite(release string) runtimetest.Suite {
	return runtimetest.Suite{
		Runtime:   New(Options{}),
		Release:   release,
		RunID:     func(e harness.Ensemble) string { return e.(*ensemble).lease.ID },
		Leftovers: leftovers,
	}
}

func leftovers(_ *testing.T, run string) []string {
	dir := filepath.Join(os.TempDir(), "zkscenario-"+strconv.Itoa(os.Getuid()), run)
	var left []string
	for _, pid := range marked(dir) {
		left = append(left, "process "+strconv.Itoa(pid))
	}
	if _, err := os.Stat(dir); err == nil {
		left = append(left, dir)
	}
	return left
}

func TestMain(m *testing.M) { runtimetest.Main(m, suite("3.9.5")) }

func TestRuntime(t *testing.T) {
	assert.NilError(t, New(Options{}).Available(t.Context()))
	for _, release := range []string{"3.4.14", "3.5.0-alpha", "3.9.5"} {
		t.Run(release, func(t *testing.T) { runtimetest.Run(t, suite(release)) })
	}
}

func TestSweepTakesWhatADeadRunLeft(t *testing.T) { runtimetest.Sweep(t, suite("3.9.5")) }
