package server_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/server"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// testdata/log holds lines that real servers wrote, each followed by the expected change.
func TestLogLines(t *testing.T) {
	files, err := filepath.Glob("testdata/log/*.log")
	assert.NilError(t, err)
	assert.Assert(t, len(files) > 0)
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			text, err := os.ReadFile(name)
			assert.NilError(t, err)
			lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
			for i := 0; i+1 < len(lines); i += 2 {
				want, ok := strings.CutPrefix(lines[i+1], "  => ")
				assert.Assert(t, ok, "line %d is not an expected change", i+2)
				assert.Equal(t, changeIn(t, lines[i]), want, "line %d", i+1)
			}
		})
	}
}

// changeIn formats the change that a line reports.
func changeIn(t *testing.T, line string) string {
	t.Helper()
	e, ok := server.ReadLine(7, line)
	if !ok {
		return "nothing"
	}
	assert.Equal(t, e.ID, 7)
	assert.Equal(t, e.Line, line)
	text := e.Change
	if e.Sync != "" {
		text += " " + e.Sync
	}
	if e.Zxid != 0 {
		text += fmt.Sprintf(", zxid %s", e.Zxid)
	}
	if e.Epoch != 0 {
		text += fmt.Sprintf(", epoch %d", e.Epoch)
	}
	if e.SessionID != 0 {
		text += fmt.Sprintf(", session %s", e.SessionID)
	}
	return text
}

func TestStateFollowsTheLog(t *testing.T) {
	s := server.State{Life: 2}
	diff, snap := server.Sync{Kind: "DIFF", Zxid: 0x200000010}, server.Sync{Kind: "SNAP"}
	for _, c := range []struct {
		event timeline.Server
		want  server.State
	}{
		{
			timeline.Server{Change: timeline.Looking, Zxid: 0x100000004},
			server.State{Life: 2, Role: timeline.Looking, Proposed: 0x100000004},
		},
		{
			timeline.Server{Change: timeline.Leading},
			server.State{Life: 2, Role: timeline.Leading, Proposed: 0x100000004, ElectedWith: 0x100000004},
		},
		{
			timeline.Server{Change: timeline.Established, Zxid: 0x200000000},
			server.State{Life: 2, Role: timeline.Leading, Proposed: 0x100000004, ElectedWith: 0x100000004, LeadsFrom: 0x200000000},
		},
		{ // it lost its quorum; ElectedWith is kept
			timeline.Server{Change: timeline.Looking, Zxid: 0x200000009},
			server.State{Life: 2, Role: timeline.Looking, Proposed: 0x200000009, ElectedWith: 0x100000004},
		},
		{
			timeline.Server{Change: timeline.Following},
			server.State{Life: 2, Role: timeline.Following, Proposed: 0x200000009, ElectedWith: 0x100000004},
		},
		{
			timeline.Server{Change: timeline.Synced, Sync: "DIFF", Zxid: 0x200000010},
			server.State{Life: 2, Role: timeline.Following, Proposed: 0x200000009, ElectedWith: 0x100000004, Syncs: []server.Sync{diff}, Synced: true},
		},
		{
			timeline.Server{Change: timeline.UpToDate},
			server.State{Life: 2, Role: timeline.Following, Proposed: 0x200000009, ElectedWith: 0x100000004, Syncs: []server.Sync{diff}, Synced: true, UpToDate: true},
		},
		{ // after a new election it is not synced, but it is still known how it was
			timeline.Server{Change: timeline.Looking, Zxid: 0x200000010},
			server.State{Life: 2, Role: timeline.Looking, Proposed: 0x200000010, ElectedWith: 0x100000004, Syncs: []server.Sync{diff}},
		},
		{
			timeline.Server{Change: timeline.Synced, Sync: "SNAP"},
			server.State{Life: 2, Role: timeline.Looking, Proposed: 0x200000010, ElectedWith: 0x100000004, Syncs: []server.Sync{diff, snap}, Synced: true},
		},
	} {
		s.Apply(c.event)
		assert.DeepEqual(t, s, c.want)
	}
	assert.Equal(t, s.LastSync(), snap)
	s.Apply(timeline.Server{Change: timeline.Observing})
	assert.Equal(t, s.Role, timeline.Observing)
}

func TestLogsUpToDate(t *testing.T) {
	for release, want := range map[string]bool{"3.4.0": false, "3.4.14": false, "3.5.0-alpha": true, "3.9.5": true} {
		assert.Equal(t, server.LogsUpToDate(release), want, release)
	}
}
