package main

import (
	"fmt"
	"io"
	"os"

	"github.com/zkscenario/zkscenario/actions"
	"github.com/zkscenario/zkscenario/assertions"
	"github.com/zkscenario/zkscenario/harness"
)

func main() { os.Exit(run(os.Args[1:], os.Stderr)) }

func run(args []string, stderr io.Writer) int {
	if len(args) != 1 {
		_, _ = fmt.Fprintln(stderr, "usage: docgen FILE")
		return 2
	}
	text, err := render(language())
	if err == nil {
		err = os.WriteFile(args[0], text, 0o644)
	}
	if err != nil {
		_, _ = fmt.Fprintln(stderr, "docgen:", err)
		return 1
	}
	return 0
}

func language() harness.Language {
	return harness.Language{Actions: actions.All(), Assertions: assertions.All(), Checks: assertions.Checks()}
}
