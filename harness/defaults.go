package harness

import (
	"fmt"
	"time"

	"github.com/zkscenario/zkscenario/harness/cluster"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// Default describes a value that applies where a scenario sets none.
type Default struct {
	What  string
	Value string
}

// Defaults lists the defaults and limits of the harness. Those of zoo.cfg are in package
// server, those of attributes with the attributes.
func Defaults() []Default {
	return []Default{
		{"Session timeout that a client asks for", spec.DefaultTimeout},
		{"A state comes: await, move, connect, an election, the boot, the condition of a repeat", seconds(cluster.StateLimit)},
		{"A client operation ends", seconds(OperationLimit)},
		{"A server answers command or controller, or the program of exec ends", seconds(cluster.ReplyLimit)},
		{"A process ends after kill or stop", seconds(cluster.EndLimit)},
		{"A probe datagram arrives that nothing drops", seconds(cluster.ProbeLimit)},
		{"A server answers a client, or does not while isolated from it", seconds(cluster.ClientLimit)},
		{"The trees of all servers are read at the end of the run", seconds(cluster.TreeLimit)},
		{"All running servers answer before that", seconds(cluster.RollCallLimit)},
		{"The disks of all servers are read", seconds(cluster.DiskLimit)},
		{"The runtime and the machines answer what others did to the servers", seconds(cluster.InspectLimit)},
		{"A run is cleaned up", seconds(tidyLimit)},
		{"Session timeout of the harness's own clients", seconds(cluster.VisitTimeout)},
		{"Actions, assertions and structures of a scenario; those of a procedure count in each call, those of a repeat of at most " + fmt.Sprint(mostUnrolled) + " rounds in each round, all others once", fmt.Sprint(mostWords)},
		{"Rounds of a repeat", fmt.Sprint(mostRounds)},
		{"Heap of a server, as a JVM option", cluster.Heap},
	}
}

func seconds(d time.Duration) string { return fmt.Sprintf("%gs", d.Seconds()) }
