package harness

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/zclconf/go-cty/cty"

	"github.com/zkscenario/zkscenario/harness/machine"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/server"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// Reply is what came of asking a server, or a program beside it, other than by a
// client's operation.
type Reply struct {
	Server  int
	Outcome timeline.Outcome
	Code    string // exit code of a program, status of an HTTP answer; of Unknown the reason
	Text    string // the answer
	Took    time.Duration
}

// KeepReply makes a reply known to the expressions of the words that follow. An
// empty name keeps nothing. What a reply does not have is null.
func (env *Env) KeepReply(name string, r Reply) {
	if name == "" {
		return
	}
	values := map[string]cty.Value{}
	for _, a := range resultAttributes {
		values[a.Name] = cty.NullVal(a.Type)
	}
	values["outcome"] = cty.StringVal(string(r.Outcome))
	values["code"] = cty.StringVal(r.Code)
	values["text"] = cty.StringVal(r.Text)
	values["server"] = cty.NumberIntVal(int64(r.Server))
	values["seconds"] = cty.NumberFloatVal(r.Took.Seconds())
	env.mu.Lock()
	defer env.mu.Unlock()
	env.results[name] = cty.ObjectVal(values)
}

// reply runs one question and times it. What keeps the answer away is in the
// reply, unless the harness itself cannot ask.
func (s *Server) reply(ctx context.Context, ask func(context.Context) (code, text string, err error)) Reply {
	ctx, cancel := context.WithTimeout(ctx, ReplyLimit)
	defer cancel()
	began := time.Now()
	code, text, err := ask(ctx)
	r := Reply{Server: s.ID, Outcome: timeline.OK, Code: code, Text: text, Took: time.Since(began)}
	if err != nil {
		r.Outcome, r.Code = timeline.Unknown, err.Error()
	}
	return r
}

// ReplyLimit is how long an answer of a server or of a program beside it may take.
const ReplyLimit = 15 * time.Second

// FourLetterWord asks a server through its client port.
func (s *Server) FourLetterWord(ctx context.Context, word string) Reply {
	return s.reply(ctx, func(ctx context.Context) (string, string, error) {
		addr, err := s.machine.ClientAddr(ctx)
		if err != nil {
			return "", "", fmt.Errorf("find address: %w", err)
		}
		text, err := server.Command(ctx, addr, word)
		if err == nil && text == "" {
			err = errors.New("the server closed the connection without an answer")
		}
		return "", text, err
	})
}

// Where servers answer over HTTP, and the lines of zoo.cfg that say so.
const (
	controllerPath    = "/command/"
	controllerSetting = "controllerPort"
	adminPath         = "/commands/"
	adminHostSetting  = "admin.serverAddress"
	adminPortSetting  = "admin.serverPort"
	defaultAdminPort  = "8080"
)

// Ports of controllers lie below those that kernels hand out by themselves.
const (
	firstControllerPort = 20000
	controllerPorts     = 12000
)

// controllerPort is a port for the controller of the server with this address. It
// listens on all addresses of its network, which it may share with other servers.
func controllerPort(host string) int {
	n := 0
	for part := range strings.SplitSeq(host, ".") {
		digit, _ := strconv.Atoi(part)
		n = n<<8 | digit
	}
	return firstControllerPort + n%controllerPorts
}

// AdminCommand asks a server through its admin server (JettyAdminServer).
func (s *Server) AdminCommand(ctx context.Context, word string) Reply {
	host, port := s.setting(adminHostSetting), s.setting(adminPortSetting)
	if port == "" {
		port = defaultAdminPort
	}
	return s.web(ctx, host, port, adminPath+word)
}

// Control gives a command to the fault controller under which a server runs.
func (s *Server) Control(ctx context.Context, command string) Reply {
	return s.web(ctx, "127.0.0.1", s.setting(controllerSetting), controllerPath+command)
}

// ShutDown has the controller end the server. The JVM ends with its last thread, which
// may be before its answer has left, so that is known by the end of the process; what is
// answered counts only when it is a refusal. A leader's JVM may stay: a Sender of a
// LearnerHandler was seen to wait for ever, on 3.9.5.
func (s *Server) ShutDown(ctx context.Context) Reply {
	return s.reply(ctx, func(ctx context.Context) (string, string, error) {
		free, err := s.take("shut down")
		if err != nil {
			return "", "", err
		}
		defer free()
		command := func(_ runtime.Process, ctx context.Context) error {
			a, err := s.get(ctx, "127.0.0.1", s.setting(controllerSetting), controllerPath+"shutdown")
			if err != nil {
				return nil //nolint:nilerr // there is no answer, perhaps because it obeys
			}
			return refusal(a)
		}
		receipt, err := s.end(ctx, "shut down", command, func(runtime.Exit) bool { return true })
		return "", receipt, err
	})
}

// web makes a reply of what is answered over HTTP.
func (s *Server) web(ctx context.Context, host, port, path string) Reply {
	return s.reply(ctx, func(ctx context.Context) (string, string, error) {
		a, err := s.get(ctx, host, port, path)
		if err == nil {
			err = refusal(a)
		}
		if err != nil {
			return "", "", err
		}
		return strconv.Itoa(a.Status), string(a.Content), nil
	})
}

// get sends an HTTP request from the server's own machine, so that no fault of the
// network stands between.
func (s *Server) get(ctx context.Context, host, port, path string) (machine.Answer, error) {
	return s.ask(ctx, machine.Request{Op: machine.OpWeb, Method: http.MethodGet, URL: "http://" + net.JoinHostPort(host, port) + path})
}

// refusal is nil for an answer over HTTP that is none.
func refusal(a machine.Answer) error {
	if a.Status == http.StatusOK {
		return nil
	}
	return fmt.Errorf("status %d: %s", a.Status, strings.TrimSpace(string(a.Content)))
}

// setting is a line of the server's zoo.cfg; "" when it has none.
func (s *Server) setting(key string) string {
	for line := range strings.Lines(s.launch(s.Spec()).Files["zoo.cfg"]) {
		if k, value, _ := strings.Cut(strings.TrimSpace(line), "="); k == key {
			return value
		}
	}
	return ""
}

// Exec runs a program beside the server's process, which has to run.
func (s *Server) Exec(ctx context.Context, args []string) (Reply, error) {
	s.mu.Lock()
	l, running := s.life, s.runningLocked()
	s.mu.Unlock()
	if !running {
		return Reply{}, verdict.Inconclusive("exec beside server %d: it does not run", s.ID)
	}
	c, ok := l.process.(runtime.Commander)
	if !ok {
		return Reply{}, fmt.Errorf("exec beside server %d: this runtime cannot", s.ID)
	}
	limited, cancel := context.WithTimeout(ctx, ReplyLimit)
	defer cancel()
	began := time.Now()
	out, err := c.Command(limited, args)
	switch {
	case err != nil && limited.Err() != nil:
		return Reply{Server: s.ID, Outcome: timeline.Unknown, Code: err.Error(), Took: time.Since(began)}, nil
	case err != nil:
		return Reply{}, fmt.Errorf("exec beside server %d: %w", s.ID, err)
	}
	return Reply{Server: s.ID, Outcome: timeline.OK, Code: strconv.Itoa(out.Code), Text: out.Text, Took: time.Since(began)}, nil
}
