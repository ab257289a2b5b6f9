package server_test

import (
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/server"
)

// A server that does not complain any more has got over what it complained of, unless that
// was grave.
func TestMinorComplaintsThatStoppedExplainNothing(t *testing.T) {
	now := time.Now()
	for _, grave := range []bool{true, false} {
		c := server.Complaint{Message: "Cannot open channel to 1", Grave: grave}
		var tally server.Tally
		assert.Assert(t, tally.Count(c, now.Add(-time.Minute)))
		assert.Assert(t, !tally.Count(c, now.Add(-time.Minute)))
		most, found := tally.Explanation(now.Add(-90*time.Second), now, false)
		assert.Equal(t, found, grave)
		if found {
			assert.Equal(t, most.Times, 2)
		}
		_, found = tally.Explanation(now.Add(-3*time.Minute), now, false)
		assert.Assert(t, found, "a minute is not long ago in a wait of three")
	}
}
