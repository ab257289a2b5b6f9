// Command zkscenario-machine is the one process of a machine container.
package main

import (
	"context"

	"github.com/zkscenario/zkscenario/harness/machine"
)

func main() { machine.Hold(context.Background()) }
