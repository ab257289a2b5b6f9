package local

import (
	"fmt"
	"net"
	"testing"

	"gotest.tools/v3/assert"
)

func TestClientPortThatIsTakenIsAvoided(t *testing.T) {
	taken := takenPort(t)
	free := clientPorts[0]
	s, err := claimSubnet([]int{taken, free}, []int{1, 2, 3})
	assert.NilError(t, err)
	defer func() { assert.NilError(t, s.release()) }()
	assert.Equal(t, s.clientPort, free)
	assert.NilError(t, probe(s.host(1), s.clientPort))
}

func TestNoFreeClientPortIsExplained(t *testing.T) {
	ports := []int{takenPort(t), takenPort(t)}
	_, err := claimSubnet(ports, []int{1})
	assert.ErrorContains(t, err, fmt.Sprintf("no client port of %v is free", ports))
	assert.ErrorContains(t, err, "address already in use")
}

// takenPort is one on which something listens at all addresses, as a ZooKeeper
// of the machine's own does.
func takenPort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp4", ":0")
	assert.NilError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	return l.Addr().(*net.TCPAddr).Port
}
