package docker

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/moby/moby/api/pkg/stdcopy"
	"github.com/moby/moby/client"

	agent "github.com/zkscenario/zkscenario/harness/machine"
	"github.com/zkscenario/zkscenario/harness/runtime"
)

// exitPoll is the interval at which the engine is asked for the exit code of a command
// whose output has ended.
const exitPoll = 10 * time.Millisecond

// execution is an additional program in a running container.
type execution struct {
	box    string // id of the container
	args   []string
	in     []byte // input, which stays open until the output ends; nil is none
	stdout io.Writer
	stderr io.Writer
}

// run starts a program and returns its id when its output has ended.
func (eng *engine) run(ctx context.Context, x execution) (id string, err error) {
	created, err := eng.client.ExecCreate(ctx, x.box, client.ExecCreateOptions{
		Cmd: x.args, AttachStdin: x.in != nil, AttachStdout: true, AttachStderr: true,
	})
	if err != nil {
		return "", err
	}
	streams, err := eng.attach(ctx, created.ID)
	if err != nil {
		return "", err
	}
	defer streams.Close()
	defer context.AfterFunc(ctx, streams.Close)()
	go func() { _, _ = streams.Conn.Write(x.in) }() // a program that does not read it prints an error
	if _, err := stdcopy.StdCopy(x.stdout, x.stderr, streams.Reader); err != nil {
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		return "", err
	}
	return created.ID, nil
}

// attach starts a program that was created and connects to its streams. Only the start
// is limited: the client ends this connection with the context of the call, which the
// hook of limitRequests does not change.
func (eng *engine) attach(ctx context.Context, id string) (client.ExecAttachResult, error) {
	ctx, cancel := withAnswerLimit(ctx, eng.limit)
	defer cancel()
	streams, err := eng.client.ExecAttach(ctx, id, client.ExecAttachOptions{})
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return streams, err
}

// Do implements runtime.Machine.
func (m *machine) Do(ctx context.Context, r agent.Request) (agent.Answer, error) {
	eng := m.ens.eng
	ctx, cancel := withAnswerLimit(ctx, slowFactor*eng.limit)
	defer cancel()
	answer, err := eng.ask(ctx, m.box.GetContainerID(), r)
	if err != nil {
		return agent.Answer{}, fmt.Errorf("ask the machine of server %d to %s: %w", m.id, r.Op, err)
	}
	return answer, nil
}

// ask runs the machine's program in its container, which passes the request on to the
// container's process.
func (eng *engine) ask(ctx context.Context, box string, r agent.Request) (answer agent.Answer, err error) {
	request, err := json.Marshal(r)
	if err != nil {
		return answer, err
	}
	var out, printed bytes.Buffer
	_, err = eng.run(ctx, execution{box: box, args: eng.machineDo(), in: request, stdout: &out, stderr: &printed})
	if err != nil {
		return answer, err
	}
	if err := json.Unmarshal(out.Bytes(), &answer); err != nil {
		return answer, errors.Join(fmt.Errorf("read its answer: %w", err), errors.New(strings.TrimSpace(printed.String())))
	}
	return answer, nil
}

var _ runtime.Commander = (*process)(nil)

// Command implements runtime.Commander. When ctx ends, the command may go on until its
// server ends.
func (p *process) Command(ctx context.Context, args []string) (runtime.Output, error) {
	out, err := p.command(ctx, args)
	if err != nil {
		return runtime.Output{}, fmt.Errorf("run a command next to server %d: %w", p.server, err)
	}
	return out, nil
}

func (p *process) command(ctx context.Context, args []string) (runtime.Output, error) {
	eng := p.ens.eng
	var text bytes.Buffer
	id, err := eng.run(ctx, execution{box: p.box.GetContainerID(), args: args, stdout: &text, stderr: &text})
	if err != nil {
		return runtime.Output{}, err
	}
	end, err := eng.awaitEnd(ctx, id)
	if err != nil {
		return runtime.Output{}, err
	}
	if end.PID == 0 {
		return runtime.Output{}, fmt.Errorf("it did not start: %s", strings.TrimSpace(text.String()))
	}
	return runtime.Output{Code: end.ExitCode, Text: text.String()}, nil
}

// awaitEnd waits until the engine reports the exit code, shortly after the end of the
// output.
func (eng *engine) awaitEnd(ctx context.Context, id string) (client.ExecInspectResult, error) {
	tick := time.NewTicker(exitPoll)
	defer tick.Stop()
	for {
		end, err := eng.client.ExecInspect(ctx, id, client.ExecInspectOptions{})
		if err != nil || !end.Running {
			return end, err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return end, context.Cause(ctx)
		}
	}
}
