// Command zkscenario-machine is the one process of a machine container, and with
// the argument do what asks it: a request on standard input, its answer on
// standard output.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/zkscenario/zkscenario/harness/machine"
)

func main() {
	if err := run(context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) > 0 && args[0] == "do" {
		return machine.Ask(ctx, machine.Socket, os.Stdin, os.Stdout)
	}
	return machine.Hold(ctx, machine.Socket)
}
