package fake

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// serverList holds the servers that a server considers the ensemble: those of its
// zoo.cfg, or of the last reconfiguration that it received.
type serverList struct {
	members map[int]member
	version uint64 // zxid of the reconfiguration; 0 for zoo.cfg
}

// member is a server of a list.
type member struct {
	observer bool
	where    string // host and ports, without the role and the port for clients
	clients  string // ";" and the port for clients; "" without one
}

// listOf returns the servers that a zoo.cfg lists; without any the server is alone. A
// zoo.cfg without a port for clients is that of a test, and lists the whole ensemble.
func listOf(cfg map[string]string, id int, everybody []spec.Server) serverList {
	l := serverList{members: map[int]member{}}
	for key, value := range cfg {
		if id, found := strings.CutPrefix(key, "server."); found {
			l.add(id, value)
		}
	}
	if _, real := cfg["clientPort"]; !real && len(l.members) == 0 {
		for _, s := range everybody {
			l.members[s.ID] = member{observer: s.Observer, where: "127.0.0.1:2888:3888"}
		}
	}
	if len(l.members) == 0 {
		l.members[id] = member{}
	}
	return l
}

// add parses the text behind server.N= and returns false when it is invalid.
func (l serverList) add(id, text string) bool {
	n, err := strconv.Atoi(id)
	where, clients, found := strings.Cut(strings.TrimSpace(text), ";")
	m := member{where: where}
	if found {
		m.clients = ";" + clients
	}
	for _, role := range []string{":observer", ":participant"} {
		if rest, has := strings.CutSuffix(m.where, role); has {
			m.where, m.observer = rest, role == ":observer"
		}
	}
	if err != nil || strings.Count(m.where, ":") < 2 {
		return false
	}
	l.members[n] = m
	return true
}

// String formats the list as ZooKeeper writes it into /zookeeper/config
// (QuorumMaj.toString).
func (l serverList) String() string {
	var text strings.Builder
	for _, id := range slices.Sorted(maps.Keys(l.members)) {
		m, role := l.members[id], "participant"
		if m.observer {
			role = "observer"
		}
		fmt.Fprintf(&text, "server.%d=%s:%s%s\n", id, m.where, role, m.clients)
	}
	return text.String() + fmt.Sprintf("version=%x", l.version)
}

func (l serverList) has(id int) bool {
	_, found := l.members[id]
	return found
}

func (l serverList) votes(id int) bool {
	m, found := l.members[id]
	return found && !m.observer
}

func (l serverList) voters() int {
	n := 0
	for id := range l.members {
		if l.votes(id) {
			n++
		}
	}
	return n
}

// alone reports whether a server with this list is standalone.
func (l serverList) alone() bool { return len(l.members) == 1 }

// observes reports whether the server is an observer.
func (p *process) observes() bool {
	m, found := p.list.members[p.m.id]
	if !found {
		return p.cfg["peerType"] == "observer"
	}
	return m.observer
}

// supports reports whether p's vote for the candidate counts: each has to list the other.
func (p *process) supports(candidate *process) bool {
	return !p.observes() && p.list.has(candidate.m.id) && candidate.list.votes(p.m.id)
}

// supporters returns the processes whose votes for p count.
func (p *process) supporters(all []*process) []*process {
	return slices.DeleteFunc(slices.Clone(all), func(other *process) bool { return !other.supports(p) })
}

// quorum reports whether the supporters are a majority of the list.
func (p *process) quorum(supporters []*process) bool {
	return len(supporters) > p.list.voters()/2
}

// configOf parses a launch's zoo.cfg.
func configOf(l runtime.Launch) map[string]string {
	cfg := map[string]string{}
	for line := range strings.Lines(l.Files["zoo.cfg"]) {
		if key, value, found := strings.Cut(strings.TrimSpace(line), "="); found {
			cfg[strings.TrimSpace(key)] = strings.TrimSpace(value)
		}
	}
	return cfg
}

// setting returns one of ZooKeeper's own properties: a line of zoo.cfg, or a system
// property zookeeper.KEY of the JVM.
func (p *process) setting(key string) string {
	if value, found := p.cfg[key]; found {
		return value
	}
	return p.property("zookeeper." + key)
}

// property returns a system property of the JVM; "" when it is not set.
func (p *process) property(name string) string {
	value := ""
	for _, option := range p.m.launches[len(p.m.launches)-1].JVMOptions {
		if text, found := strings.CutPrefix(option, "-D"+name+"="); found {
			value = text // the last one counts
		}
	}
	return value
}
