package local

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"net"
	"net/netip"
	"os"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	agent "github.com/zkscenario/zkscenario/harness/machine"
)

const (
	hostPort   = "host" // the bridge's end of the cable to this machine
	bridgeName = "bridge"
	serverNIC  = "eth0"
	ranges     = 256 // of addresses, one for each run
	rangeBits  = 23  // holds the ids of servers up to 255 in its lower half, and this machine
	// widestLocalRoute is the shortest prefix of a route that counts as a local range.
	widestLocalRoute = 8
	// harnessAddresses is the number of addresses for connections of the harness itself.
	harnessAddresses = 64
)

// bridge connects the machines of one run, each in a network namespace of its own,
// with each other and with this machine. The bridge device is in a namespace too, so
// that the packets between servers pass no firewall of this machine.
type bridge struct {
	number  int    // of its range of addresses; unique on this machine
	nic     string // this machine's interface; "" when there is none yet
	ns      *namespace
	servers []*namespace
}

var _ network = (*bridge)(nil)

// newBridge claims a range of addresses for a run and connects this machine to it.
func newBridge(run string) (network, error) {
	ns, err := newNamespace(addDevice)
	if err != nil {
		return nil, err
	}
	b := &bridge{ns: ns}
	if err := b.connect(run, rand.IntN(ranges)); err != nil {
		return nil, errors.Join(fmt.Errorf("connect this machine with its servers: %w", err), b.release())
	}
	return b, nil
}

func addDevice() error {
	return addLink(&netlink.Bridge{LinkAttrs: netlink.LinkAttrs{Name: bridgeName, Flags: net.FlagUp}})
}

// connect claims the first free number from first on. The name of the interface is the
// claim: the kernel gives it to one interface only.
func (b *bridge) connect(run string, first int) error {
	used, err := routes()
	if err != nil {
		return err
	}
	for i := range ranges {
		b.number = (first + i) % ranges
		if overlaps(used, b.addresses()) {
			continue
		}
		nic := fmt.Sprintf("zkscenario%d", b.number)
		err := addLink(b.cable(nic, hostPort))
		if errors.Is(err, os.ErrExist) {
			continue
		}
		if err != nil {
			return err
		}
		b.nic = nic
		if err := describe(nic, run); err != nil {
			return err
		}
		own := []netip.Prefix{b.hostAddress()} // the first is that of the clients
		for n := range harnessAddresses {
			own = append(own, netip.PrefixFrom(b.harness(n), 32))
		}
		return b.plug(nic, hostPort, own...)
	}
	return fmt.Errorf("no range of addresses in %v is free; see what ip route lists", testNetwork)
}

// testNetwork is reserved for tests of networks (RFC 2544): no host that this machine
// has to reach is there.
var testNetwork = netip.MustParsePrefix("198.18.0.0/15")

// addresses returns the bridge's range. The servers have the lower half, by their ids.
func (b *bridge) addresses() netip.Prefix {
	base := testNetwork.Addr().As4()
	base[1] += byte(b.number >> 7)
	base[2] = byte(b.number << 1)
	return netip.PrefixFrom(netip.AddrFrom4(base), rangeBits)
}

func (b *bridge) serverAddress(id int) netip.Prefix {
	a := b.addresses().Addr().As4()
	a[3] = byte(id)
	return netip.PrefixFrom(netip.AddrFrom4(a), rangeBits)
}

func (b *bridge) hostAddress() netip.Prefix {
	a := b.addresses().Addr().As4()
	a[2]++
	a[3] = 1
	return netip.PrefixFrom(netip.AddrFrom4(a), rangeBits)
}

// harness implements network. The addresses are those after the host's.
func (b *bridge) harness(n int) netip.Addr {
	a := b.hostAddress().Addr().As4()
	a[3] += 1 + byte(n%harnessAddresses)
	return netip.AddrFrom4(a)
}

// cable returns a pair of interfaces: nic where it is added, port on the bridge's side.
func (b *bridge) cable(nic, port string) *netlink.Veth {
	return &netlink.Veth{
		LinkAttrs: netlink.LinkAttrs{Name: nic},
		PeerName:  port, PeerNamespace: netlink.NsFd(b.ns.handle),
	}
}

func addLink(l netlink.Link) error {
	if err := netlink.LinkAdd(l); err != nil {
		return fmt.Errorf("make a network interface (%s): %w", l.Type(), err)
	}
	return nil
}

// describe writes the run into an interface's alias, which ip link shows.
func describe(nic, run string) error {
	link, err := netlink.LinkByName(nic)
	if err != nil {
		return fmt.Errorf("find network interface %s: %w", nic, err)
	}
	return netlink.LinkSetAlias(link, run)
}

// plug brings both ends of a cable up.
func (b *bridge) plug(nic, port string, addresses ...netip.Prefix) error {
	if err := raise(nic, addresses); err != nil {
		return err
	}
	return b.ns.inside(func() error { return attach(port) })
}

