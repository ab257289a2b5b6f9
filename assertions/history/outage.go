package history

import (
	"fmt"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// outage describes the end of a history at which no server served, so that no tree could be
// read.
type outage struct {
	// found is the finding of the scenario that this is what broke: that servers serve, or
	// that one returns. What needs trees is not tested then.
	found *timeline.Event
	// unexplained is a server that does not serve though the scenario did not end it.
	unexplained *timeline.Event
}

// outageOf returns nil if a server served at the end, or if the timeline does not record
// that none did.
func outageOf(events []timeline.Event) *outage {
	var o outage
	none := false
	ended := map[int]bool{} // by the scenario
	for i := range events {
		e := &events[i]
		switch {
		case e.Fault != nil && (e.Fault.Ends() || e.Fault.Starts()):
			for _, id := range e.Fault.Servers {
				ended[id] = e.Fault.Ends()
			}
		case e.Finding != nil && e.Outcome == timeline.Broken && (e.Finding.Guarantee == "availability" || e.Finding.Guarantee == "rejoin"):
			o.found = e
		case e.Server != nil && e.Server.Change == timeline.NotServing:
			none = true
			if !ended[e.Server.ID] && o.unexplained == nil {
				o.unexplained = e
			}
		}
	}
	if !none {
		return nil
	}
	return &o
}

// untested explains why what needs trees was not tested; "" if the scenario did not find
// that servers do not serve.
func (o *outage) untested() string {
	if o == nil || o.found == nil {
		return ""
	}
	return fmt.Sprintf("no server serves any more, since %s is broken", o.found.Finding.Guarantee)
}
