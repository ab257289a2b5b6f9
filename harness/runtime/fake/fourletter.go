package fake

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// fourLetterWords maps the four-letter words that servers answer to the functions that
// write the answers; ruok is answered in every state and has none.
var fourLetterWords = map[string]func(*process) string{
	"ruok": nil,
	"srvr": srvrLocked,
	"stat": statLocked,
	"mntr": mntrLocked,
	"conf": confLocked,
	"isro": func(*process) string { return "rw" },
	"cons": consLocked,
	"wchs": wchsLocked,
	"dump": dumpLocked,
	"envi": enviLocked,
	"srst": func(*process) string { return "Server stats reset.\n" },
	"crst": func(*process) string { return "Connection stats reset.\n" },
}

func isWord(head []byte) bool {
	_, known := fourLetterWords[string(head)]
	return known
}

// answerWord answers a four-letter word as ZooKeeper 3.9 does.
func (c *client) answerWord(word string) {
	if !c.p.enter() {
		return
	}
	defer c.p.m.e.mu.Unlock()
	c.out.write(answerLocked(c.p, word))
}

func answerLocked(p *process, word string) string {
	answer := fourLetterWords[word]
	switch {
	case !p.settings.whitelists(word):
		return word + " is not executed because it is not in the whitelist.\n"
	case word == "ruok":
		return "imok"
	case p.role == looking && word == "isro":
		return "null"
	case p.role == looking:
		return "This ZooKeeper instance is not currently serving requests\n"
	}
	return answer(p)
}

func srvrLocked(p *process) string {
	return fmt.Sprintf("Zookeeper version: %s-fake, built on 2026-01-01 00:00 UTC\n", p.m.release) + statsLocked(p)
}

func statLocked(p *process) string {
	return fmt.Sprintf("Zookeeper version: %s-fake, built on 2026-01-01 00:00 UTC\nClients:\n%s\n",
		p.m.release, consLocked(p)) + statsLocked(p)
}

func statsLocked(p *process) string {
	return fmt.Sprintf("Latency min/avg/max: 0/0.0/0\nReceived: 1\nSent: 0\nConnections: %d\nOutstanding: 0\n"+
		"Zxid: 0x%x\nMode: %s\nNode count: %d\n",
		len(p.clients), p.m.zxid, p.role, len(p.m.tree.nodes))
}

// consLocked lists the connections with their sessions.
func consLocked(p *process) string {
	var lines []string
	for c := range p.clients {
		line := fmt.Sprintf(" /%s[1](queued=0,recved=1,sent=1", c.conn.RemoteAddr())
		if c.session != nil {
			line += fmt.Sprintf(",sid=0x%x,to=%d", uint64(c.session.id), c.session.timeout.Milliseconds())
		}
		lines = append(lines, line+")\n")
	}
	slices.Sort(lines)
	return strings.Join(lines, "")
}

// wchsLocked counts the watches.
func wchsLocked(p *process) string {
	connections, paths := map[*client]bool{}, map[string]bool{}
	for _, w := range p.watches {
		for path, by := range w {
			paths[path] = true
			for c := range by {
				connections[c] = true
			}
		}
	}
	return fmt.Sprintf("%d connections watching %d paths\nTotal watches:%d\n", len(connections), len(paths), p.watches.count())
}

// dumpLocked lists the sessions and their ephemeral znodes.
func dumpLocked(p *process) string {
	var text strings.Builder
	sessions := p.m.e.sessions
	fmt.Fprintf(&text, "SessionTracker dump:\nSession Sets (%d)/(%d):\nephemeral nodes dump:\n", len(sessions), len(sessions))
	for _, id := range slices.Sorted(maps.Keys(sessions)) {
		if paths := p.m.tree.ephemerals(id); len(paths) > 0 {
			fmt.Fprintf(&text, "0x%x:\n\t%s\n", uint64(id), strings.Join(paths, "\n\t"))
		}
	}
	return text.String() + fmt.Sprintf("Connections dump:\nConnections Sets (%d)/(%d):\n", len(p.clients), len(p.clients))
}

// confLocked returns the lines of zoo.cfg.
func confLocked(p *process) string {
	var text strings.Builder
	for _, key := range slices.Sorted(maps.Keys(p.settings.cfg)) {
		fmt.Fprintf(&text, "%s=%s\n", key, p.settings.cfg[key])
	}
	fmt.Fprintf(&text, "serverId=%d\n", p.m.id)
	return text.String()
}

func enviLocked(p *process) string {
	return fmt.Sprintf("Environment:\nzookeeper.version=%s-fake, built on 2026-01-01 00:00 UTC\nhost.name=localhost\n", p.m.release)
}

// mntrLocked writes a line for each metric.
func mntrLocked(p *process) string {
	var text strings.Builder
	line := func(key string, value any) { fmt.Fprintf(&text, "zk_%s\t%v\n", key, value) }
	ephemerals, size := 0, 0
	for path, n := range p.m.tree.nodes {
		size += len(path) + len(n.data)
		if n.owner != 0 {
			ephemerals++
		}
	}
	line("version", p.m.release+"-fake, built on 2026-01-01 00:00 UTC")
	line("server_state", p.role)
	line("num_alive_connections", len(p.clients))
	line("outstanding_requests", 0)
	line("znode_count", len(p.m.tree.nodes))
	line("watch_count", p.watches.count())
	line("ephemerals_count", ephemerals)
	line("approximate_data_size", size)
	line("global_sessions", len(p.m.e.sessions))
	if p.role == leading {
		p.m.e.mntrLocked(line)
	}
	return text.String()
}

// mntrLocked adds the metrics of a leader.
func (e *Ensemble) mntrLocked(line func(key string, value any)) {
	learners, followers := 0, 0
	for _, m := range e.machines {
		switch {
		case m.life == nil:
		case m.life.role == following:
			followers++
			learners++
		case m.life.role == observing:
			learners++
		}
	}
	line("learners", learners)
	line("synced_followers", followers)
	line("synced_observers", learners-followers)
	line("pending_syncs", 0)
	line("quorum_size", e.leader.list.Voters())
}
