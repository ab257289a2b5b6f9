package runtime

import "strings"

// Capability names an ability that not every runtime has, as a verb phrase. A
// scenario that needs one which its runtime lacks is refused before anything boots.
type Capability string

// The capabilities.
const (
	CanPause   Capability = "pause a server"
	CanCut     Capability = "cut the network between servers"
	CanSize    Capability = "give a server a disk of a given size"
	CanControl Capability = "start a server under ZooKeeper's fault controller"
)

// WhoCan describes in one sentence which of the runtimes have a capability.
func WhoCan(c Capability, runtimes []Runtime) string {
	var able strings.Builder
	for _, rt := range runtimes {
		condition, can := rt.Capabilities()[c]
		switch {
		case !can:
		case able.Len() == 0:
			able.WriteString(strings.TrimRight(": "+rt.Name()+" can "+condition, " "))
		case condition == "":
			able.WriteString(", and so can " + rt.Name())
		default:
			able.WriteString("; " + rt.Name() + " can " + condition)
		}
	}
	return "It needs a runtime that can " + string(c) + able.String() + "."
}
