package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/zkscenario/zkscenario/harness/timeline"
)

// Role is the role that a serving server reports.
type Role string

// The roles, as the four-letter word srvr names them.
const (
	Leader     Role = "leader"
	Follower   Role = "follower"
	Observer   Role = "observer"
	Standalone Role = "standalone"
)

// Status holds the values that a serving server returns for the four-letter word srvr.
type Status struct {
	Role Role
	Zxid timeline.Zxid // last transaction that the server has processed
	Line string        // the lines of the answer with both
}

// statusTimeout limits one request: a paused server accepts a connection and does not
// answer.
const statusTimeout = time.Second

// maxAnswerBytes limits the part of an answer that is read, because any program may listen
// on the port.
const maxAnswerBytes = 4 << 20

// Dial connects to the client port of a server.
type Dial func(context.Context) (net.Conn, error)

// Ask requests the status of a server and waits at most one second. It fails if the server
// does not serve clients, for any reason.
func Ask(ctx context.Context, dial Dial) (Status, error) {
	ctx, cancel := context.WithTimeout(ctx, statusTimeout)
	defer cancel()
	answer, err := Command(ctx, dial, "srvr")
	if err != nil {
		return Status{}, err
	}
	return parseStatus(answer)
}

// Command sends a four-letter word to a server and returns the answer, of which it reads at
// most 4 MiB. Only ctx limits the time.
func Command(ctx context.Context, dial Dial, word string) (string, error) {
	conn, err := dial(ctx)
	if err != nil {
		return "", fmt.Errorf("ask %s: %w", word, err)
	}
	defer func() { _ = conn.Close() }()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	if _, err := io.WriteString(conn, word); err != nil {
		return "", fmt.Errorf("ask %s: %w", word, err)
	}
	answer, err := io.ReadAll(io.LimitReader(conn, maxAnswerBytes))
	if err != nil {
		return "", fmt.Errorf("wait for answer to %s: %w", word, errors.Join(err, ctx.Err()))
	}
	return string(answer), nil
}

func parseStatus(answer string) (Status, error) {
	var s Status
	var err error
	var lines []string
	for line := range strings.Lines(answer) {
		line = strings.TrimSpace(line)
		key, value, _ := strings.Cut(line, ": ")
		switch key {
		case "Mode":
			s.Role = Role(value)
			lines = append(lines, line)
		case "Zxid":
			lines = append(lines, line)
			if s.Zxid, err = timeline.ParseZxid(value); err != nil {
				return Status{}, fmt.Errorf("read answer to srvr: %w", err)
			}
		}
	}
	s.Line = strings.Join(lines, ", ")
	if s.Role == "" {
		return Status{}, fmt.Errorf("it does not serve: %q", strings.TrimSpace(answer))
	}
	return s, nil
}
