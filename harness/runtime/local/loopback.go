package local

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/netip"
	"strconv"

	agent "github.com/zkscenario/zkscenario/harness/machine"
)

// clientPorts begins with ZooKeeper's default. The others are for machines on which
// a program listens on that port at all addresses.
var clientPorts = []int{2181, 12181, 22181}

const (
	triesPerPort = 20 // ranges tried before the next client port
	triesForPeer = 200
	// Peer ports are below those that Linux gives to outgoing connections.
	firstPeerPort, lastPeerPort = 10_000, 32_000
)

// loopback is a /24 of loopback addresses that belongs to one run.
type loopback struct {
	prefix     string // 127.x.y.
	clientPort int
	claims     []io.Closer // open sockets, which keep other runs from the same addresses and ports
}

// claimAddresses claims a range of addresses in which one of the client ports is free.
func claimAddresses(ports, ids []int) (*loopback, error) {
	var last error
	for _, port := range ports {
		for range triesPerPort {
			s := &loopback{prefix: fmt.Sprintf("127.%d.%d.", 1+rand.IntN(254), 1+rand.IntN(254)), clientPort: port}
			if last = s.take(ids); last == nil {
				return s, nil
			}
		}
	}
	return nil, fmt.Errorf("no client port of %v is free on any loopback address; find the program that listens there: %w", ports, last)
}

var _ network = (*loopback)(nil)

// join implements network.
func (s *loopback) join(id int) (address, error) {
	quorum, err := s.peerPort()
	if err != nil {
		return address{}, err
	}
	election, err := s.peerPort()
	if err != nil {
		return address{}, err
	}
	return address{host: s.host(id), client: s.clientPort, quorum: quorum, election: election}, nil
}

func (s *loopback) take(ids []int) error {
	claim, err := net.ListenPacket("udp4", s.host(0)+":"+strconv.Itoa(s.clientPort))
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := probe(s.host(id), s.clientPort); err != nil {
			return errors.Join(err, claim.Close())
		}
	}
	s.claims = append(s.claims, claim)
	return nil
}

// peerPort claims a port for connections between servers. It is unique on the machine,
// since old releases listen on all addresses, whatever their configuration.
func (s *loopback) peerPort() (int, error) {
	var last error
	for range triesForPeer {
		port := firstPeerPort + rand.IntN(lastPeerPort-firstPeerPort)
		// The claim is the UDP port; the server uses the TCP port.
		claim, err := net.ListenPacket("udp4", "127.0.0.1:"+strconv.Itoa(port))
		if err != nil {
			last = err
			continue
		}
		if err := probe("", port); err != nil {
			last = errors.Join(err, claim.Close())
			continue
		}
		s.claims = append(s.claims, claim)
		return port, nil
	}
	return 0, fmt.Errorf("find a free port for a server's peers: %w", last)
}

// probe returns an error when a server could not listen there.
func probe(host string, port int) error {
	l, err := net.Listen("tcp4", net.JoinHostPort(host, strconv.Itoa(port)))
	if err != nil {
		return err
	}
	return l.Close()
}

func (s *loopback) host(id int) string { return s.prefix + strconv.Itoa(id) }

// harness implements network. No run has servers at these addresses, and clients connect
// from 127.0.0.1.
func (*loopback) harness(n int) netip.Addr { return agent.LoopbackSource(n) }

// release implements network.
func (s *loopback) release() error {
	var errs []error
	for _, c := range s.claims {
		errs = append(errs, c.Close())
	}
	return errors.Join(errs...)
}
