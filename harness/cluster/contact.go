package cluster

import (
	"errors"
	"sync"
)

// contact records why the harness cannot observe a server, such as an engine that stopped
// answering.
type contact struct {
	mu          sync.Mutex
	unreachable error // the runtime cannot give the server's address
	lost        error // the runtime lost sight of a process
}

// setUnreachable records that the runtime cannot give the address, or can again.
func (c *contact) setUnreachable(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.unreachable = err
}

// lose records that the runtime lost sight of a process.
func (c *contact) lose(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lost = err
}

// err returns why the server cannot be observed, or nil.
func (c *contact) err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return errors.Join(c.unreachable, c.lost)
}
