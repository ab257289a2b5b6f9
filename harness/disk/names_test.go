package disk

import (
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/machine"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// The zxids of names are numbers: as text, log.f would be the newest.
func TestWordsForSeveralFiles(t *testing.T) {
	var files []machine.File
	for _, name := range []string{"acceptedEpoch", "log.100000001", "log.200000001", "log.f", "log.old", "snapshot.0", "snapshot.100000001.gz"} {
		files = append(files, machine.File{Name: name})
	}
	for word, want := range map[string]string{
		AllLogs:        "log.f, log.100000001, log.200000001",
		OlderLogs:      "log.f, log.100000001",
		AllSnapshots:   "snapshot.0, snapshot.100000001.gz",
		OlderSnapshots: "snapshot.0",
	} {
		assert.Equal(t, fileNames(pickAll(files, word)), want, word)
		assert.Equal(t, len(pickAll(files[:1], word)), 0, word)
	}
	for _, word := range []string{AllLogs, OlderLogs, NewestLog, OldestLog, "log.1"} {
		assert.Equal(t, Of(word), spec.LogDisk, word)
	}
	for _, word := range []string{AllSnapshots, OlderSnapshots, NewestSnapshot, OldestSnapshot, currentEpochFile} {
		assert.Equal(t, Of(word), spec.DataDisk, word)
	}
}

func TestEpochs(t *testing.T) {
	assert.Equal(t, *epochIn(currentEpochFile, "12\n").Number, int64(12))
	assert.DeepEqual(t, epochIn(currentEpochFile, ""), Epoch{Trouble: `currentEpoch: no number: ""`})
}
