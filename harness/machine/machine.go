// Package machine is what runs on a server's machine: in the Docker runtime as
// the one process of its container, so that the machine and its address stay
// when the server is killed.
package machine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os/signal"
	"syscall"
	"time"
)

// Socket is where the process that holds a machine takes requests, within its container.
const Socket = "/zkscenario.sock"

const (
	// holderLimit is how long the holder of a machine that was just started may
	// take to listen.
	holderLimit = 10 * time.Second
	holderPoll  = 5 * time.Millisecond
)

// Hold keeps the machine until it is told to end by a signal or by ctx, and does
// what it is asked to over a unix socket: one request and its answer, as JSON,
// for each connection. A connection that is closed calls its request off.
func Hold(ctx context.Context, socket string) error {
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	listener, err := new(net.ListenConfig).Listen(ctx, "unix", socket)
	if err != nil {
		return fmt.Errorf("hold the machine: %w", err)
	}
	context.AfterFunc(ctx, func() { _ = listener.Close() })
	agent := NewAgent(nil)
	defer agent.Close()
	for {
		conn, err := listener.Accept()
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			return errors.Join(fmt.Errorf("hold the machine: %w", err), listener.Close())
		}
		go agent.serve(ctx, conn)
	}
}

// serve ends when the request is answered or the connection is closed. What goes
// wrong with the connection is seen at its other end.
func (a *Agent) serve(ctx context.Context, conn net.Conn) {
	defer conn.Close()
	var r Request
	in := json.NewDecoder(conn)
	if err := in.Decode(&r); err != nil {
		_ = json.NewEncoder(conn).Encode(Answer{Error: "read the request: " + err.Error()})
		return
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		defer cancel()
		_, _ = io.Copy(io.Discard, conn) // nothing more comes; it ends with the connection
	}()
	_ = json.NewEncoder(conn).Encode(a.Do(ctx, r))
}

// Ask takes a request from in to the socket of a machine, and its answer to out,
// both as JSON. The end of in calls the request off.
func Ask(ctx context.Context, socket string, in io.Reader, out io.Writer) error {
	conn, err := reach(ctx, socket)
	if err != nil {
		return fmt.Errorf("ask the machine: %w", err)
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	go func() {
		_, _ = io.Copy(conn, in) // ends with in, or with the answer, after which the program ends
		_ = conn.Close()
	}()
	if _, err := io.Copy(out, conn); err != nil {
		return fmt.Errorf("ask the machine: %w", err)
	}
	return nil
}

// reach waits for the socket, which a machine that was just started has not yet.
func reach(ctx context.Context, socket string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, holderLimit)
	defer cancel()
	for {
		conn, err := new(net.Dialer).DialContext(ctx, "unix", socket)
		if err == nil || !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ECONNREFUSED) {
			return conn, err
		}
		select {
		case <-time.After(holderPoll):
		case <-ctx.Done():
			return nil, err
		}
	}
}
