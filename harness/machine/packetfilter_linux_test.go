package machine

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
	"gotest.tools/v3/assert"
)

const inNamespace = "ZKSCENARIO_TEST_NAMESPACE"

// inOwnNamespaces runs a test again in a process with a network, mounts and rights
// of its own, so that its rules affect nothing else. It returns true in that process.
func inOwnNamespaces(t *testing.T) bool {
	t.Helper()
	if os.Getenv(inNamespace) != "" {
		return true
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), inNamespace+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{Size: 1, HostID: os.Getuid()}},
		GidMappings: []syscall.SysProcIDMap{{Size: 1, HostID: os.Getgid()}},
	}
	out, err := cmd.CombinedOutput()
	t.Log(string(out))
	assert.NilError(t, err)
	return false
}

func TestDropsAreReadBackFromTheKernel(t *testing.T) {
	if !inOwnNamespaces(t) {
		return
	}
	a := NewAgent(nil)
	assert.Equal(t, len(do(t, a, Request{Op: OpDrops}).Drops), 0)
	do(t, a, Request{Op: OpHeal})
	drops := []Drop{
		{Direction: Out},
		{Peer: "10.9.1.2", Direction: In, Port: 2888, After: 400_000},
		{Peer: "fd00:0:0:1:ffff:ffff:ffff:ffff", Direction: Out, Port: 65535, After: 1 << 60},
		{Peer: "10.9.1.2", Direction: In},
	}
	do(t, a, Request{Op: OpDrop, Drops: drops[:2]})
	do(t, a, Request{Op: OpDrop, Drops: drops}) // the first two are in force already
	var want []DropState
	for _, d := range drops {
		want = append(want, DropState{Drop: d})
	}
	assert.DeepEqual(t, do(t, a, Request{Op: OpDrops}).Drops, want)
	do(t, a, Request{Op: OpHeal})
	assert.Equal(t, len(do(t, a, Request{Op: OpDrops}).Drops), 0)
}

func TestWrongDropIsRefusedWithAllOthers(t *testing.T) {
	if !inOwnNamespaces(t) {
		return
	}
	a := NewAgent(nil)
	for want, d := range map[string]Drop{
		"ParseAddr":    {Peer: "zk-1", Direction: In},
		"no direction": {},
		"no port":      {Direction: In, Port: 65536},
		"negative":     {Direction: In, After: -1},
	} {
		answer := a.Do(t.Context(), Request{Op: OpDrop, Drops: []Drop{{Direction: In}, d}})
		assert.ErrorContains(t, errors.New(answer.Error), want)
	}
	assert.Equal(t, len(do(t, a, Request{Op: OpDrops}).Drops), 0)
}

// A new network namespace has no other interface; package conformance tests drops
// between real machines.
func TestLoopbackIsNeverDropped(t *testing.T) {
	if !inOwnNamespaces(t) {
		return
	}
	up(t, "lo")
	a := NewAgent(nil)
	defer a.Close()
	do(t, a, Request{Op: OpDrop, Drops: []Drop{{Direction: In}, {Direction: Out}, {Peer: "127.0.0.1", Direction: In, Port: 4000}}})
	probeItself(t, a)
	for _, d := range do(t, a, Request{Op: OpDrops}).Drops {
		assert.Equal(t, d.Packets, uint64(0))
	}
}

// up brings a network interface up.
func up(t *testing.T, name string) {
	t.Helper()
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	assert.NilError(t, err)
	defer func() { assert.NilError(t, unix.Close(socket)) }()
	flags, err := unix.NewIfreq(name)
	assert.NilError(t, err)
	flags.SetUint16(unix.IFF_UP)
	assert.NilError(t, unix.IoctlIfreq(socket, unix.SIOCSIFFLAGS, flags))
}
