package machine

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"

	"github.com/google/nftables"
	"github.com/google/nftables/binaryutil"
	"github.com/google/nftables/expr"
	"github.com/google/nftables/userdata"
	"golang.org/x/sys/unix"
)

// All rules are in one table. Each drop has a chain with one rule, which counts and
// drops; rules in the chain of the drop's direction jump there with the packets that
// match. So all matching packets use up one quota.
var table = &nftables.Table{Name: "zkscenario", Family: nftables.TableFamilyINet}

var acceptTheRest = nftables.ChainPolicyAccept

// hooked returns the chain that sees all packets of a direction.
func hooked(d Direction) *nftables.Chain {
	hook := nftables.ChainHookInput
	if d == Out {
		hook = nftables.ChainHookOutput
	}
	return &nftables.Chain{
		Name: string(d), Table: table, Type: nftables.ChainTypeFilter,
		Hooknum: hook, Priority: nftables.ChainPriorityFilter, Policy: &acceptTheRest,
	}
}

// withFilter calls f with a connection to the packet filter of this thread's network.
func withFilter(f func(*nftables.Conn) error) error {
	conn, err := nftables.New(nftables.AsLasting())
	if err != nil {
		return fmt.Errorf("open the packet filter: %w", err)
	}
	return errors.Join(f(conn), conn.CloseLasting())
}

// addDrops adds all drops or none. A drop that is already in force stays as it is,
// with its counters.
func addDrops(drops []Drop) error {
	return withFilter(func(conn *nftables.Conn) error {
		have, err := stored(conn)
		if err != nil {
			return err
		}
		inForce := make([]Drop, len(have))
		for i, s := range have {
			inForce[i] = s.Drop
		}
		conn.AddTable(table)
		conn.AddChain(hooked(In))
		conn.AddChain(hooked(Out))
		for _, d := range drops {
			if slices.Contains(inForce, d) {
				continue
			}
			inForce = append(inForce, d)
			if err := addDrop(conn, d, "drop-"+strconv.Itoa(len(inForce))); err != nil {
				return err
			}
		}
		if err := conn.Flush(); err != nil {
			return fmt.Errorf("write the rules of the packet filter: %w", err)
		}
		return nil
	})
}

func addDrop(conn *nftables.Conn, d Drop, name string) error {
	text, err := json.Marshal(d)
	if err != nil {
		return fmt.Errorf("write a drop: %w", err)
	}
	comment := userdata.AppendString(nil, userdata.TypeComment, string(text))
	target := conn.AddChain(&nftables.Chain{Name: name, Table: table})
	var verdict []expr.Any
	if d.After > 0 {
		verdict = append(verdict, &expr.Quota{Bytes: uint64(d.After), Over: true})
	}
	verdict = append(verdict, &expr.Counter{}, &expr.Verdict{Kind: expr.VerdictDrop})
	conn.AddRule(&nftables.Rule{Table: table, Chain: target, Exprs: verdict, UserData: comment})
	for _, match := range matches(d) {
		conn.AddRule(&nftables.Rule{
			Table: table, Chain: hooked(d.Direction), UserData: comment,
			Exprs: append(match, &expr.Verdict{Kind: expr.VerdictJump, Chain: name}),
		})
	}
	return nil
}

// matches returns the alternatives in which a packet matches a drop.
func matches(d Drop) [][]expr.Any {
	common := append(notLoopback(d.Direction), peer(d)...)
	if d.Port == 0 {
		return [][]expr.Any{common}
	}
	var all [][]expr.Any
	for _, protocol := range []byte{unix.IPPROTO_TCP, unix.IPPROTO_UDP} {
		ofProtocol := slices.Concat(common, meta(expr.MetaKeyL4PROTO, expr.CmpOpEq, []byte{protocol}))
		all = append(all,
			slices.Concat(ofProtocol, port(source, expr.CmpOpEq, d.Port)),
			// A packet with the port at both ends would use up the quota twice.
			slices.Concat(ofProtocol, port(destination, expr.CmpOpEq, d.Port), port(source, expr.CmpOpNeq, d.Port)))
	}
	return all
}

func notLoopback(d Direction) []expr.Any {
	key := expr.MetaKeyIIFTYPE
	if d == Out {
		key = expr.MetaKeyOIFTYPE
	}
	return meta(key, expr.CmpOpNeq, binaryutil.NativeEndian.PutUint16(unix.ARPHRD_LOOPBACK))
}

