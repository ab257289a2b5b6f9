// Command zkscenario-machine holds a machine container: it is the container's one
// process and executes requests there (package machine). With the argument "do" it
// sends such a request, from standard input, to that process and prints the answer.
// The docker runtime builds it when zkscenario itself cannot run in the container.
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
	return machine.Hold(ctx, machine.Socket, machine.RelayPort)
}
