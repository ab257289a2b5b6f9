package fake

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	agent "github.com/zkscenario/zkscenario/harness/machine"
	"github.com/zkscenario/zkscenario/harness/runtime"
)

// webLocked answers for the admin server and the fault controller of a running server
// with the last part of the path.
func (m *machine) webLocked(r agent.Request) agent.Answer {
	at, err := url.Parse(r.URL)
	if err != nil {
		return agent.Answer{Error: err.Error()}
	}
	place, word, ok := strings.Cut(strings.TrimPrefix(at.Path, "/"), "/")
	switch {
	case m.life == nil:
		return agent.Answer{Error: "connection refused"}
	case !ok || place != "commands" && place != "command" || m.life.wrong.NoReceipt:
		return agent.Answer{Status: 500, Content: []byte("no such page")}
	case place == "command" && word == "shutdown":
		return m.life.shutDownLocked()
	case place == "commands" && word == "restore": // the state stays as it is
		return agent.Answer{Status: 200, Content: fmt.Appendf(nil, `{"last_zxid": %d, "command": "restore", "error": null}`, m.zxid)}
	}
	return agent.Answer{Status: 200, Content: []byte(word)}
}

// shutDownLocked ends the process before the answer is sent, as the controller's JVM does.
func (p *process) shutDownLocked() agent.Answer {
	if p.wrong.Unkillable {
		return agent.Answer{Status: 200, Content: []byte("shutdown")}
	}
	p.endLocked(runtime.Exit{})
	p.m.e.rearrangeLocked(true)
	return agent.Answer{Error: "connection reset by peer"}
}

var _ runtime.Commander = (*process)(nil)

// Command implements runtime.Commander. The only programs are echo and false.
func (p *process) Command(_ context.Context, args []string) (runtime.Output, error) {
	switch args[0] {
	case "false":
		return runtime.Output{Code: 1}, nil
	case "echo":
		return runtime.Output{Text: strings.Join(args[1:], " ") + "\n"}, nil
	default:
		return runtime.Output{}, fmt.Errorf("run %s: there is no such program", args[0])
	}
}
