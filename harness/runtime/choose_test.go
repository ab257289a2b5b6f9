package runtime_test

import (
	"errors"
	"fmt"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/runtime/fake"
)

func TestChooseTakesTheFirstRuntimeThatWorks(t *testing.T) {
	first, second := &fake.Runtime{Unavailable: errors.New("no engine answers")}, &fake.Runtime{}
	var logged []string
	logf := func(format string, args ...any) { logged = append(logged, fmt.Sprintf(format, args...)) }
	rt, err := runtime.Choose(t.Context(), []runtime.Runtime{first, second}, logf)
	assert.NilError(t, err)
	assert.Equal(t, rt, runtime.Runtime(second))
	assert.DeepEqual(t, logged, []string{"Not in the fake runtime: no engine answers.", "Servers run in the fake runtime, since it can work on this machine."})

	_, err = runtime.Choose(t.Context(), []runtime.Runtime{first}, logf)
	assert.ErrorContains(t, err, "no runtime can run servers here: fake: no engine answers")
}
