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
	"strconv"
	"syscall"
	"time"
)

// Socket is the path, within the container, at which the process that holds a machine
// takes requests.
const Socket = "/zkscenario.sock"

const (
	// holderLimit bounds the time until the holder of a new machine listens.
	holderLimit = 10 * time.Second
	holderPoll  = 5 * time.Millisecond
)

// Hold keeps the machine until SIGTERM, SIGINT or the end of ctx. It executes requests
// that come over a unix socket: one request and its answer, as JSON, for each connection.
// A client that closes its connection cancels its request. And it relays the connections
// that come to a port, 0 for any, to ClientPort. Hold fails when it cannot listen.
func Hold(ctx context.Context, socket string, port int) error {
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	listener, err := new(net.ListenConfig).Listen(ctx, "unix", socket)
	if err != nil {
		return fmt.Errorf("hold the machine: %w", err)
	}
	relayed, err := new(net.ListenConfig).Listen(ctx, "tcp4", ":"+strconv.Itoa(port))
	if err != nil {
		return errors.Join(fmt.Errorf("hold the machine: %w", err), listener.Close())
	}
	go func() { _ = relay(ctx, relayed, ClientPort) }() // when it ends early, the harness reports that the server does not serve
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

// serve returns when the request is answered or the connection is closed. Errors of
// the connection are left to its other end.
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
		_, _ = io.Copy(io.Discard, conn) // nothing more comes: this ends with the connection
	}()
	_ = json.NewEncoder(conn).Encode(a.Do(ctx, r))
}

// Ask copies a request from in to the socket of a machine and the answer to out, both
// as JSON. The end of in or ctx cancels the request. Ask fails when the machine
// cannot be reached.
func Ask(ctx context.Context, socket string, in io.Reader, out io.Writer) error {
	conn, err := connect(ctx, socket)
	if err != nil {
		return fmt.Errorf("ask the machine: %w", err)
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	go func() {
		_, _ = io.Copy(conn, in) // ends with in, or with the program
		_ = conn.Close()
	}()
	if _, err := io.Copy(out, conn); err != nil {
		return fmt.Errorf("ask the machine: %w", err)
	}
	return nil
}

// connect waits for the socket, which a new machine does not have yet.
func connect(ctx context.Context, socket string) (net.Conn, error) {
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
