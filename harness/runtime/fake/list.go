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

// list is the servers that a server believes to be the ensemble: what its zoo.cfg
// says, or the last reconfiguration that it has heard of.
type list struct {
	members map[int]member
	version uint64 // zxid of the reconfiguration; 0 is zoo.cfg's
}

// member is a server as it stands in a list.
type member struct {
	observer bool
	where    string // host and ports, the role and the client's port left out
	clients  string // ";" and the port for clients; "" where the list has none
}

// listOf are the servers that a launch lists; without any the server is alone.
// A zoo.cfg that names no port for clients is a test's own, and lists everybody.
func listOf(cfg map[string]string, id int, everybody []spec.Server) list {
	l := list{members: map[int]member{}}
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

// add takes the text behind server.N=. It answers false when that is none.
func (l list) add(id, text string) bool {
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

// String is how ZooKeeper writes it into /zookeeper/config (QuorumMaj.toString).
func (l list) String() string {
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

func (l list) has(id int) bool {
	_, found := l.members[id]
	return found
}

func (l list) votes(id int) bool {
	m, found := l.members[id]
	return found && !m.observer
}

func (l list) voters() int {
	n := 0
	for id := range l.members {
		if l.votes(id) {
			n++
		}
	}
	return n
}

// alone tells whether a server with this list is standalone.
func (l list) alone() bool { return len(l.members) == 1 }

// observes tells whether the server takes no part in votes.
func (p *process) observes() bool {
	m, found := p.list.members[p.m.id]
	if !found {
		return p.cfg["peerType"] == "observer"
	}
	return m.observer
}

// supports tells whether p's vote for the candidate counts: each has to know the
// other.
func (p *process) supports(candidate *process) bool {
	return !p.observes() && p.list.has(candidate.m.id) && candidate.list.votes(p.m.id)
}

// supporters are those of all whose votes for the candidate count.
func (p *process) supporters(all []*process) []*process {
	return slices.DeleteFunc(slices.Clone(all), func(other *process) bool { return !other.supports(p) })
}

// quorum tells whether so many supporters make a leader.
func (p *process) quorum(supporters []*process) bool {
	return len(supporters) > p.list.voters()/2
}

// configOf are the lines of a launch's zoo.cfg.
func configOf(l runtime.Launch) map[string]string {
	cfg := map[string]string{}
	for line := range strings.Lines(l.Files["zoo.cfg"]) {
		if key, value, found := strings.Cut(strings.TrimSpace(line), "="); found {
			cfg[strings.TrimSpace(key)] = strings.TrimSpace(value)
		}
	}
	return cfg
}

// setting is one of ZooKeeper's own properties: a line of zoo.cfg, or a system
// property zookeeper.KEY of the JVM.
func (p *process) setting(key string) string {
	if value, found := p.cfg[key]; found {
		return value
	}
	return p.property("zookeeper." + key)
}

// property is a system property of the JVM; "" is none.
func (p *process) property(name string) string {
	value := ""
	for _, option := range p.m.launches[len(p.m.launches)-1].JVMOptions {
		if text, found := strings.CutPrefix(option, "-D"+name+"="); found {
			value = text // the last one holds
		}
	}
	return value
}
