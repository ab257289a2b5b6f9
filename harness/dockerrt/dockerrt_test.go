package dockerrt

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/moby/moby/client"
	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/runtimetest"
)

// needDocker skips only when the user has left Docker out.
func needDocker(t *testing.T) {
	if os.Getenv("ZKSCENARIO_DOCKER") == "0" {
		t.Skip("ZKSCENARIO_DOCKER=0 leaves Docker out")
	}
	assert.NilError(t, New(Options{}).Available(t.Context()))
}

func suite(release string) runtimetest.Suite {
	return runtimetest.Suite{
		Runtime:   New(Options{}),
		Release:   release,
		RunID:     func(e harness.Ensemble) string { return e.(*ensemble).lease.ID },
		Leftovers: leftovers,
	}
}

// leftovers lists a run's objects. Its volumes have no label: they are found by their container.
func leftovers(t *testing.T, run string) (left []string) {
	eng, err := connect(t.Context())
	assert.NilError(t, err)
	label := client.Filters{}.Add("label", labelRun+"="+run)
	containers, err := eng.client.ContainerList(t.Context(), client.ContainerListOptions{All: true, Filters: label})
	assert.NilError(t, err)
	for _, c := range containers.Items {
		left = append(left, describe(c))
	}
	networks, err := eng.client.NetworkList(t.Context(), client.NetworkListOptions{Filters: label})
	assert.NilError(t, err)
	for _, n := range networks.Items {
		left = append(left, n.Name)
	}
	dir := filepath.Join(os.TempDir(), "zkscenario-"+strconv.Itoa(os.Getuid()), run)
	if _, err := os.Stat(dir); err == nil {
		left = append(left, dir)
	}
	return left
}

func TestMain(m *testing.M) { runtimetest.Main(m, suite("3.9.5")) }

func TestRuntime(t *testing.T) {
	needDocker(t)
	for _, release := range []string{"3.4.14", "3.5.0-alpha", "3.9.5"} {
		t.Run(release, func(t *testing.T) { runtimetest.Run(t, suite(release)) })
	}
}

func TestSweepTakesWhatADeadRunLeft(t *testing.T) {
	needDocker(t)
	runtimetest.Sweep(t, suite("3.9.5"))
}
