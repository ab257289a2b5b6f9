package local

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
	"gotest.tools/v3/assert"
	"gotest.tools/v3/poll"

	agent "github.com/zkscenario/zkscenario/harness/machine"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// kernelLeftovers lists the interfaces and disks of a run.
func kernelLeftovers(t *testing.T, run, dir string) []string {
	t.Helper()
	var left []string
	links, err := netlink.LinkList()
	for errors.Is(err, netlink.ErrDumpInterrupted) {
		links, err = netlink.LinkList()
	}
	assert.NilError(t, err)
	for _, l := range links {
		if l.Attrs().Alias == run {
			left = append(left, "interface "+l.Attrs().Name)
		}
	}
	mounted, err := disks(dir)
	assert.NilError(t, err)
	return append(left, mounted...)
}

func TestMachinesWithNetworksOfTheirOwn(t *testing.T) {
	ens := boot(t, []runtime.Capability{runtime.CanCut}, servers(1, 2, 255))
	for _, m := range ens.machines {
		refuses(t, m)
	}
	one, two, far := ens.machines[0], ens.machines[1], ens.machines[2]
	reaches(t, one, far)
	reaches(t, far, one)

	assert.Equal(t, ask(t, far, agent.Request{Op: agent.OpDrop, Drops: []agent.Drop{{Peer: one.place.Host, Direction: agent.In}}}).Error, "")
	isCut(t, one, far, two)
	reaches(t, far, one)
	refuses(t, far)

	assert.Equal(t, ask(t, far, agent.Request{Op: agent.OpHeal}).Error, "")
	reaches(t, one, far)
}

func TestCloseRemovesNetworks(t *testing.T) {
	ens := boot(t, []runtime.Capability{runtime.CanCut}, servers(1, 2))
	run, dir := ens.lease.ID, ens.lease.Dir
	host := ens.machines[0].place.Host
	listen(t, ens.machines[0]) // opens a socket that is never closed
	assert.Assert(t, len(networksHeld(t)) >= 3, "the bridge's and those of two servers")
	assert.Equal(t, len(kernelLeftovers(t, run, dir)), 1, "one interface of this machine")
	assert.NilError(t, ens.Close(t.Context()))
	assert.DeepEqual(t, kernelLeftovers(t, run, dir), []string(nil))
	used, err := routes()
	assert.NilError(t, err)
	assert.Assert(t, !overlaps(used, netip.MustParsePrefix(host+"/32")))
	poll.WaitOn(t, func(poll.LogT) poll.Result { // until the threads in them have ended
		if held := networksHeld(t); len(held) > 0 {
			return poll.Continue("this program keeps alive %v", held)
		}
		return poll.Success()
	}, poll.WithDelay(time.Millisecond))
}

// networksHeld lists the network namespaces other than its own that this program
// keeps alive, by a file or by a thread.
func networksHeld(t *testing.T) []string {
	t.Helper()
	own, err := os.Readlink("/proc/self/ns/net")
	assert.NilError(t, err)
	var held []string
	for _, pattern := range []string{"/proc/self/fd/*", "/proc/self/task/*/ns/net"} {
		files, err := filepath.Glob(pattern)
		assert.NilError(t, err)
		for _, file := range files {
			name, err := os.Readlink(file)
			if err == nil && strings.HasPrefix(name, "net:") && name != own {
				held = append(held, name)
			}
		}
	}
	slices.Sort(held)
	return slices.Compact(held)
}

func TestNetworksOfConcurrentRunsDiffer(t *testing.T) {
	needsRoot(t)
	all := make([]*ensemble, 6)
	var booting sync.WaitGroup
	for i := range all {
		booting.Go(func() {
			e, err := New(Options{}).Boot(t.Context(), &spec.Ensemble{Release: newest, Servers: servers(1, 2)}, []runtime.Capability{runtime.CanCut})
			t.Cleanup(func() { assert.NilError(t, e.Close(context.Background())) })
			assert.Check(t, err)
			all[i] = e.(*ensemble)
		})
	}
	booting.Wait()
	seen := map[int]bool{}
	for _, ens := range all {
		reaches(t, ens.machines[0], ens.machines[1])
		seen[ens.net.(*bridge).number] = true
	}
	assert.Equal(t, len(seen), len(all))
}

