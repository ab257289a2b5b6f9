package local

// network gives addresses to the machines of one run.
type network interface {
	// join returns an address for the machine of the server with this id.
	join(id int) (address, error)
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
