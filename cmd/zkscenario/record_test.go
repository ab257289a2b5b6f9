package main

import (
	"slices"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

// young lists the scenarios that were run once at each edge so far. make track-record runs
// them ten times, and then they leave this list.
var young = []string{
	"accepted_epoch_behind", "empty_newcomer", "epoch_before_log", "epoch_behind_snapshot", "hole_after_full_disk", "last_log_only", "lone_check",
	"lost_queue", "race_in_sync", "read_before_logged", "refused_without_answer", "session_lost_by_diff", "stuck_acls", "too_many_ephemerals",
	"trust_empty_once", "two_dead_machines", "uncommitted_close", "unsaved_snapshot", "watch_beside_snapshot", "watch_events_after_move",
}

// The track record has ten runs at each edge of each scenario of the catalogue, and more of
// binchanges.
func TestTrackRecordIsComplete(t *testing.T) {
	for _, c := range []struct {
		args []string
		but  []string
	}{{[]string{"--edges", "10"}, young}, {append([]string{"--edges", "1"}, young...), nil}, {[]string{"binchanges", "--edges", "35"}, nil}} {
		var out, errs strings.Builder
		args := append([]string{"report", "missing", "--from", "../../docs/track-record.jsonl"}, c.args...)
		assert.Equal(t, run(t.Context(), args, &out, &errs), 0, errs.String())
		for line := range strings.Lines(out.String()) {
			name, _, _ := strings.Cut(line, " ")
			assert.Check(t, slices.Contains(c.but, name), "%s: run: make track-record, for binchanges with EDGES=35", line)
		}
	}
}
