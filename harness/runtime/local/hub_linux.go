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
	hubPort   = "host" // the hub's end of the cable to this machine
	bridge    = "bridge"
	serverNIC = "eth0"
	hubs      = 256
	hubBits   = 23 // a server with id 255 has an ordinary address, and there is room for this machine
	// Routes wider than this are those that lead to everywhere else.
	widestLocalRoute = 8
)

// hub joins the machines of one run, each in a network namespace of its own, and
// this machine. Its bridge is in a namespace too, so that no firewall of this
// machine sees what servers say to each other.
type hub struct {
	number  int    // unique on this machine
	nic     string // this machine's interface; "" when there is none yet
	ns      *namespace
	servers []*namespace
}

var _ network = (*hub)(nil)

// newHub claims a range of addresses for a run and connects this machine with it.
func newHub(run string) (network, error) {
	ns, err := newNamespace(addBridge)
	if err != nil {
		return nil, err
	}
	h := &hub{ns: ns}
	if err := h.connect(run, rand.IntN(hubs)); err != nil {
		return nil, errors.Join(fmt.Errorf("connect this machine with its servers: %w", err), h.release())
	}
	return h, nil
}

func addBridge() error {
	return addLink(&netlink.Bridge{LinkAttrs: netlink.LinkAttrs{Name: bridge, Flags: net.FlagUp}})
}

// connect claims the hub's number, first or one after it: the kernel gives a name
// to one interface only.
func (h *hub) connect(run string, first int) error {
	used, err := routes()
	if err != nil {
		return err
	}
	for i := range hubs {
		h.number = (first + i) % hubs
		if overlaps(used, h.addresses()) {
			continue
		}
		nic := fmt.Sprintf("zkscenario%d", h.number)
		err := addLink(h.cable(nic, hubPort))
		if errors.Is(err, os.ErrExist) {
			continue
		}
		if err != nil {
			return err
		}
		h.nic = nic
		if err := describe(nic, run); err != nil {
			return err
		}
		return h.plug(nic, hubPort, h.hostAddress())
	}
	return fmt.Errorf("no range of addresses in %v is free; see what ip route lists", testNetwork)
}

// testNetwork is for tests of networks (RFC 2544), so that nothing that this
// machine has to reach is there.
var testNetwork = netip.MustParsePrefix("198.18.0.0/15")

// addresses are the hub's: the servers have the lower half, by their ids.
func (h *hub) addresses() netip.Prefix {
	base := testNetwork.Addr().As4()
	base[1] += byte(h.number >> 7)
	base[2] = byte(h.number << 1)
	return netip.PrefixFrom(netip.AddrFrom4(base), hubBits)
}

func (h *hub) serverAddress(id int) netip.Prefix {
	a := h.addresses().Addr().As4()
	a[3] = byte(id)
	return netip.PrefixFrom(netip.AddrFrom4(a), hubBits)
}

func (h *hub) hostAddress() netip.Prefix {
	a := h.addresses().Addr().As4()
	a[2]++
	a[3] = 1
	return netip.PrefixFrom(netip.AddrFrom4(a), hubBits)
}

// cable has one end where it is added and one in the hub.
func (h *hub) cable(nic, port string) *netlink.Veth {
	return &netlink.Veth{
		LinkAttrs: netlink.LinkAttrs{Name: nic},
		PeerName:  port, PeerNamespace: netlink.NsFd(h.ns.handle),
	}
}

func addLink(l netlink.Link) error {
	if err := netlink.LinkAdd(l); err != nil {
		return fmt.Errorf("make a network interface (%s): %w", l.Type(), err)
	}
	return nil
}

// describe lets a person see whose an interface is.
func describe(nic, run string) error {
	link, err := netlink.LinkByName(nic)
	if err != nil {
		return fmt.Errorf("find network interface %s: %w", nic, err)
	}
	return netlink.LinkSetAlias(link, run)
}

