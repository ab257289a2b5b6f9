package machine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strconv"
)

const (
	// RelayPort is the port at which the process that holds a machine takes connections of
	// the harness for the server on ClientPort. An engine shows a server one address for
	// all that connects through a published port; the relay connects from other ones.
	RelayPort = 45670
	// ClientPort is the port of the server's clients in a machine's container.
	ClientPort = 2181
)

// relay passes connections on to a port of the address at which they arrive, each from a
// loopback address of its own, until ctx ends. It fails if it cannot accept connections.
func relay(ctx context.Context, listener net.Listener, port int) error {
	stop := context.AfterFunc(ctx, func() { _ = listener.Close() })
	defer stop()
	for n := 0; ; n++ {
		conn, err := listener.Accept()
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			return errors.Join(fmt.Errorf("relay connections: %w", err), listener.Close())
		}
		go pass(ctx, conn.(*net.TCPConn), LoopbackSource(n), port)
	}
}

// LoopbackSource returns a loopback address for connection number n of the harness, so that
// a server with a limit for each address counts it alone.
func LoopbackSource(n int) netip.Addr {
	return netip.AddrFrom4([4]byte{127, 255, byte(n>>7) & 0x7f, byte(n&0x7f) + 1})
}

// pass connects to the port from an address, and copies in both directions until both ends
// are closed. Errors are left to the two ends, which see a closed connection.
func pass(ctx context.Context, client *net.TCPConn, from netip.Addr, port int) {
	defer client.Close()
	host, _, err := net.SplitHostPort(client.LocalAddr().String())
	if err != nil {
		return
	}
	dialer := net.Dialer{LocalAddr: net.TCPAddrFromAddrPort(netip.AddrPortFrom(from, 0))}
	conn, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(host, strconv.Itoa(port)))
	if err != nil {
		return
	}
	server := conn.(*net.TCPConn)
	defer server.Close()
	defer context.AfterFunc(ctx, func() { _, _ = client.Close(), server.Close() })()
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		_, _ = io.Copy(server, client)
		_ = server.CloseWrite()
	}()
	_, _ = io.Copy(client, server)
	_ = client.CloseWrite()
	<-sent
}
