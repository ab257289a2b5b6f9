package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/zkscenario/zkscenario/actions"
	"github.com/zkscenario/zkscenario/assertions"
	"github.com/zkscenario/zkscenario/assertions/history"
	"github.com/zkscenario/zkscenario/harness"
)

func main() { os.Exit(run(os.Args[1:], os.Stderr)) }

func run(args []string, stderr io.Writer) int {
	if len(args) != 1 {
		_, _ = fmt.Fprintln(stderr, "usage: docgen FOLDER")
		return 2
	}
	if err := write(args[0]); err != nil {
		_, _ = fmt.Fprintln(stderr, "docgen:", err)
		return 1
	}
	return 0
}

func write(folder string) error {
	all, err := render(language())
	if err != nil {
		return err
	}
	bugs := filepath.Join(folder, "bugs")
	if err := os.RemoveAll(bugs); err != nil { // it may have pages of scenarios that are gone
		return err
	}
	if err := os.Mkdir(bugs, 0o755); err != nil {
		return err
	}
	for name, text := range all {
		if err := os.WriteFile(filepath.Join(folder, name), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func language() harness.Language {
	return harness.Language{Actions: actions.All(), Assertions: assertions.All(), Checks: history.All()}
}
