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

// Role is what a serving server says it is.
type Role string

// The roles, as the four-letter word srvr names them.
const (
	Leader     Role = "leader"
	Follower   Role = "follower"
	Observer   Role = "observer"
	Standalone Role = "standalone"
)

// Status is a serving server's answer to the four-letter word srvr.
type Status struct {
	Role Role
	Zxid timeline.Zxid // the last transaction that it has processed
	Line string        // what of the answer tells both
}

// askLimit bounds one question: a paused server accepts a connection and then
// says nothing.
const askLimit = time.Second

// longestAnswer bounds what is read of an answer, whoever it is that answers.
const longestAnswer = 4 << 20

// Ask asks the server at addr for its status. A server that does not serve, in
// whatever way, is an error.
func Ask(ctx context.Context, addr string) (Status, error) {
	ctx, cancel := context.WithTimeout(ctx, askLimit)
	defer cancel()
	answer, err := Command(ctx, addr, "srvr")
	if err != nil {
		return Status{}, err
	}
	return parseStatus(answer)
}

// Command sends a four-letter word and returns the answer. How long that may take
// is for ctx to say.
func Command(ctx context.Context, addr, word string) (string, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", addr)
	if err != nil {
		return "", fmt.Errorf("ask %s: %w", word, err)
	}
	defer func() { _ = conn.Close() }()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	if _, err := io.WriteString(conn, word); err != nil {
		return "", fmt.Errorf("ask %s: %w", word, err)
	}
	answer, err := io.ReadAll(io.LimitReader(conn, longestAnswer))
	if err != nil {
		return "", fmt.Errorf("wait for answer to %s: %w", word, errors.Join(err, ctx.Err()))
	}
	return string(answer), nil
}

func parseStatus(answer string) (Status, error) {
	var s Status
	var err error
	var told []string
	for line := range strings.Lines(answer) {
		line = strings.TrimSpace(line)
		key, value, _ := strings.Cut(line, ": ")
		switch key {
		case "Mode":
			s.Role = Role(value)
			told = append(told, line)
		case "Zxid":
			told = append(told, line)
			if s.Zxid, err = timeline.ParseZxid(value); err != nil {
				return Status{}, fmt.Errorf("read answer to srvr: %w", err)
			}
		}
	}
	s.Line = strings.Join(told, ", ")
	if s.Role == "" {
		return Status{}, fmt.Errorf("it does not serve: %q", strings.TrimSpace(answer))
	}
	return s, nil
}
