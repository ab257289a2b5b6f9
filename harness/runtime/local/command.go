package local

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"time"

	"github.com/zkscenario/zkscenario/harness/runtime"
)

// outputLimit bounds the wait for more output when a command has ended and has left
// a process running that might still print.
const outputLimit = time.Second

var _ runtime.Commander = (*process)(nil)

// Command implements runtime.Commander. When ctx ends, the command is killed with its
// process group.
func (p *process) Command(ctx context.Context, args []string) (runtime.Output, error) {
	if len(args) == 0 {
		return runtime.Output{}, errors.New("run a command: it is empty")
	}
	if p.gone() {
		return runtime.Output{}, fmt.Errorf("run %s next to process %d: it has exited", args[0], p.pid)
	}
	var text bytes.Buffer
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Stdout, cmd.Stderr = &text, &text
	cmd.Cancel = func() error { return killGroup(cmd.Process.Pid) }
	cmd.WaitDelay = outputLimit
	if err := p.ens.startCommand(p, cmd); err != nil {
		return runtime.Output{}, fmt.Errorf("run %s: %w", args[0], err)
	}
	_ = cmd.Wait() // the state has the error too
	if ctx.Err() != nil {
		return runtime.Output{}, fmt.Errorf("run %s: %w", args[0], context.Cause(ctx))
	}
	return runtime.Output{Code: exitOf(cmd.ProcessState).Code, Text: text.String()}, nil
}