// plug takes a cable into use.
func (h *hub) plug(nic, port string, address netip.Prefix) error {
	if err := raise(nic, address); err != nil {
		return err
	}
	return h.ns.inside(func() error { return attach(port) })
}

func raise(nic string, address netip.Prefix) error {
	link, err := netlink.LinkByName(nic)
	if err != nil {
		return fmt.Errorf("find network interface %s: %w", nic, err)
	}
	ip := &net.IPNet{IP: address.Addr().AsSlice(), Mask: net.CIDRMask(address.Bits(), address.Addr().BitLen())}
	if err := netlink.AddrAdd(link, &netlink.Addr{IPNet: ip}); err != nil {
		return fmt.Errorf("give %v to network interface %s: %w", address, nic, err)
	}
	return setUp(link)
}

func setUp(link netlink.Link) error {
	if err := netlink.LinkSetUp(link); err != nil {
		return fmt.Errorf("bring network interface %s up: %w", link.Attrs().Name, err)
	}
	return nil
}

// attach makes an interface of the hub a port of its bridge.
func attach(port string) error {
	link, err := netlink.LinkByName(port)
	if err != nil {
		return fmt.Errorf("find port %s: %w", port, err)
	}
	b, err := netlink.LinkByName(bridge)
	if err != nil {
		return fmt.Errorf("find the bridge: %w", err)
	}
	if err := netlink.LinkSetMaster(link, b); err != nil {
		return fmt.Errorf("attach port %s: %w", port, err)
	}
	return setUp(link)
}

// join implements network. All ports are ZooKeeper's own.
func (h *hub) join(id int) (address, error) {
	at := h.serverAddress(id)
	port := fmt.Sprintf("server-%d", id)
	ns, err := newNamespace(func() error {
		if err := setUp(&netlink.Device{LinkAttrs: netlink.LinkAttrs{Name: "lo"}}); err != nil {
			return err
		}
		if err := addLink(h.cable(serverNIC, port)); err != nil {
			return err
		}
		return h.plug(serverNIC, port, at)
	})
	if err != nil {
		return address{}, fmt.Errorf("connect the machine of server %d: %w", id, err)
	}
	h.servers = append(h.servers, ns)
	return address{host: at.Addr().String(), client: clientPorts[0], quorum: 2888, election: 3888, inside: ns.inside}, nil
}

// release implements network. The interface of this machine goes at once, the
// namespaces as soon as the kernel gets to it.
func (h *hub) release() error {
	var errs []error
	if h.nic != "" {
		errs = append(errs, netlink.LinkDel(&netlink.Veth{LinkAttrs: netlink.LinkAttrs{Name: h.nic}}))
	}
	for _, ns := range append(h.servers, h.ns) {
		errs = append(errs, ns.close())
	}
	return errors.Join(errs...)
}

// routes are the ranges of addresses that this machine knows a way to.
func routes() ([]netip.Prefix, error) {
	everywhere := &netlink.Route{Table: unix.RT_TABLE_UNSPEC}
	list, err := netlink.RouteListFiltered(netlink.FAMILY_V4, everywhere, netlink.RT_FILTER_TABLE)
	for errors.Is(err, netlink.ErrDumpInterrupted) { // by another run that begins or ends
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

// tryHub tells why this program cannot make a hub here; nil when it can. What it
// makes is in a namespace that nobody sees.
func tryHub() error {
	// The kernel looks at the rights first. That there is no such interface is the good answer.
	nobody := &netlink.Device{LinkAttrs: netlink.LinkAttrs{Index: math.MaxInt32}}
	if err := netlink.LinkSetDown(nobody); errors.Is(err, os.ErrPermission) {
		return fmt.Errorf("change a network interface: %w", err)
	}
	ns, err := newNamespace(func() error {
		if err := addBridge(); err != nil {
			return err
		}
		return addLink(&netlink.Veth{LinkAttrs: netlink.LinkAttrs{Name: serverNIC}, PeerName: hubPort})
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
