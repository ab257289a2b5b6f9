package disk

import (
	"slices"

	"github.com/zkscenario/zkscenario/harness/spec"
)

// swapsFolders reports whether a server keeps its logs in dataDir and its snapshots in
// dataLogDir: QuorumPeerMain of 3.4.11 mixes the two up (ZOOKEEPER-2960).
func swapsFolders(e *spec.Ensemble, s *spec.Server) bool {
	return s.Release == "3.4.11" && !e.Standalone(s)
}

// Mounted returns the ensemble for a runtime, for which DataDisk means the disk of
// dataDir whatever the release keeps there.
func Mounted(e *spec.Ensemble) *spec.Ensemble {
	m := *e
	m.Servers = slices.Clone(e.Servers)
	for i := range m.Servers {
		if s := &m.Servers[i]; swapsFolders(e, s) {
			s.DataDisk, s.LogDisk = s.LogDisk, s.DataDisk
		}
	}
	return &m
}