func TestTakenNumberIsAvoided(t *testing.T) {
	needsRoot(t)
	const busy = 77
	// As another run that has just claimed the number and has no address yet.
	other := &netlink.Bridge{LinkAttrs: netlink.LinkAttrs{Name: fmt.Sprintf("zkscenario%d", busy)}}
	if err := netlink.LinkAdd(other); err == nil {
		defer func() { assert.NilError(t, netlink.LinkDel(other)) }()
	} else {
		assert.ErrorIs(t, err, os.ErrExist)
	}
	ns, err := newNamespace(addDevice)
	assert.NilError(t, err)
	b := &bridge{ns: ns}
	defer func() { assert.NilError(t, b.release()) }()
	assert.NilError(t, b.connect("test", busy))
	assert.Assert(t, b.number != busy)
}

func TestAddressesInUseAreAvoided(t *testing.T) {
	used, err := routes()
	assert.NilError(t, err)
	assert.Assert(t, overlaps(used, netip.MustParsePrefix("127.0.0.1/32")), "an address of this machine")
	assert.Assert(t, !overlaps(used, netip.MustParsePrefix("203.0.113.0/24")), "an address behind the default route")
}

func TestAddressesOfABridge(t *testing.T) {
	for number, want := range map[int][3]string{
		0:   {"198.18.0.1/23", "198.18.0.255/23", "198.18.1.1/23"},
		127: {"198.18.254.1/23", "198.18.254.255/23", "198.18.255.1/23"},
		128: {"198.19.0.1/23", "198.19.0.255/23", "198.19.1.1/23"},
		255: {"198.19.254.1/23", "198.19.254.255/23", "198.19.255.1/23"},
	} {
		b := &bridge{number: number}
		assert.Equal(t, [3]string{b.serverAddress(1).String(), b.serverAddress(255).String(), b.hostAddress().String()}, want)
		assert.Assert(t, testNetwork.Overlaps(b.addresses()))
	}
}

func TestMachineWithoutANetworkRefusesNetworkRequests(t *testing.T) {
	ens := boot(t, nil, servers(1))
	for _, op := range []string{agent.OpDrop, agent.OpHeal, agent.OpDrops, agent.OpListen, agent.OpSend, agent.OpReceived} {
		_, err := ens.machines[0].Do(t.Context(), agent.Request{Op: op})
		assert.ErrorContains(t, err, "no network of its own", op)
	}
}

// The main thread never ends, so it must not enter another namespace.
func TestMainThreadEntersNoNamespace(t *testing.T) {
	needsRoot(t)
	before, err := os.Readlink("/proc/self/ns/net")
	assert.NilError(t, err)
	ns, err := newNamespace(func() error { return nil })
	assert.NilError(t, err)
	defer func() { assert.NilError(t, ns.close()) }()
	var all sync.WaitGroup
	for range 200 {
		all.Go(func() {
			assert.Check(t, ns.inside(func() error {
				here, err := os.Readlink("/proc/thread-self/ns/net")
				if here == before {
					return errors.New("it ran outside")
				}
				return err
			}))
		})
	}
	all.Wait()
	after, err := os.Readlink("/proc/self/ns/net")
	assert.NilError(t, err)
	assert.Equal(t, after, before)
}

// withoutEnv makes a child of this test print what it supports.
const withoutEnv = "ZKSCENARIO_TEST_WITHOUT"

