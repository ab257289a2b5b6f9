package history

import (
	"fmt"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// twoLeaders finds servers that a quorum supported in the same epoch: each epoch has one
// leader, because a majority accepts an epoch only once (Leader.getEpochToPropose). That a
// server answers that it leads proves nothing: it does so before it is at the zxid of its
// epoch (Leader.startZkServer).
func twoLeaders(events []timeline.Event) []Deviation {
	var found []Deviation
	leaders := map[uint32]*timeline.Event{}
	for i := range events {
		e := &events[i]
		if e.Server == nil || e.Server.Epoch == 0 || e.Server.Change != timeline.Established {
			continue
		}
		switch first := leaders[e.Server.Epoch]; {
		case first == nil:
			leaders[e.Server.Epoch] = e
		case first.Server.ID != e.Server.ID:
			found = append(found, Deviation{Guarantee: writeOrder, Event: e, Contradicts: first, Expected: "one leader in each epoch",
				Problem: fmt.Sprintf("server %d leads epoch %d, which server %d led", e.Server.ID, e.Server.Epoch, first.Server.ID)})
		}
	}
	return found
}