func peer(d Drop) []expr.Any {
	if d.Peer == "" {
		return nil
	}
	addr := netip.MustParseAddr(d.Peer).Unmap()
	family, offset, length := byte(unix.NFPROTO_IPV4), uint32(12), uint32(4)
	if addr.Is6() {
		family, offset, length = unix.NFPROTO_IPV6, 8, 16
	}
	if d.Direction == Out {
		offset += length // the destination follows the source
	}
	return append(meta(expr.MetaKeyNFPROTO, expr.CmpOpEq, []byte{family}),
		&expr.Payload{DestRegister: 1, Base: expr.PayloadBaseNetworkHeader, Offset: offset, Len: length},
		&expr.Cmp{Op: expr.CmpOpEq, Register: 1, Data: addr.AsSlice()})
}

// Offsets of the ports in the headers of TCP and UDP, in bytes.
const (
	source      = 0
	destination = 2
)

func port(end uint32, op expr.CmpOp, number int) []expr.Any {
	return []expr.Any{
		&expr.Payload{DestRegister: 1, Base: expr.PayloadBaseTransportHeader, Offset: end, Len: 2},
		&expr.Cmp{Op: op, Register: 1, Data: binaryutil.BigEndian.PutUint16(uint16(number))},
	}
}

func meta(key expr.MetaKey, op expr.CmpOp, data []byte) []expr.Any {
	return []expr.Any{&expr.Meta{Key: key, Register: 1}, &expr.Cmp{Op: op, Register: 1, Data: data}}
}

func removeDrops() error {
	return withFilter(func(conn *nftables.Conn) error {
		exists, err := hasTable(conn)
		if err != nil || !exists {
			return err
		}
		conn.DelTable(table)
		if err := conn.Flush(); err != nil {
			return fmt.Errorf("remove the rules of the packet filter: %w", err)
		}
		return nil
	})
}

func hasTable(conn *nftables.Conn) (bool, error) {
	all, err := conn.ListTablesOfFamily(table.Family)
	if err != nil {
		return false, fmt.Errorf("list the tables of the packet filter: %w", err)
	}
	return slices.ContainsFunc(all, func(t *nftables.Table) bool { return t.Name == table.Name }), nil
}

func listDrops() (found []DropState, err error) {
	err = withFilter(func(conn *nftables.Conn) error {
		found, err = stored(conn)
		return err
	})
	return found, err
}

// stored reads the drops in the order in which they were added. A chain to which no
// rule jumps is ignored.
func stored(conn *nftables.Conn) ([]DropState, error) {
	exists, err := hasTable(conn)
	if err != nil || !exists {
		return nil, err
	}
	var names []string
	for _, d := range []Direction{In, Out} {
		rules, err := rulesOf(conn, string(d))
		if err != nil {
			return nil, err
		}
		for _, r := range rules {
			if name := jumpTarget(r); name != "" && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	slices.SortFunc(names, func(a, b string) int { return numberOf(a) - numberOf(b) })
	found := make([]DropState, 0, len(names))
	for _, name := range names {
		state, err := stateOf(conn, name)
		if err != nil {
			return nil, err
		}
		found = append(found, state)
	}
	return found, nil
}

func rulesOf(conn *nftables.Conn, chain string) ([]*nftables.Rule, error) {
	rules, err := conn.GetRules(table, &nftables.Chain{Name: chain})
	if err != nil {
		return nil, fmt.Errorf("list the rules of the packet filter: %w", err)
	}
	return rules, nil
}

func jumpTarget(r *nftables.Rule) string {
	for _, e := range r.Exprs {
		if v, ok := e.(*expr.Verdict); ok && v.Kind == expr.VerdictJump {
			return v.Chain
		}
	}
	return ""
}

func numberOf(chain string) int {
	n, err := strconv.Atoi(chain[len("drop-"):])
	if err != nil {
		return 0 // a foreign chain: stateOf fails on its missing comment
	}
	return n
}

// stateOf reads a drop and its counters from its chain.
func stateOf(conn *nftables.Conn, chain string) (s DropState, err error) {
	rules, err := rulesOf(conn, chain)
	if err != nil {
		return s, err
	}
	for _, r := range rules {
		text, ok := userdata.GetString(r.UserData, userdata.TypeComment)
		if !ok {
			continue
		}
		if err := json.Unmarshal([]byte(text), &s.Drop); err != nil {
			return s, fmt.Errorf("read the rule %q of the packet filter: %w", text, err)
		}
		for _, e := range r.Exprs {
			if counter, ok := e.(*expr.Counter); ok {
				s.Packets, s.Bytes = counter.Packets, counter.Bytes
				return s, nil
			}
		}
	}
	return s, fmt.Errorf("the chain %s of the packet filter has no rule that counts", chain)
}
