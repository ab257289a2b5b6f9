package local

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/runtime/conformance"
	"github.com/zkscenario/zkscenario/harness/spec"
)

func suite(release string) conformance.Suite {
	return conformance.Suite{
		Runtime:   New(Options{}),
		Release:   release,
		RunID:     func(e runtime.Ensemble) string { return e.(*ensemble).lease.ID },
		Leftovers: leftovers,
	}
}

func leftovers(t *testing.T, run string) []string {
	t.Helper()
	dir := filepath.Join(os.TempDir(), "zkscenario-"+strconv.Itoa(os.Getuid()), run)
	var left []string
	for _, pid := range marked(markOf(dir)) {
		left = append(left, "process "+strconv.Itoa(pid))
	}
	if _, err := os.Stat(dir); err == nil {
		left = append(left, dir)
	}
	return append(left, kernelLeftovers(t, run, dir)...)
}

// needing is a runtime of which every run needs the capabilities that take rights.
type needing struct{ *Runtime }

func (r needing) Boot(ctx context.Context, e *spec.Ensemble, _ []runtime.Capability) (runtime.Ensemble, error) {
	for i := range e.Servers {
		e.Servers[i].DataDisk = &spec.Disk{Bytes: 64 << 20}
		e.Servers[i].LogDisk = &spec.Disk{Inodes: 1000}
	}
	return r.Runtime.Boot(ctx, e, []runtime.Capability{runtime.CanCut, runtime.CanSize})
}

func suiteWithRights(release string) conformance.Suite {
	s := suite(release)
	s.Runtime = needing{New(Options{})}
	return s
}

// rightsEnv makes the orphan of TestSweepRemovesNetworksAndDisks need rights.
const rightsEnv = "ZKSCENARIO_TEST_RIGHTS"

func TestMain(m *testing.M) {
	s := suite(newest)
	if os.Getenv(rightsEnv) != "" {
		s = suiteWithRights(newest)
	}
	conformance.Main(m, s)
}

func TestMachines(t *testing.T) { conformance.Machines(t, suite(newest)) }

func TestRuntimeWithRights(t *testing.T) {
	needsRoot(t)
	for _, release := range []string{"3.4.14", newest} {
		t.Run(release, func(t *testing.T) { conformance.Run(t, suiteWithRights(release)) })
	}
}

func TestSweepRemovesNetworksAndDisks(t *testing.T) {
	needsRoot(t)
	t.Setenv(rightsEnv, "1")
	conformance.Sweep(t, suiteWithRights(newest))
}

func TestRuntime(t *testing.T) {
	assert.NilError(t, New(Options{}).Available(t.Context()))
	for _, release := range []string{"3.4.14", "3.5.0-alpha", newest} {
		t.Run(release, func(t *testing.T) { conformance.Run(t, suite(release)) })
	}
}

func TestSweepRemovesWhatADeadRunLeft(t *testing.T) { conformance.Sweep(t, suite(newest)) }

func TestSweepKillsServersWithoutTheirFolder(t *testing.T) {
	orphan := exec.Command("sh", "-c", "read line")
	orphan.Env = append(os.Environ(), markOf(filepath.Join(t.TempDir(), "local-gone")))
	_, err := orphan.StdinPipe()
	assert.NilError(t, err)
	assert.NilError(t, orphan.Start())
	waited := make(chan error)
	go func() { waited <- orphan.Wait() }()
	_, err = New(Options{}).Sweep(t.Context())
	assert.NilError(t, err)
	assert.ErrorContains(t, <-waited, "killed")
}

func TestMyIDIsWrittenAsItIs(t *testing.T) {
	dir := t.TempDir()
	m := &machine{dir: dir, place: runtime.Place{DataDir: filepath.Join(dir, "data"), DataLogDir: filepath.Join(dir, "datalog"), ConfDir: filepath.Join(dir, "conf")}}
	assert.NilError(t, m.prepare(runtime.Launch{MyID: "1\n"}))
	text, err := os.ReadFile(filepath.Join(dir, "data", "myid"))
	assert.NilError(t, err)
	assert.Equal(t, string(text), "1\n")
}

func TestMajorVersion(t *testing.T) {
	for out, want := range map[string]int{
		`openjdk version "17.0.15" 2025-04-15`: 17,
		`java version "1.8.0_402"`:             8,
		`openjdk version "21" 2023-09-19`:      21,
		`no java at all`:                       0,
	} {
		assert.Equal(t, majorVersion(out), want, out)
	}
}

func TestConcurrentRunsGetDifferentAddressesAndPorts(t *testing.T) {
	seen := map[string]bool{}
	for range 5 {
		s, err := claimAddresses(clientPorts, []int{1, 2, 3})
		assert.NilError(t, err)
		defer func() { assert.NilError(t, s.release()) }()
		port, err := s.peerPort()
		assert.NilError(t, err)
		for _, claim := range []string{s.prefix, strconv.Itoa(port)} {
			assert.Assert(t, !seen[claim], "%s was given twice", claim)
			seen[claim] = true
		}
	}
}

func TestMissingJavaIsExplained(t *testing.T) {
	t.Setenv("JAVA_HOME", t.TempDir())
	err := New(Options{}).Available(t.Context())
	assert.ErrorContains(t, err, "there is no Java")
}

func TestMissingMavenIsExplained(t *testing.T) {
	java, err := findJava(t.Context())
	assert.NilError(t, err)
	t.Setenv("JAVA_HOME", filepath.Dir(filepath.Dir(java.path)))
	t.Setenv("PATH", t.TempDir())
	assert.ErrorContains(t, New(Options{}).Available(t.Context()), "install Apache Maven")
}

func TestBuildNeedsTheReleaseThatItStandsFor(t *testing.T) {
	err := New(Options{Dist: t.TempDir()}).Available(t.Context())
	assert.ErrorContains(t, err, "stands for one release only")
}
