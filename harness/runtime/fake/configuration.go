package fake

import (
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/runtime/fake/quorum"
)

const (
	zooCfg = "zoo.cfg"
	// listFile is the key of zoo.cfg that names the file with the list of servers.
	listFile = "dynamicConfigFile"
)

// readConfLocked returns the zoo.cfg with which a server starts: that of its last launch, as
// the server left it if it has the content of the launch before.
func (m *machine) readConfLocked(l runtime.Launch) string {
	file, text := path.Join(m.Place().ConfDir, zooCfg), l.Files[zooCfg]
	if n := len(m.launches); n < 2 || l.Rewrite || m.launches[n-2].Files[zooCfg] != text {
		m.disks.write(file, []byte(text))
	}
	return string(m.disks.files[file])
}

// readListLocked returns the list of servers with which a server starts: that of its
// zoo.cfg, or that of the file which this names.
func (m *machine) readListLocked(s settings) quorum.List {
	file := s.cfg[listFile]
	if file == "" {
		return quorum.Parse(s.cfg, m.id, m.e.servers)
	}
	l := quorum.Parse(linesOf(string(m.disks.files[file])), m.id, nil)
	version, _ := strconv.ParseUint(strings.TrimPrefix(path.Ext(file), "."), 16, 64) // this server wrote it
	l.Version = version
	return l
}

// setListLocked gives the server a new list. One that can be reconfigured keeps it in a file
// of its own, which replaces the list in its zoo.cfg (QuorumPeerConfig.editStaticConfig).
func (p *process) setListLocked(l quorum.List) {
	p.list = l
	if l.Version == 0 || !p.settings.reconfigurable() || !p.m.since("3.5.0") {
		return
	}
	cfg := path.Join(p.m.Place().ConfDir, zooCfg)
	file := fmt.Sprintf("%s.dynamic.%x", cfg, l.Version)
	p.m.disks.write(file, []byte(l.String()))
	var text strings.Builder
	for line := range strings.Lines(string(p.m.disks.files[cfg])) {
		if !strings.HasPrefix(line, "server.") && !strings.HasPrefix(line, listFile) {
			text.WriteString(line)
		}
	}
	fmt.Fprintf(&text, "%s=%s\n", listFile, file)
	p.m.disks.write(cfg, []byte(text.String()))
}

// linesOf returns the values of lines KEY=VALUE, by key.
func linesOf(text string) map[string]string {
	values := map[string]string{}
	for line := range strings.Lines(text) {
		if key, value, found := strings.Cut(strings.TrimSpace(line), "="); found {
			values[strings.TrimSpace(key)] = strings.TrimSpace(value)
		}
	}
	return values
}
