package timeline

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
	{"acl_integrity", "A znode has the ACL that it was given, on every server.", `ZooKeeper Programmer's Guide, "ZooKeeper access control using ACLs"`},
	{"atomicity", "An update either succeeds as a whole or leaves no trace.", programmersGuide},
	{"availability", "While a majority of the servers works, the ensemble serves.", `ZooKeeper Administrator's Guide, "Clustered (Multi-Server) Setup"`},
	{"durability", "A write that was acknowledged is never lost.", programmersGuide + " (Reliability)"},
	{"ephemeral_lifetime", "An ephemeral znode lives exactly as long as its session.", `ZooKeeper Programmer's Guide, "Ephemeral Nodes"`},
	{"read_your_writes", "A session sees its own writes.", programmersGuide},
	{"rejoin", "A server that stopped, however it did, can start and join its ensemble again.", `ZooKeeper Administrator's Guide, "Supervision"`},
	{"replica_agreement", "All servers that are at the same zxid serve the same znodes.", programmersGuide + " (Single System Image)"},
	{"sequential_consistency", "Updates of a client are applied in the order in which it sent them.", programmersGuide},
	{"single_system_image", "A session never sees an older state of the service than it has already seen, whichever server it is connected to.", programmersGuide + " (Single System Image)"},
	{"sync_freshness", "What a session reads after a sync includes every write that was acknowledged before the sync was sent.", programmersGuide + " (sync before a read)"},
	{"watch_delivery", "A watch reports the next change.", `ZooKeeper Programmer's Guide, "ZooKeeper Watches"`},
	{"watch_order", "A client sees the watch event before it sees the new data.", `ZooKeeper Programmer's Guide, "ZooKeeper Watches"`},
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
