// Command zkscenario runs scenario files against real ZooKeeper servers and reports, with
// evidence, whether a guarantee was violated. It is wiring only: flags, the choice of
// runtime and view, exit codes.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/zkscenario/zkscenario/actions"
	"github.com/zkscenario/zkscenario/assertions"
	"github.com/zkscenario/zkscenario/assertions/history"
	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/report"
)

// Exit codes besides those of the verdicts.
const (
	exitUsage       = 2
	exitInterrupted = 130
)

func main() { os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr)) }

// codeError is an error that was printed already; only its exit code is left.
type codeError int

func (e codeError) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// run runs the program, for main and for tests. The first interrupt ends a run and cleans
// up, the second ends the process.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	context.AfterFunc(ctx, stop)

	root := newRoot(stdout, stderr)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if ctx.Err() != nil {
		_, _ = fmt.Fprintln(stderr, "interrupted")
		return exitInterrupted
	}
	code := exitCode(err, stderr)
	if forGitBisect(args) {
		return forGit(code)
	}
	return code
}

// exitCode returns the exit code of an error, and prints it unless it was printed before.
func exitCode(err error, stderr io.Writer) int {
	var code codeError
	switch {
	case errors.As(err, &code):
		return int(code)
	case err != nil:
		_, _ = fmt.Fprintf(stderr, "Error: %s\n", report.Plain(err.Error()))
		return exitUsage
	default:
		return 0
	}
}

func newRoot(stdout, stderr io.Writer) *cobra.Command {
	root := &cobra.Command{
		Use:   "zkscenario",
		Short: "Run scenarios against real ZooKeeper servers and report violated guarantees, with evidence",
		Long: `zkscenario runs scenario files (HCL: topology, faults, client operations,
guarantees) against real ZooKeeper servers of any release, in Docker or as local
processes, and reports, with evidence, whether a guarantee was violated.

Exit codes: 0 held, broke exactly as expected on this release, or nothing was
tested; 1 broke unexpectedly, or was not reproduced; 2 wrong command line or
scenario file; 3 inconclusive; 4 the harness or the machine broke;
130 interrupted.`,
		Example: `  zkscenario run binchanges --control
  zkscenario init
  zkscenario docs await`,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetOut(stdout)
	root.SetErr(stderr)
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(
		newBisect(),
		newCheck(),
		newClean(),
		newDocs(),
		newExplain(),
		newFmt(),
		newImages(),
		newInit(),
		newList(),
		newMachine(),
		newMatrix(),
		newReleases(),
		newReport(),
		newRun(),
		newValidate(),
	)
	addUsageErrors(root)
	return root
}

// language returns the registries of all words and checks.
func language() harness.Language {
	return harness.Language{Actions: actions.All(), Assertions: assertions.All(), Checks: history.All()}
}

// logf returns a function that prints progress on standard error.
func logf(cmd *cobra.Command) func(string, ...any) {
	return func(format string, args ...any) { cmd.PrintErrf(format+"\n", args...) }
}
