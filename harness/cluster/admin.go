package cluster

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/zkscenario/zkscenario/harness/machine"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/server"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Reply is the answer of a server to anything but a client's operation, or the output of
// a program that was run on its machine.
type Reply struct {
	Server  int
	Outcome timeline.Outcome
	Code    string // exit code of a program, status of an HTTP answer; of Unknown the reason
	Text    string // the answer itself
	Took    time.Duration
	At      time.Duration // time of the answer, or of giving up on it, since the start of the run
}

// Admin asks a server other than by a session: by four-letter words, over HTTP, by
// programs on its machine.
type Admin struct{ server *Server }

// Admin returns the ways to ask the server other than by a session.
func (s *Server) Admin() Admin { return Admin{s} }

// reply asks one question and times it. An error of the question makes the outcome
// unknown, with the error as its code.
func (a Admin) reply(ctx context.Context, ask func(context.Context) (code, text string, err error)) Reply {
	ctx, cancel := context.WithTimeout(ctx, ReplyLimit)
	defer cancel()
	began := time.Now()
	code, text, err := ask(ctx)
	r := Reply{Server: a.server.ID, Outcome: timeline.OK, Code: code, Text: text, Took: time.Since(began), At: a.server.log.Now()}
	if err != nil {
		r.Outcome, r.Code = timeline.Unknown, err.Error()
	}
	return r
}

// ReplyLimit bounds the time for an answer of a server or the run of a program.
const ReplyLimit = 15 * time.Second

// FourLetterWord sends a four-letter word to the client port.
func (a Admin) FourLetterWord(ctx context.Context, word string) Reply {
	return a.reply(ctx, func(ctx context.Context) (string, string, error) {
		dial := func(ctx context.Context) (net.Conn, error) { return runtime.DialClient(ctx, a.server.machine) }
		text, err := server.Command(ctx, dial, word)
		if err == nil && text == "" {
			err = errors.New("the server closed the connection without an answer")
		}
		return "", text, err
	})
}

// Where servers answer over HTTP, and the settings of zoo.cfg for it.
const (
	controllerPath    = "/command/"
	controllerSetting = "controllerPort"
	adminPath         = "/commands/"
	adminHostSetting  = "admin.serverAddress"
	adminPortSetting  = "admin.serverPort"
	defaultAdminPort  = "8080"
)

// Ports of controllers lie below those that kernels assign by themselves.
const (
	firstControllerPort = 20000
	controllerPorts     = 12000
)

// controllerPort returns a port for the controller of the server with this address. The
// controller listens on all addresses of its network, which other servers may share.
func controllerPort(host string) int {
	n := 0
	for part := range strings.SplitSeq(host, ".") {
		digit, _ := strconv.Atoi(part)
		n = n<<8 | digit
	}
	return firstControllerPort + n%controllerPorts
}

// Command sends a command to the admin server (JettyAdminServer), with the value of the
// header Authorization, or "" for none.
func (a Admin) Command(ctx context.Context, word, authorization string) Reply {
	return a.web(ctx, machine.Request{URL: a.server.adminURL(word), Header: authorized(authorization)})
}

func authorized(authorization string) map[string]string {
	if authorization == "" {
		return nil
	}
	return map[string]string{"Authorization": authorization}
}

// adminURL returns the address of a command of the admin server.
func (s *Server) adminURL(word string) string {
	return address(s.setting(adminHostSetting), cmp.Or(s.setting(adminPortSetting), defaultAdminPort), adminPath+word)
}

func address(host, port, path string) string { return "http://" + net.JoinHostPort(host, port) + path }

// Control sends a command to the fault controller under which the server runs.
func (a Admin) Control(ctx context.Context, command string) Reply {
	return a.web(ctx, machine.Request{URL: a.server.controllerURL(command)})
}

func (s *Server) controllerURL(command string) string {
	return address("127.0.0.1", s.setting(controllerSetting), controllerPath+command)
}

// ShutDown has the controller end the server. The JVM may end before its answer has left,
// so the proof is the end of the process, and only a refusal counts as an answer. A
// leader's JVM may stay: on 3.9.5 a Sender of a LearnerHandler was seen to wait for ever.
func (a Admin) ShutDown(ctx context.Context) Reply {
	s := a.server
	return a.reply(ctx, func(ctx context.Context) (string, string, error) {
		free, err := s.take("shut down")
		if err != nil {
			return "", "", err
		}
		defer free()
		command := func(_ runtime.Process, ctx context.Context) error {
			answer, err := s.web(ctx, machine.Request{URL: s.controllerURL("shutdown")})
			if err != nil {
				return nil //nolint:nilerr // no answer, perhaps because it obeys
			}
			return refusal(answer)
		}
		receipt, err := s.end(ctx, "shut down", "", command, func(runtime.Exit) bool { return true })
		return "", receipt, err
	})
}

// web asks over HTTP.
func (a Admin) web(ctx context.Context, r machine.Request) Reply {
	return a.reply(ctx, func(ctx context.Context) (string, string, error) {
		answer, err := a.server.web(ctx, r)
		if err == nil {
			err = refusal(answer)
		}
		if err != nil {
			return "", "", err
		}
		return strconv.Itoa(answer.Status), string(answer.Content), nil
	})
}

// web sends an HTTP request from the server's own machine, where no fault of the network
// affects it.
func (s *Server) web(ctx context.Context, r machine.Request) (machine.Answer, error) {
	r.Op = machine.OpWeb
	return s.ask(ctx, r)
}

// refusal returns an error for an answer over HTTP that is not OK.
func refusal(a machine.Answer) error {
	if a.Status == http.StatusOK {
		return nil
	}
	return fmt.Errorf("status %d: %s", a.Status, strings.TrimSpace(string(a.Content)))
}

// setting returns the value of a line of the server's zoo.cfg, or "".
func (s *Server) setting(key string) string {
	for line := range strings.Lines(s.launch(s.Spec()).Files["zoo.cfg"]) {
		if k, value, _ := strings.Cut(strings.TrimSpace(line), "="); k == key {
			return value
		}
	}
	return ""
}

// Exec runs a program with the files and the network of the server's process, which must
// run. It records that the program begins: from then on it may write.
func (a Admin) Exec(ctx context.Context, args []string) (Reply, error) {
	s := a.server
	l, err := s.running("exec at")
	if err != nil {
		return Reply{}, err
	}
	c, ok := l.process.(runtime.Commander)
	if !ok {
		return Reply{}, fmt.Errorf("exec at server %d: this runtime cannot", s.ID)
	}
	l.command()
	s.fault(timeline.FaultExec, "exec "+strings.Join(args, " ")+" begins", "")
	limited, cancel := context.WithTimeout(ctx, ReplyLimit)
	defer cancel()
	began := time.Now()
	out, err := c.Command(limited, args)
	switch {
	case err != nil && limited.Err() != nil:
		return Reply{Server: s.ID, Outcome: timeline.Unknown, Code: err.Error(), Took: time.Since(began), At: s.log.Now()}, nil
	case err != nil:
		return Reply{}, fmt.Errorf("exec at server %d: %w", s.ID, err)
	}
	return Reply{Server: s.ID, Outcome: timeline.OK, Code: strconv.Itoa(out.Code), Text: out.Text, Took: time.Since(began), At: s.log.Now()}, nil
}
