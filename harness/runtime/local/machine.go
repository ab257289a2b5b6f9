package local

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"

	agent "github.com/zkscenario/zkscenario/harness/machine"
	"github.com/zkscenario/zkscenario/harness/release"
	"github.com/zkscenario/zkscenario/harness/runtime"
)

const mainClass = "org.apache.zookeeper.server.quorum.QuorumPeerMain"

// machine has an address and a folder.
type machine struct {
	ens   *ensemble
	id    int
	dir   string
	place runtime.Place
	agent *agent.Agent
	// inside runs a function in the machine's own network; nil without one.
	inside func(func() error) error

	mu      sync.Mutex
	lives   int
	current *process
	written map[string]string // content of the files at the last launch; the server may have changed them since
}

var _ runtime.Machine = (*machine)(nil)

// ID implements runtime.Machine.
func (m *machine) ID() int { return m.id }

// Place implements runtime.Machine.
func (m *machine) Place() runtime.Place { return m.place }

// ClientAddr implements runtime.Machine.
func (m *machine) ClientAddr(context.Context) (string, error) {
	return net.JoinHostPort(m.place.Host, strconv.Itoa(m.place.ClientPort)), nil
}

// HarnessEndpoint implements runtime.Machine.
func (m *machine) HarnessEndpoint(ctx context.Context) (runtime.Endpoint, error) {
	addr, err := m.ClientAddr(ctx)
	return runtime.Endpoint{Addr: addr, From: m.ens.net.harness(int(m.ens.visits.Add(1)))}, err
}

// Start implements runtime.Machine.
func (m *machine) Start(ctx context.Context, l runtime.Launch) (runtime.Process, error) {
	c, err := m.ens.codeOf(ctx, l.Release)
	if err != nil {
		return nil, fmt.Errorf("start server %d: %w", m.id, err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.current != nil && !m.current.gone() {
		return nil, fmt.Errorf("start server %d: it runs already", m.id)
	}
	p, err := m.ens.run(func() (command, error) {
		m.lives++
		return m.command(c, l), m.prepare(l)
	})
	if err != nil {
		return nil, fmt.Errorf("start server %d: %w", m.id, err)
	}
	m.current = p
	return p, nil
}

func (m *machine) conf() string { return m.place.ConfDir }

// command returns the JVM of this machine's next life.
func (m *machine) command(c code, l runtime.Launch) command {
	args := slices.Concat(release.JVMFlags(), m.ens.archiveFlags(c.archive), l.JVMOptions, []string{
		// A class archive needs a class path that begins as it did when it was made: the folder comes last.
		"-cp", release.Classpath(append(slices.Clone(c.classpath), m.conf())...),
	}, mainOf(l), []string{filepath.Join(m.conf(), "zoo.cfg")})
	return command{
		surroundings: surroundings{dir: m.dir, mark: markOf(m.ens.lease.Dir), inside: m.inside},
		path:         m.ens.java.path,
		args:         args,
		log:          filepath.Join(m.dir, fmt.Sprintf("life-%d.log", m.lives)),
	}
}

// mainOf returns the class to start, with its argument. The launcher ends the JVM of a
// class that does not do so itself.
func mainOf(l runtime.Launch) []string {
	if l.Main == "" {
		return []string{mainClass}
	}
	return []string{release.LauncherClass, l.Main}
}

// prepare makes the machine's folders and writes the launch's files. A file with the
// same content as in the last launch is left as the server left it, unless the launch
// rewrites it.
func (m *machine) prepare(l runtime.Launch) error {
	for _, dir := range []string{m.conf(), m.place.DataDir, m.place.DataLogDir} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return fmt.Errorf("make folder of server: %w", err)
		}
	}
	for name, text := range l.Files {
		if old, ok := m.written[name]; ok && old == text && !l.Rewrite {
			continue
		}
		if err := os.WriteFile(filepath.Join(m.conf(), name), []byte(text), 0o600); err != nil {
			return fmt.Errorf("write configuration: %w", err)
		}
	}
	m.written = l.Files
	if l.Main != "" {
		if err := m.writeLauncher(); err != nil {
			return fmt.Errorf("write the launcher: %w", err)
		}
	}
	if l.MyID == "" {
		return nil
	}
	if err := os.WriteFile(filepath.Join(m.place.DataDir, "myid"), []byte(l.MyID), 0o600); err != nil {
		return fmt.Errorf("write myid: %w", err)
	}
	return nil
}

// writeLauncher puts the launcher into the configuration folder, which is on the class
// path.
func (m *machine) writeLauncher() error {
	file := filepath.Join(m.conf(), release.LauncherFile)
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	return os.WriteFile(file, release.Launcher, 0o600)
}

// Do implements runtime.Machine.
func (m *machine) Do(ctx context.Context, r agent.Request) (agent.Answer, error) {
	if m.inside == nil && agent.NeedsNetwork(r.Op) {
		return agent.Answer{}, fmt.Errorf("machine of server %d: it has no network of its own to %s in, since the run did not need one", m.id, r.Op)
	}
	return m.agent.Do(ctx, r), nil
}
