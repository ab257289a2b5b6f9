package timeline

import "strings"

// Guarantee is a promise that ZooKeeper makes, or that its users rely on.
type Guarantee struct {
	Name    string
	Promise string // one sentence
	Source  string // where ZooKeeper documents it
}

const programmersGuide = `ZooKeeper Programmer's Guide, "Consistency Guarantees"`

// Guarantees lists all guarantees that expect, assert and await may name, sorted by
// name.
var Guarantees = []Guarantee{
	{"access_control", "What an ACL forbids a client, it can neither do nor learn.", `ZooKeeper Programmer's Guide, "ZooKeeper access control using ACLs"`},
	{"acl_integrity", "A znode has the ACL that it was given, on every server.", `ZooKeeper Programmer's Guide, "ZooKeeper access control using ACLs"`},
	{"atomicity", "An update either succeeds as a whole or leaves no trace.", programmersGuide},
	{"availability", "While a majority of the servers works, the ensemble serves.", `ZooKeeper Administrator's Guide, "Clustered (Multi-Server) Setup"`},
	{"durability", "A write that was acknowledged is never lost.", programmersGuide + " (Reliability)"},
	{"ephemeral_lifetime", "A session lives until its client closes it or is silent for its timeout, and its ephemeral znodes live exactly as long.", `ZooKeeper Programmer's Guide, "ZooKeeper Sessions" and "Ephemeral Nodes"`},
	{"limits", "Servers enforce the limits that they are configured with: quotas, connections of a client, sizes of requests.", `ZooKeeper Administrator's Guide, "Advanced Configuration"; ZooKeeper Quota's Guide`},
	{"read_your_writes", "A session sees its own writes.", programmersGuide},
	{"rejoin", "A server that stopped, however it did, can start and join its ensemble again.", `ZooKeeper Administrator's Guide, "Supervision"`},
	{"replica_agreement", "All servers that are at the same zxid serve the same znodes.", programmersGuide + " (Single System Image)"},
	{"resource_release", "What is not needed any more is released: containers, znodes with a TTL, watches, connections, ACLs.", `ZooKeeper Programmer's Guide, "Container Nodes" and "TTL Nodes"; Administrator's Guide`},
	{"sequential_consistency", "Updates of a client are applied in the order in which it sent them.", programmersGuide},
	{"single_system_image", "A session never sees an older state of the service than it has already seen, whichever server it is connected to.", programmersGuide + " (Single System Image)"},
	{"sync_freshness", "What a session reads after a sync includes every write that was acknowledged before the sync was sent.", programmersGuide + " (sync before a read)"},
	{"watch_delivery", "A watch reports the next change.", `ZooKeeper Programmer's Guide, "ZooKeeper Watches"`},
	{"watch_order", "A client sees the watch event before it sees the new data.", `ZooKeeper Programmer's Guide, "ZooKeeper Watches"`},
	{"write_order", "Writes take effect one after the other, each between its request and its reply.", "ZooKeeper Internals, \"Consistency Guarantees\" (linearizable writes)"},
}

// GuaranteeNames lists the names of Guarantees, sorted.
func GuaranteeNames() []string {
	names := make([]string, len(Guarantees))
	for i, g := range Guarantees {
		names[i] = g.Name
	}
	return names
}

// LookupGuarantee returns the guarantee with the name, and whether there is one.
func LookupGuarantee(name string) (Guarantee, bool) {
	for _, g := range Guarantees {
		if g.Name == name {
			return g, true
		}
	}
	return Guarantee{}, false
}

// OneOf names a group of guarantees of which at least one breaks, such as "one of
// durability, rejoin"; a group of one is its name.
func OneOf(group []string) string {
	if len(group) == 1 {
		return group[0]
	}
	return "one of " + strings.Join(group, ", ")
}
