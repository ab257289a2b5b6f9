// Package quorum parses and formats the lists of servers in zoo.cfg and
// /zookeeper/config and counts their voters, for the servers of package fake.
package quorum

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/zkscenario/zkscenario/harness/spec"
)

// List holds the servers that a server considers the ensemble: those of its
// zoo.cfg, or of the last reconfiguration that it received.
type List struct {
	Members map[int]Member
	Version uint64 // zxid of the reconfiguration; 0 for zoo.cfg
}

// Member is a server of a list.
type Member struct {
	Observer bool
	Where    string // host and ports, without the role and the port for clients
	Clients  string // ";" and the port for clients; "" without one
}

// Parse returns the servers that a zoo.cfg lists; without any the server is alone. A
// zoo.cfg without a port for clients is that of a test, and lists the whole ensemble.
func Parse(cfg map[string]string, id int, everybody []spec.Server) List {
	l := List{Members: map[int]Member{}}
	for key, value := range cfg {
		if id, found := strings.CutPrefix(key, "server."); found {
			l.Add(id, value)
		}
	}
	if _, real := cfg["clientPort"]; !real && len(l.Members) == 0 {
		for _, s := range everybody {
			l.Members[s.ID] = Member{Observer: s.Observer, Where: "127.0.0.1:2888:3888"}
		}
	}
	if len(l.Members) == 0 {
		l.Members[id] = Member{}
	}
	return l
}

// Add parses the text behind server.N= and returns false when it is invalid.
func (l List) Add(id, text string) bool {
	n, err := strconv.Atoi(id)
	where, clients, found := strings.Cut(strings.TrimSpace(text), ";")
	m := Member{Where: where}
	if found {
		m.Clients = ";" + clients
	}
	for _, role := range []string{":observer", ":participant"} {
		if rest, has := strings.CutSuffix(m.Where, role); has {
			m.Where, m.Observer = rest, role == ":observer"
		}
	}
	if err != nil || strings.Count(m.Where, ":") < 2 {
		return false
	}
	l.Members[n] = m
	return true
}

// String formats the list as ZooKeeper writes it into /zookeeper/config
// (QuorumMaj.toString).
func (l List) String() string {
	var text strings.Builder
	for _, id := range slices.Sorted(maps.Keys(l.Members)) {
		m, role := l.Members[id], "participant"
		if m.Observer {
			role = "observer"
		}
		fmt.Fprintf(&text, "server.%d=%s:%s%s\n", id, m.Where, role, m.Clients)
	}
	return text.String() + fmt.Sprintf("version=%x", l.Version)
}

// Has reports whether the list has a server.
func (l List) Has(id int) bool {
	_, found := l.Members[id]
	return found
}

// Votes reports whether the list has a server as a voter.
func (l List) Votes(id int) bool {
	m, found := l.Members[id]
	return found && !m.Observer
}

// Voters returns the number of voters.
func (l List) Voters() int {
	n := 0
	for id := range l.Members {
		if l.Votes(id) {
			n++
		}
	}
	return n
}

// Alone reports whether a server with this list is standalone.
func (l List) Alone() bool { return len(l.Members) == 1 }
