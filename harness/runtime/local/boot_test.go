package local

import (
	"os"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
)

const newest = "3.9.5"

// needsRoot skips a test without rights. As root no test is skipped.
func needsRoot(t *testing.T) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("only root may do this")
	}
}

func servers(ids ...int) []spec.Server {
	list := make([]spec.Server, len(ids))
	for i, id := range ids {
		list[i] = spec.Server{ID: id, Release: newest}
	}
	return list
}

// boot makes machines, which are closed at the end of the test.
func boot(t *testing.T, needs []runtime.Capability, list []spec.Server) *ensemble {
	t.Helper()
	if len(needs) > 0 {
		needsRoot(t)
	}
	e, err := New(Options{Logf: t.Logf}).Boot(t.Context(), &spec.Ensemble{Release: newest, Servers: list}, needs)
	if e != nil {
		t.Cleanup(func() { assert.NilError(t, e.Close(t.Context())) })
	}
	assert.NilError(t, err)
	return e.(*ensemble)
}
