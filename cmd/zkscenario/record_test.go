package main

import (
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

// The track record has each edge of each scenario of the catalogue, and many runs of
// binchanges. make track-record adds runs until there are ten at each edge, which takes
// hours for new scenarios.
func TestTrackRecordIsComplete(t *testing.T) {
	for _, args := range [][]string{{"--edges", "1"}, {"binchanges", "--edges", "35"}} {
		var out, errs strings.Builder
		args = append([]string{"report", "missing", "--from", "../../docs/track-record.jsonl"}, args...)
		assert.Equal(t, run(t.Context(), args, &out, &errs), 0, errs.String())
		assert.Equal(t, out.String(), "", "run: make track-record, for binchanges with EDGES=35")
	}
}
