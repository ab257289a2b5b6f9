package local

import (
	"fmt"
	"net"
	"testing"

	"gotest.tools/v3/assert"
)

func TestTakenClientPortIsAvoided(t *testing.T) {
	taken := takenPort(t)
	free := clientPorts[0]
	s, err := claimAddresses([]int{taken, free}, []int{1, 2, 3})
	assert.NilError(t, err)
	defer func() { assert.NilError(t, s.release()) }()
	assert.Equal(t, s.clientPort, free)
	assert.NilError(t, probe(s.host(1), s.clientPort))
}

func TestNoFreeClientPortIsExplained(t *testing.T) {
	ports := []int{takenPort(t), takenPort(t)}
	_, err := claimAddresses(ports, []int{1})
	assert.ErrorContains(t, err, fmt.Sprintf("no client port of %v is free", ports))
	assert.ErrorContains(t, err, "address already in use")
}

// takenPort returns a port on which the test listens at all addresses, as an installed
// ZooKeeper does.
func takenPort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp4", ":0")
	assert.NilError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	return l.Addr().(*net.TCPAddr).Port
}
