package local

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"github.com/zkscenario/zkscenario/harness/runtime"
)

const (
	oldestJavaWithArchives = 13
	rehearsalID            = 0 // which no server of an ensemble has
	rehearsalLimit         = 30 * time.Second
	rehearsalPoll          = 10 * time.Millisecond
)

// classArchive returns the file of loaded classes of a release, which it makes at the
// first call: it saves each start a third of its time. It returns "" when there is none
// or it cannot be made; servers then start without it.
func (e *ensemble) classArchive(ctx context.Context, name string, jars []string) string {
	if e.java.major < oldestJavaWithArchives {
		return ""
	}
	file := filepath.Join(filepath.Dir(jars[0]), "java-"+e.java.build+".jsa")
	if usable, known := archiveState(file); known {
		return usable
	}
	lock := flock.New(file + ".lock")
	if free, err := lock.TryLock(); err != nil || !free {
		return "" // another run makes it
	}
	defer func() { _ = lock.Unlock() }()
	e.opts.Logf("making a class archive of ZooKeeper %s, so that servers start faster", name)
	if err := e.rehearse(ctx, jars, file); err != nil {
		e.opts.Logf("servers start without a class archive: %v", err)
		if errors.Is(err, errNoArchive) {
			_ = os.WriteFile(file, nil, 0o600) // do not try again
		}
	}
	usable, _ := archiveState(file)
	return usable
}

// errNoArchive means that the JVM exited by itself without an archive, as it always
// will. After any other error, as on a slow machine, the next run tries again.
var errNoArchive = errors.New("this Java makes no class archive")

// archiveState reports whether an archive was made or tried, and returns its file; ""
// when this Java makes none, for which an empty file stands.
func archiveState(file string) (usable string, known bool) {
	info, err := os.Stat(file)
	if err != nil {
		return "", false
	}
	if info.Size() == 0 {
		return "", true
	}
	return file, true
}

// archiveFlags makes a JVM use an archive, and print nothing when it cannot.
func (e *ensemble) archiveFlags(file string) []string {
	if file == "" {
		return nil
	}
	return []string{"-XX:SharedArchiveFile=" + file, "-Xlog:cds*=off"}
}

// rehearse runs one server until it serves and then stops it; its JVM writes the
// archive of the classes that it loaded.
func (e *ensemble) rehearse(ctx context.Context, jars []string, file string) (err error) {
	ctx, cancel := context.WithTimeout(ctx, e.rehearsal)
	defer cancel()
	addresses, err := claimAddresses(clientPorts, []int{rehearsalID})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, addresses.release()) }()
	m, err := e.newMachine(rehearsalID, addresses)
	if err != nil {
		return err
	}
	part := file + ".part"
	defer func() { err = errors.Join(err, os.RemoveAll(part), os.RemoveAll(m.dir)) }()
	p, err := e.run(func() (command, error) {
		l := rehearsalLaunch(m)
		l.JVMOptions = []string{"-XX:ArchiveClassesAtExit=" + part}
		cmd := m.command(code{classpath: jars}, l)
		cmd.args = withoutConf(cmd.args, m.conf())
		return cmd, m.prepare(l)
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.Kill(ctx)) }()
	if err := awaitPort(ctx, p, m); err != nil {
		return err
	}
	if err := p.Stop(ctx); err != nil {
		return err
	}
	if _, err := p.Wait(ctx); err != nil {
		return err
	}
	return keepArchive(part, file)
}

func keepArchive(part, file string) error {
	if _, err := os.Stat(part); errors.Is(err, os.ErrNotExist) {
		return errNoArchive
	}
	if err := os.Rename(part, file); err != nil {
		return fmt.Errorf("keep class archive: %w", err)
	}
	return nil
}

// withoutConf takes the configuration folder off the class path, since a JVM makes no
// archive with a folder on it.
func withoutConf(args []string, conf string) []string {
	for i, a := range args {
		args[i] = strings.TrimSuffix(a, string(os.PathListSeparator)+conf)
	}
	return args
}

// rehearsalLaunch configures a quorum of one, or a standalone server where the release
// has no such quorum.
func rehearsalLaunch(m *machine) runtime.Launch {
	p := m.place
	cfg := fmt.Sprintf("tickTime=500\ninitLimit=20\nsyncLimit=10\ndataDir=%s\ndataLogDir=%s\nclientPort=%d\nclientPortAddress=%s\n"+
		"admin.enableServer=false\nstandaloneEnabled=false\nserver.%d=%s:%d:%d\n",
		p.DataDir, p.DataLogDir, p.ClientPort, p.Host, m.id, p.Host, p.QuorumPort, p.ElectionPort)
	return runtime.Launch{Files: map[string]string{"zoo.cfg": cfg}, MyID: fmt.Sprintf("%d\n", m.id)}
}

// awaitPort waits until a server takes connections.
func awaitPort(ctx context.Context, p *process, m *machine) error {
	addr, err := m.ClientAddr(ctx)
	if err != nil {
		return err
	}
	tick := time.NewTicker(rehearsalPoll)
	defer tick.Stop()
	for {
		conn, err := new(net.Dialer).DialContext(ctx, "tcp", addr)
		if err == nil {
			return conn.Close()
		}
		select {
		case <-tick.C:
		case <-p.done:
			if p.exit.Signal != "" {
				return fmt.Errorf("the server that was to make it was %s", p.exit.Signal)
			}
			return fmt.Errorf("%w: the server that was to make it ended with code %d", errNoArchive, p.exit.Code)
		case <-ctx.Done():
			return fmt.Errorf("wait for %s: %w", addr, err)
		}
	}
}
