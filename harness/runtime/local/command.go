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

// outputLimit is how long a command's output is waited for when the command has
// ended and left something running that might still print.
const outputLimit = time.Second

var _ runtime.Commander = (*process)(nil)

// Command implements runtime.Commander. When ctx ends, the command is killed with
// all that it started.
func (p *process) Command(ctx context.Context, args []string) (runtime.Output, error) {
	if len(args) == 0 {
		return runtime.Output{}, errors.New("run a command: it is empty")
	}
	if p.gone() {
		return runtime.Output{}, fmt.Errorf("run %s beside process %d: it is gone", args[0], p.pid)
	}
	var text bytes.Buffer
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Stdout, cmd.Stderr = &text, &text
	cmd.Cancel = func() error { return killGroup(cmd.Process.Pid) }
	cmd.WaitDelay = outputLimit
	if err := p.ens.beside(p, cmd); err != nil {
		return runtime.Output{}, fmt.Errorf("run %s: %w", args[0], err)
	}
	_ = cmd.Wait() // says again what the state says
	if ctx.Err() != nil {
		return runtime.Output{}, fmt.Errorf("run %s: %w", args[0], context.Cause(ctx))
	}
	return runtime.Output{Code: exitOf(cmd.ProcessState).Code, Text: text.String()}, nil
}