func TestMissingRightsAreReported(t *testing.T) {
	if os.Getenv(withoutEnv) != "" {
		for _, c := range []runtime.Capability{runtime.CanPause, runtime.CanControl, runtime.CanCut, runtime.CanSize} {
			fmt.Printf("%s: %v\n", c, New(Options{}).Supports(c))
		}
		return
	}
	needsRoot(t)
	for missing, want := range map[uintptr]map[runtime.Capability]bool{
		unix.CAP_NET_RAW:   {runtime.CanCut: true, runtime.CanSize: true},
		unix.CAP_NET_ADMIN: {runtime.CanCut: false, runtime.CanSize: true},
		unix.CAP_SYS_ADMIN: {runtime.CanCut: false, runtime.CanSize: false},
	} {
		want[runtime.CanPause], want[runtime.CanControl] = true, true
		printed := without(t, missing)
		for c, can := range want {
			line := fmt.Sprintf("%s: <nil>\n", c)
			if !can {
				line = fmt.Sprintf("%s: the local runtime can %s only as root on Linux (", c, c)
				assert.Assert(t, strings.Contains(printed, "operation not permitted): use --runtime docker"), printed)
			}
			assert.Assert(t, strings.Contains(printed, line), "without capability %d: %s", missing, printed)
		}
	}
}

// without runs this test as root without one capability of the kernel.
func without(t *testing.T, capability uintptr) string {
	t.Helper()
	var out strings.Builder
	cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), withoutEnv+"=1")
	cmd.Stdout, cmd.Stderr = &out, &out
	assert.NilError(t, onNewThread(func() error {
		if err := unix.Prctl(unix.PR_CAPBSET_DROP, capability, 0, 0, 0); err != nil {
			return err
		}
		return cmd.Start()
	}))
	assert.NilError(t, cmd.Wait(), out.String())
	return out.String()
}

// refuses checks that a machine without a server refuses a connection at once.
func refuses(t *testing.T, m *machine) {
	t.Helper()
	addr, err := m.ClientAddr(t.Context())
	assert.NilError(t, err)
	_, err = net.DialTimeout("tcp", addr, 10*time.Second)
	assert.ErrorIs(t, err, syscall.ECONNREFUSED)
}

func ask(t *testing.T, m *machine, r agent.Request) agent.Answer {
	t.Helper()
	answer, err := m.Do(t.Context(), r)
	assert.NilError(t, err)
	return answer
}

const probePort = 5000

func listen(t *testing.T, m *machine) {
	t.Helper()
	assert.Equal(t, ask(t, m, agent.Request{Op: agent.OpListen, Ports: []int{probePort}}).Error, "")
}

func send(t *testing.T, from, to *machine, token string) {
	t.Helper()
	answer := ask(t, from, agent.Request{Op: agent.OpSend, Datagrams: []agent.Datagram{{Host: to.place.Host, Port: probePort, Token: token}}})
	assert.Equal(t, answer.Error, "")
}

// awaitToken waits until a machine has received a token, and returns all tokens that it has.
func awaitToken(t *testing.T, m *machine, token string) (all []string) {
	t.Helper()
	poll.WaitOn(t, func(poll.LogT) poll.Result {
		all = ask(t, m, agent.Request{Op: agent.OpReceived, Ports: []int{probePort}}).Received
		if !slices.Contains(all, token) {
			return poll.Continue("received only %q", all)
		}
		return poll.Success()
	}, poll.WithDelay(time.Millisecond))
	assert.Equal(t, ask(t, m, agent.Request{Op: agent.OpReceived}).Error, "")
	return all
}

// reaches checks that a probe from one machine reaches another.
func reaches(t *testing.T, from, to *machine) {
	t.Helper()
	listen(t, to)
	send(t, from, to, "probe")
	awaitToken(t, to, "probe")
}

// isCut checks that a probe does not arrive before a later one of another machine.
func isCut(t *testing.T, from, to, other *machine) {
	t.Helper()
	listen(t, to)
	send(t, from, to, "probe")
	send(t, other, to, "later")
	assert.DeepEqual(t, awaitToken(t, to, "later"), []string{"later"})
}
