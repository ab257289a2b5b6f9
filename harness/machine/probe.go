package machine

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"time"
)

const (
	// A datagram may get lost without any fault.
	sendTimes = 3
	sendPause = 10 * time.Millisecond
	// longestToken exceeds what an unfragmented datagram holds, in bytes.
	longestToken = 1500
)

// probes holds the sockets that receive probes, and the tokens received.
type probes struct {
	sending sync.Mutex // serializes senders, which may bind the same port

	mu     sync.Mutex
	open   map[int]*probe // by port
	tokens map[string]bool
}

// probe is a socket; done is closed when its reader has ended.
type probe struct {
	conn net.PacketConn
	done chan struct{}
}

func (a *Agent) listen(ctx context.Context, r Request, _ *Answer) error {
	return a.inside(func() error {
		for _, port := range r.Ports {
			if err := a.probes.listen(ctx, port); err != nil {
				return err
			}
		}
		return nil
	})
}

func (p *probes) listen(ctx context.Context, port int) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.open[port] != nil {
		return nil
	}
	conn, err := new(net.ListenConfig).ListenPacket(ctx, "udp", ":"+strconv.Itoa(port))
	if err != nil {
		return fmt.Errorf("listen for probes: %w", err)
	}
	opened := &probe{conn: conn, done: make(chan struct{})}
	p.open[port] = opened
	go func() {
		defer close(opened.done)
		p.receive(conn)
	}()
	return nil
}

// receive keeps the tokens that arrive until the socket is closed.
func (p *probes) receive(conn net.PacketConn) {
	buf := make([]byte, longestToken)
	for {
		n, _, err := conn.ReadFrom(buf)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			continue // an ICMP error for a datagram that was sent from here
		}
		p.mu.Lock()
		p.tokens[string(buf[:n])] = true
		p.mu.Unlock()
	}
}

func (a *Agent) received(_ context.Context, r Request, answer *Answer) error {
	p := &a.probes
	p.mu.Lock()
	answer.Received = slices.Sorted(maps.Keys(p.tokens))
	p.mu.Unlock()
	if len(r.Ports) == 0 {
		p.close()
	}
	return nil
}

func (p *probes) close() {
	p.mu.Lock()
	open := p.open
	p.open, p.tokens = map[int]*probe{}, map[string]bool{}
	p.mu.Unlock()
	for _, o := range open {
		_ = o.conn.Close()
		<-o.done
	}
}

func (a *Agent) send(ctx context.Context, r Request, _ *Answer) error {
	p := &a.probes
	p.sending.Lock()
	defer p.sending.Unlock()
	from := map[int]net.PacketConn{}
	defer func() {
		for _, conn := range from {
			_ = conn.Close()
		}
	}()
	err := a.inside(func() error {
		for _, d := range r.Datagrams {
			if err := p.source(ctx, d.FromPort, from); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for range sendTimes {
		for _, d := range r.Datagrams {
			if err := p.sendOne(d, from); err != nil {
				return err
			}
		}
		select {
		case <-time.After(sendPause):
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}

// source opens a socket on the port, unless one receives probes there: a second one
// would receive datagrams that are meant for the first.
func (p *probes) source(ctx context.Context, port int, opened map[int]net.PacketConn) error {
	if opened[port] != nil || p.listener(port) != nil {
		return nil
	}
	conn, err := new(net.ListenConfig).ListenPacket(ctx, "udp", ":"+strconv.Itoa(port))
	if err != nil {
		return fmt.Errorf("open a socket to send probes from: %w", err)
	}
	opened[port] = conn
	return nil
}

func (p *probes) listener(port int) net.PacketConn {
	p.mu.Lock()
	defer p.mu.Unlock()
	if o := p.open[port]; o != nil {
		return o.conn
	}
	return nil
}

// sendOne hands a datagram to the kernel. EPERM counts as sent: it means that a rule
// drops outgoing packets.
func (p *probes) sendOne(d Datagram, from map[int]net.PacketConn) error {
	host, err := netip.ParseAddr(d.Host)
	if err != nil {
		return fmt.Errorf("send a probe: %w", err)
	}
	conn := from[d.FromPort]
	if conn == nil {
		conn = p.listener(d.FromPort)
	}
	if conn == nil {
		return fmt.Errorf("send a probe from port %d: %w", d.FromPort, net.ErrClosed)
	}
	to := net.UDPAddrFromAddrPort(netip.AddrPortFrom(host, uint16(d.Port)))
	if _, err := conn.WriteTo([]byte(d.Token), to); err != nil && !errors.Is(err, syscall.EPERM) {
		return fmt.Errorf("send a probe: %w", err)
	}
	return nil
}
