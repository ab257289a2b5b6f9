package local

import "net/netip"

// network gives addresses to the machines of one run.
type network interface {
	// join returns an address for the machine of the server with this id.
	join(id int) (address, error)
	// harness returns the address from which the harness makes its connection number n. It
	// is not an address of a server or of a client, and differs from those of the
	// connections just before it.
	harness(n int) netip.Addr
	// release frees all addresses. No process may use them any more.
	release() error
}

// address holds a machine's address and ports.
type address struct {
	host                     string
	client, quorum, election int
	// inside runs a function in the machine's own network; nil when it shares the
	// network of this program.
	inside func(func() error) error
}
