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

// kernelLeftovers names the interfaces and disks of a run.
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
	hears(t, one, far)
	hears(t, far, one)

	assert.Equal(t, ask(t, far, agent.Request{Op: agent.OpDrop, Drops: []agent.Drop{{Peer: one.place.Host, Direction: agent.In}}}).Error, "")
	hearsNothing(t, one, far, two)
	hears(t, far, one)
	refuses(t, far)

	assert.Equal(t, ask(t, far, agent.Request{Op: agent.OpHeal}).Error, "")
	hears(t, one, far)
}

func TestNoTraceOfANetworkIsLeft(t *testing.T) {
	ens := boot(t, []runtime.Capability{runtime.CanCut}, servers(1, 2))
	run, dir := ens.lease.ID, ens.lease.Dir
	host := ens.machines[0].place.Host
	listen(t, ens.machines[0]) // a socket that nobody closes
	assert.Assert(t, len(networksHeld(t)) >= 3, "the hub's and those of two servers")
	assert.Equal(t, len(kernelLeftovers(t, run, dir)), 1, "one interface of this machine")
	assert.NilError(t, ens.Close(t.Context()))
	assert.DeepEqual(t, kernelLeftovers(t, run, dir), []string(nil))
	used, err := routes()
	assert.NilError(t, err)
	assert.Assert(t, !overlaps(used, netip.MustParsePrefix(host+"/32")))
	poll.WaitOn(t, func(poll.LogT) poll.Result { // until the threads have ended that were there
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

func TestNetworksOfRunsAtTheSameTimeAreApart(t *testing.T) {
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
		hears(t, ens.machines[0], ens.machines[1])
		seen[ens.net.(*hub).number] = true
	}
	assert.Equal(t, len(seen), len(all))
}

func TestNumberThatIsTakenIsAvoided(t *testing.T) {
	needsRoot(t)
	const busy = 77
	// Another run that has claimed it a moment ago, and has no address yet.
	other := &netlink.Bridge{LinkAttrs: netlink.LinkAttrs{Name: fmt.Sprintf("zkscenario%d", busy)}}
	if err := netlink.LinkAdd(other); err == nil {
		defer func() { assert.NilError(t, netlink.LinkDel(other)) }()
	} else {
		assert.ErrorIs(t, err, os.ErrExist)
	}
	ns, err := newNamespace(addBridge)
	assert.NilError(t, err)
	h := &hub{ns: ns}
	defer func() { assert.NilError(t, h.release()) }()
	assert.NilError(t, h.connect("test", busy))
	assert.Assert(t, h.number != busy)
}

func TestAddressesInUseAreAvoided(t *testing.T) {
	used, err := routes()
	assert.NilError(t, err)
	assert.Assert(t, overlaps(used, netip.MustParsePrefix("127.0.0.1/32")), "what this machine has itself")
	assert.Assert(t, !overlaps(used, netip.MustParsePrefix("203.0.113.0/24")), "what the default route leads to")
}

func TestAddressesOfAHub(t *testing.T) {
	for number, want := range map[int][3]string{
		0:   {"198.18.0.1/23", "198.18.0.255/23", "198.18.1.1/23"},
		127: {"198.18.254.1/23", "198.18.254.255/23", "198.18.255.1/23"},
		128: {"198.19.0.1/23", "198.19.0.255/23", "198.19.1.1/23"},
		255: {"198.19.254.1/23", "198.19.254.255/23", "198.19.255.1/23"},
	} {
		h := &hub{number: number}
		assert.Equal(t, [3]string{h.serverAddress(1).String(), h.serverAddress(255).String(), h.hostAddress().String()}, want)
		assert.Assert(t, testNetwork.Overlaps(h.addresses()))
	}
}

func TestNetworkOfThisComputerIsLeftAlone(t *testing.T) {
	ens := boot(t, nil, servers(1))
	for _, op := range networkOps {
		_, err := ens.machines[0].Do(t.Context(), agent.Request{Op: op})
		assert.ErrorContains(t, err, "no network of its own", op)
	}
}

// The main thread never ends; what is there would be there for good.
func TestTheMainThreadStaysWhereItIs(t *testing.T) {
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

// withoutEnv makes a child of this test say what it supports.
const withoutEnv = "ZKSCENARIO_TEST_WITHOUT"

func TestWithoutRightsItIsRefused(t *testing.T) {
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
		said := without(t, missing)
		for c, can := range want {
			line := fmt.Sprintf("%s: <nil>\n", c)
			if !can {
				line = fmt.Sprintf("%s: the local runtime can %s only as root on Linux (", c, c)
				assert.Assert(t, strings.Contains(said, "operation not permitted): use --runtime docker"), said)
			}
			assert.Assert(t, strings.Contains(said, line), "without capability %d: %s", missing, said)
		}
	}
}

// without runs this test as root that lacks one capability.
func without(t *testing.T, capability uintptr) string {
	t.Helper()
	var out strings.Builder
	cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), withoutEnv+"=1")
	cmd.Stdout, cmd.Stderr = &out, &out
	assert.NilError(t, onThreadOfItsOwn(func() error {
		if err := unix.Prctl(unix.PR_CAPBSET_DROP, capability, 0, 0, 0); err != nil {
			return err
		}
		return cmd.Start()
	}))
	assert.NilError(t, cmd.Wait(), out.String())
	return out.String()
}

// refuses looks that a machine without a server answers this computer at once.
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

func say(t *testing.T, from, to *machine, token string) {
	t.Helper()
	answer := ask(t, from, agent.Request{Op: agent.OpSend, Datagrams: []agent.Datagram{{Host: to.place.Host, Port: probePort, Token: token}}})
	assert.Equal(t, answer.Error, "")
}

// awaitWord waits until a machine has heard something, and returns all that it has.
func awaitWord(t *testing.T, m *machine, token string) (all []string) {
	t.Helper()
	poll.WaitOn(t, func(poll.LogT) poll.Result {
		all = ask(t, m, agent.Request{Op: agent.OpReceived, Ports: []int{probePort}}).Received
		if !slices.Contains(all, token) {
			return poll.Continue("only %q came", all)
		}
		return poll.Success()
	}, poll.WithDelay(time.Millisecond))
	assert.Equal(t, ask(t, m, agent.Request{Op: agent.OpReceived}).Error, "")
	return all
}

// hears looks that what one machine says reaches another.
func hears(t *testing.T, from, to *machine) {
	t.Helper()
	listen(t, to)
	say(t, from, to, "word")
	awaitWord(t, to, "word")
}

// hearsNothing waits for what another machine says later.
func hearsNothing(t *testing.T, from, to, other *machine) {
	t.Helper()
	listen(t, to)
	say(t, from, to, "word")
	say(t, other, to, "later")
	assert.DeepEqual(t, awaitWord(t, to, "later"), []string{"later"})
}
