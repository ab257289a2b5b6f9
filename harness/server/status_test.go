package server_test

import (
	"context"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/server"
)

// serve calls f for every connection until the test ends, and returns how to connect. f must
// return when its context ends.
func serve(t *testing.T, f func(ctx context.Context, conn net.Conn)) server.Dial {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	assert.NilError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	var handlers sync.WaitGroup
	handlers.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return // the listener was closed
			}
			handlers.Go(func() {
				defer func() { _ = conn.Close() }()
				f(ctx, conn)
			})
		}
	})
	t.Cleanup(func() {
		cancel()
		assert.NilError(t, l.Close())
		handlers.Wait()
	})
	return dialTo(l.Addr().String())
}

func dialTo(addr string) server.Dial {
	return func(ctx context.Context) (net.Conn, error) { return new(net.Dialer).DialContext(ctx, "tcp", addr) }
}

func answer(text string) func(context.Context, net.Conn) {
	return func(_ context.Context, conn net.Conn) {
		word := make([]byte, 4)
		if _, err := io.ReadFull(conn, word); err == nil && string(word) == "srvr" {
			_, _ = io.WriteString(conn, text)
		}
	}
}

func TestAsk(t *testing.T) {
	for _, role := range []server.Role{server.Leader, server.Follower, server.Observer, server.Standalone} {
		got, err := server.Ask(t.Context(), serve(t, answer("Zookeeper version: 3.9.5-x, built on 2026-01-01\n"+
			"Latency min/avg/max: 0/0.5/2\nReceived: 7\nZxid: 0x300001c4c\nMode: "+string(role)+"\nNode count: 5\n")))
		assert.NilError(t, err)
		assert.DeepEqual(t, got, server.Status{Role: role, Zxid: 0x300001c4c, Line: "Zxid: 0x300001c4c, Mode: " + string(role)})
	}
}

func TestAskFailsIfTheServerDoesNotServe(t *testing.T) {
	for text, want := range map[string]string{
		"This ZooKeeper instance is not currently serving requests\n": "not currently serving",
		"": "it does not serve",
		"srvr is not executed because it is not in the whitelist.\n": "whitelist",
		"Zxid: 12\nMode: leader\n":                                   "hexadecimal",
		"Zxid: 0x1\n":                                                "it does not serve",
		"HTTP/1.1 400 Bad Request\r\n\r":                             "Bad Request",
	} {
		_, err := server.Ask(t.Context(), serve(t, answer(text)))
		assert.ErrorContains(t, err, want)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	assert.NilError(t, err)
	assert.NilError(t, l.Close())
	_, err = server.Ask(t.Context(), dialTo(l.Addr().String()))
	assert.ErrorContains(t, err, "refused")
}

func TestAskTimesOut(t *testing.T) {
	dial := serve(t, func(ctx context.Context, _ net.Conn) { <-ctx.Done() }) // as a paused server
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err := server.Ask(ctx, dial)
	assert.ErrorContains(t, err, "wait for answer to srvr")
	assert.ErrorIs(t, err, context.DeadlineExceeded)
}

// A server that keeps sending a little must not delay the caller longer than one that sends
// nothing.
func TestAskTimesOutDuringASlowAnswer(t *testing.T) {
	dial := serve(t, func(ctx context.Context, conn net.Conn) {
		for ctx.Err() == nil {
			if _, err := io.WriteString(conn, "Zxid: 0x1\n"); err != nil {
				return
			}
		}
	})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err := server.Ask(ctx, dial)
	assert.Assert(t, err != nil)
}

func TestEndlessAnswerIsTruncated(t *testing.T) {
	endless := strings.Repeat("x", 1<<20)
	dial := serve(t, func(ctx context.Context, conn net.Conn) {
		for ctx.Err() == nil {
			if _, err := io.WriteString(conn, endless); err != nil {
				return
			}
		}
	})
	text, err := server.Command(t.Context(), dial, "dump")
	assert.NilError(t, err)
	assert.Equal(t, len(text), 4<<20)
}
