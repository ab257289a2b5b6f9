package harness

import (
	"fmt"
	"time"

	"github.com/zkscenario/zkscenario/harness/cluster"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// Default is what holds where a scenario says nothing.
type Default struct {
	What  string
	Value string
}

// Defaults lists the harness's own; those of zoo.cfg are in package server, those
// of attributes with the attributes.
func Defaults() []Default {
	return []Default{
		{"Timeout that a session asks for", spec.DefaultTimeout},
		{"A state comes: await, move, connect, an election, the boot, each condition of a repeat", seconds(cluster.StateLimit)},
		{"A client operation ends", seconds(OperationLimit)},
		{"A server answers command or controller, the program of exec ends", seconds(cluster.ReplyLimit)},
		{"A process ends after kill or stop", seconds(cluster.EndLimit)},
		{"A datagram arrives that nothing is to drop", seconds(cluster.ProbeLimit)},
		{"A client hears of a server, or nothing of one that is isolated from it", seconds(cluster.ClientLimit)},
		{"The trees of all servers are read, at the end of the story", seconds(cluster.TreeLimit)},
		{"All servers that run answer, before that", seconds(cluster.RollCallLimit)},
		{"The disks of all servers are read", seconds(cluster.DiskLimit)},
		{"What a run made is tidied up", seconds(tidyLimit)},
		{"Timeout of the harness's own sessions", seconds(cluster.VisitTimeout)},
		{"Words of a scenario: those of a procedure count with each call, those of a repeat of at most " + fmt.Sprint(mostUnrolled) + " rounds with each round, of any other once", fmt.Sprint(mostWords)},
		{"Rounds of a repeat", fmt.Sprint(mostRounds)},
		{"Heap of a server, as a JVM option", cluster.Heap},
	}
}

func seconds(d time.Duration) string { return fmt.Sprintf("%gs", d.Seconds()) }
