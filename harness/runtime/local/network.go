package local

// network gives the machines of one run their addresses.
type network interface {
	// join gives an address to the machine of the server with this id.
	join(id int) (address, error)
	// release gives all back. No process may use them any more.
	release() error
}

// address is where a machine is reached.
type address struct {
	host                     string
	client, quorum, election int
	// inside runs a function in the machine's own network; nil when it shares
	// that of this program.
	inside func(func() error) error
}
