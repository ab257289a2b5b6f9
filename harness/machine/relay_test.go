package machine

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"time"

	"gotest.tools/v3/assert"
)

// echo answers each connection, after its client's last byte, with the client's address and
// all bytes. It returns its port.
func echo(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	assert.NilError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return // the test is over
			}
			text, _ := io.ReadAll(conn)
			host, _, _ := net.SplitHostPort(conn.RemoteAddr().String())
			_, _ = io.WriteString(conn, host+" "+string(text))
			_ = conn.Close()
		}
	}()
	return l.Addr().(*net.TCPAddr).Port
}

// relayed starts a relay to a port until ctx ends, and returns how to connect to it.
func relayed(ctx context.Context, t *testing.T, port int) func() net.Conn {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	assert.NilError(t, err)
	done := make(chan error, 1)
	go func() { done <- relay(ctx, l, port) }()
	t.Cleanup(func() { assert.NilError(t, <-done) })
	return func() net.Conn {
		conn, err := net.Dial("tcp", l.Addr().String())
		assert.NilError(t, err)
		assert.NilError(t, conn.SetDeadline(time.Now().Add(10*time.Second)))
		return conn
	}
}

func TestRelayConnectsFromAnotherAddressEachTime(t *testing.T) {
	dial := relayed(t.Context(), t, echo(t))
	for _, want := range []string{"127.255.0.1 ruok", "127.255.0.2 ruok"} {
		conn := dial()
		_, err := io.WriteString(conn, "ruok")
		assert.NilError(t, err)
		assert.NilError(t, conn.(*net.TCPConn).CloseWrite())
		answer, err := io.ReadAll(conn)
		assert.NilError(t, err)
		assert.Equal(t, string(answer), want)
	}
	assert.Equal(t, LoopbackSource(1<<14-1).String(), "127.255.127.128")
	assert.Equal(t, LoopbackSource(1<<14).String(), "127.255.0.1")
}

// The end of a relayed server closes the client's connection, and so does the end of the
// relay.
func TestRelayClosesConnections(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	assert.NilError(t, err)
	port := l.Addr().(*net.TCPAddr).Port
	assert.NilError(t, l.Close())
	closed := func(conn net.Conn) {
		_, err := conn.Read(make([]byte, 1))
		assert.Assert(t, err != nil && !errors.Is(err, os.ErrDeadlineExceeded), "%v", err)
	}
	closed(relayed(t.Context(), t, port)()) // nobody listens on the port

	ctx, end := context.WithCancel(t.Context())
	conn := relayed(ctx, t, echo(t))()
	_, err = io.WriteString(conn, "x")
	assert.NilError(t, err)
	end()
	closed(conn)
}