func raise(nic string, addresses []netip.Prefix) error {
	link, err := netlink.LinkByName(nic)
	if err != nil {
		return fmt.Errorf("find network interface %s: %w", nic, err)
	}
	for _, a := range addresses {
		ip := &net.IPNet{IP: a.Addr().AsSlice(), Mask: net.CIDRMask(a.Bits(), a.Addr().BitLen())}
		if err := netlink.AddrAdd(link, &netlink.Addr{IPNet: ip}); err != nil {
			return fmt.Errorf("give %v to network interface %s: %w", a, nic, err)
		}
	}
	return setUp(link)
}

func setUp(link netlink.Link) error {
	if err := netlink.LinkSetUp(link); err != nil {
		return fmt.Errorf("bring network interface %s up: %w", link.Attrs().Name, err)
	}
	return nil
}

// attach makes an interface of the bridge's namespace a port of the bridge.
func attach(port string) error {
	link, err := netlink.LinkByName(port)
	if err != nil {
		return fmt.Errorf("find port %s: %w", port, err)
	}
	device, err := netlink.LinkByName(bridgeName)
	if err != nil {
		return fmt.Errorf("find the bridge: %w", err)
	}
	if err := netlink.LinkSetMaster(link, device); err != nil {
		return fmt.Errorf("attach port %s: %w", port, err)
	}
	return setUp(link)
}

// join implements network. The ports are ZooKeeper's defaults.
func (b *bridge) join(id int) (address, error) {
	at := b.serverAddress(id)
	port := fmt.Sprintf("server-%d", id)
	ns, err := newNamespace(func() error {
		if err := setUp(&netlink.Device{LinkAttrs: netlink.LinkAttrs{Name: "lo"}}); err != nil {
			return err
		}
		if err := addLink(b.cable(serverNIC, port)); err != nil {
			return err
		}
		return b.plug(serverNIC, port, at)
	})
	if err != nil {
		return address{}, fmt.Errorf("connect the machine of server %d: %w", id, err)
	}
	b.servers = append(b.servers, ns)
	return address{host: at.Addr().String(), client: clientPorts[0], quorum: 2888, election: 3888, inside: ns.inside}, nil
}

// release implements network. The interface of this machine is removed at once, the
// namespaces by the kernel soon after.
func (b *bridge) release() error {
	var errs []error
	if b.nic != "" {
		errs = append(errs, netlink.LinkDel(&netlink.Veth{LinkAttrs: netlink.LinkAttrs{Name: b.nic}}))
	}
	for _, ns := range append(b.servers, b.ns) {
		errs = append(errs, ns.close())
	}
	return errors.Join(errs...)
}

// routes lists the ranges of addresses that this machine has a local route to.
func routes() ([]netip.Prefix, error) {
	everywhere := &netlink.Route{Table: unix.RT_TABLE_UNSPEC}
	list, err := netlink.RouteListFiltered(netlink.FAMILY_V4, everywhere, netlink.RT_FILTER_TABLE)
	for errors.Is(err, netlink.ErrDumpInterrupted) { // another run added or removed a route
		list, err = netlink.RouteListFiltered(netlink.FAMILY_V4, everywhere, netlink.RT_FILTER_TABLE)
	}
	if err != nil {
		return nil, fmt.Errorf("list routes: %w", err)
	}
	var used []netip.Prefix
	for _, r := range list {
		if r.Dst == nil {
			continue
		}
		ip, ok := netip.AddrFromSlice(r.Dst.IP.To4())
		bits, _ := r.Dst.Mask.Size()
		if ok && bits >= widestLocalRoute {
			used = append(used, netip.PrefixFrom(ip, bits))
		}
	}
	return used, nil
}

func overlaps(used []netip.Prefix, wanted netip.Prefix) bool {
	for _, u := range used {
		if u.Overlaps(wanted) {
			return true
		}
	}
	return false
}

// tryBridge returns why this program cannot make a bridge here; nil when it can. It
// tries in a namespace of its own.
func tryBridge() error {
	// The kernel checks the rights first: with them, the error is that no such interface exists.
	nobody := &netlink.Device{LinkAttrs: netlink.LinkAttrs{Index: math.MaxInt32}}
	if err := netlink.LinkSetDown(nobody); errors.Is(err, os.ErrPermission) {
		return fmt.Errorf("change a network interface: %w", err)
	}
	ns, err := newNamespace(func() error {
		if err := addDevice(); err != nil {
			return err
		}
		return addLink(&netlink.Veth{LinkAttrs: netlink.LinkAttrs{Name: serverNIC}, PeerName: hostPort})
	})
	if err != nil {
		return err
	}
	drop := agent.Drop{Direction: agent.In, After: 1}
	answer := agent.NewAgent(ns.inside).Do(context.Background(), agent.Request{Op: agent.OpDrop, Drops: []agent.Drop{drop}})
	if answer.Error != "" {
		err = errors.New(answer.Error)
	}
	return errors.Join(err, ns.close())
}
