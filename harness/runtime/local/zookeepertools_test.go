package local_test

import (
	"cmp"
	"context"
	"encoding/hex"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/poll"

	"github.com/zkscenario/zkscenario/harness/persistence"
	"github.com/zkscenario/zkscenario/harness/release"
	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/runtime/local"
	"github.com/zkscenario/zkscenario/harness/server"
	"github.com/zkscenario/zkscenario/harness/session"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
)

// written is one way in which a server writes its files, with the tools that read
// them: not every release has all tools.
type written struct {
	release    string
	extension  string // of its snapshots
	properties []string
	logs       string // class that prints logs
	snapshots  string // release of the SnapshotFormatter that prints snapshots
	digests    bool
	zxid       bool // snapshots end with the last processed one
}

const (
	logFormatter      = "org.apache.zookeeper.server.LogFormatter"
	logToolkit        = "org.apache.zookeeper.server.persistence.TxnLogToolkit" // instead of it, since 3.7.0
	snapshotFormatter = "org.apache.zookeeper.server.SnapshotFormatter"
)

// formats has the oldest release and the newest of each line, and every compression
// and checksum of snapshots.
var formats = []written{
	{release: "3.4.0", logs: logFormatter, snapshots: "3.4.14"},
	{release: "3.4.14", logs: logFormatter, snapshots: "3.4.14"},
	{release: "3.5.10", logs: logFormatter, snapshots: "3.5.10"},
	{release: "3.6.4", extension: ".gz", logs: logToolkit, snapshots: "3.6.4", digests: true},
	{release: "3.7.2", extension: ".snappy", logs: logToolkit, snapshots: "3.7.2", digests: true},
	{release: "3.8.6", logs: logToolkit, snapshots: "3.8.6",
		properties: []string{"-Dzookeeper.digest.enabled=false", "-Dzookeeper.closeSessionTxn.enabled=false"}},
	{release: "3.9.5", logs: logToolkit, snapshots: "3.9.5", digests: true, zxid: true},
	{release: "3.9.5", extension: ".gz", logs: logToolkit, snapshots: "3.9.5", zxid: true,
		properties: []string{"-Dzookeeper.digest.enabled=false"}},
}

// The readers of package persistence find in real files what ZooKeeper's own tools print.
func TestReadersAgreeWithZooKeepersTools(t *testing.T) {
	cli := commonsCLI(t)
	for _, w := range formats {
		t.Run(w.release+w.extension, func(t *testing.T) {
			place := w.serve(t)
			for _, log := range sorted(t, filepath.Join(place.DataLogDir, "version-2"), "log.")[:2] {
				w.compareLog(t, log, tool(t, w.release, cli, w.logs, log))
			}
			snapshots := sorted(t, filepath.Join(place.DataDir, "version-2"), "snapshot.")
			snapshot := snapshots[len(snapshots)-2] // the last one may be incomplete
			assert.Assert(t, strings.HasSuffix(snapshot, w.extension))
			w.compareSnapshot(t, snapshot, tool(t, w.snapshots, cli, snapshotFormatter, snapshot))
		})
	}
}

var txnLine = regexp.MustCompile(`(?m)^.* session (0x\w+) cxid (0x\w+) zxid (0x\w+) (\w+)`)

// compareLog checks that both have the same transactions with the same changes.
func (w written) compareLog(t *testing.T, file, printed string) {
	t.Helper()
	f, err := os.Open(file)
	assert.NilError(t, err)
	defer f.Close()
	lines, n := txnLine.FindAllStringSubmatchIndex(printed, -1), 0
	err = persistence.ReadLog(filepath.Base(file), f, func(txn persistence.Txn) error {
		assert.Assert(t, n < len(lines), "%s is printed nowhere:\n%s", txn.Zxid, printed)
		words := txnLine.FindStringSubmatch(printed[lines[n][0]:])
		header := fmt.Sprintf("%s 0x%x %s %s", txn.Session, txn.Xid, txn.Zxid, txn.Type)
		assert.Assert(t, strings.EqualFold(header, strings.Join(words[1:], " ")), "%s\n%s", header, words[0])
		assert.Assert(t, time.Since(time.UnixMilli(txn.Time)).Abs() < time.Hour)
		end := len(printed)
		if n++; n < len(lines) {
			end = lines[n][0]
		}
		w.compareRecord(t, txn, printed[lines[n-1][0]:end])
		return nil
	})
	assert.NilError(t, err)
	assert.Assert(t, n > 0)
	assert.Equal(t, n, len(lines), printed)
}

// compareRecord searches for paths and data, which some tools print as hexadecimal digits.
func (w written) compareRecord(t *testing.T, txn persistence.Txn, printed string) {
	t.Helper()
	record, err := txn.Record()
	assert.NilError(t, err)
	failed := record.Error != 0 || strings.Contains(printed, "error:") || strings.Contains(printed, "s{-1")
	assert.Equal(t, record.Digest != nil, w.digests && txn.Type != timeline.TxnError, printed)
	session := strings.Contains(printed, "createSession") || strings.Contains(printed, "closeSession") && !strings.Contains(printed, "/owned")
	assert.Equal(t, len(record.Changes) == 0, session || failed, printed)
	for _, c := range record.Changes {
		for _, text := range []string{c.Path, string(c.Data)} {
			assert.Assert(t, strings.Contains(printed, text) || strings.Contains(printed, hex.EncodeToString([]byte(text))), "%q:\n%s", text, printed)
		}
	}
}

// compareSnapshot checks that both have the same znodes and sessions.
func (w written) compareSnapshot(t *testing.T, file, printed string) {
	t.Helper()
	f, err := os.Open(file)
	assert.NilError(t, err)
	defer f.Close()
	var formatted strings.Builder
	contents, err := persistence.ReadSnapshot(filepath.Base(file), f, func(z persistence.Znode) error {
		format(&formatted, z)
		return nil
	})
	assert.NilError(t, err)
	_, printed, _ = strings.Cut(printed, "----\n")
	nodes, sessions, found := strings.Cut(printed, "Session Details")
	assert.Assert(t, found, printed)
	assert.DeepEqual(t, blocks(nodes), blocks(formatted.String()))
	assert.Equal(t, contents.Znodes, len(blocks(nodes)))
	assert.Equal(t, contents.Sessions, strings.Count(sessions, "\n0x"))
	assert.Equal(t, contents.Digest != nil, w.digests)
	if w.zxid {
		assert.Assert(t, contents.Zxid >= contents.DigestZxid && contents.Zxid > 0, "%+v", contents)
	}
}

// blocks splits the output by znode and sorts it: each tool has its own order.
func blocks(text string) []string {
	all := strings.Split(strings.Trim(text, "-\n"), "\n----\n")
	slices.Sort(all)
	return all
}

// format prints a znode as SnapshotFormatter does.
func format(w *strings.Builder, z persistence.Znode) {
	clock := func(ms int64) string { return time.UnixMilli(ms).UTC().Format("Mon Jan 02 15:04:05 MST 2006") }
	fmt.Fprintf(w, "----\n%s\n", cmp.Or(z.Path, "/"))
	fmt.Fprintf(w, "  cZxid = 0x%014x\n  ctime = %s\n", uint64(z.Stat.Czxid), clock(z.Stat.Ctime))
	fmt.Fprintf(w, "  mZxid = 0x%014x\n  mtime = %s\n", uint64(z.Stat.Mzxid), clock(z.Stat.Mtime))
	fmt.Fprintf(w, "  pZxid = 0x%014x\n  cversion = %d\n", uint64(z.Stat.Pzxid), z.Stat.Cversion)
	fmt.Fprintf(w, "  dataVersion = %d\n  aclVersion = %d\n", z.Stat.Version, z.Stat.Aversion)
	fmt.Fprintf(w, "  ephemeralOwner = 0x%014x\n  dataLength = %d\n", uint64(z.Stat.EphemeralOwner), len(z.Data))
}

// serve makes a server write every kind of transaction, and a snapshot after them.
func (w written) serve(t *testing.T) runtime.Place {
	t.Helper()
	ensemble, err := local.New(local.Options{}).Boot(t.Context(), &spec.Ensemble{
		Release: w.release, Servers: []spec.Server{{ID: 1, Release: w.release}},
	}, nil)
	assert.NilError(t, err)
	t.Cleanup(func() { assert.NilError(t, ensemble.Close(context.Background())) })
	m := ensemble.Machines()[0]
	w.write(t, m)
	w.snapshot(t, m)
	return m.Place()
}

func (w written) start(t *testing.T, m runtime.Machine) runtime.Process {
	t.Helper()
	place := m.Place()
	options := []string{"-Xmx128m", "-Dzookeeper.extendedTypesEnabled=true"}
	if w.extension != "" {
		options = append(options, "-Dzookeeper.snapshot.compression.method="+w.extension[1:])
	}
	p, err := m.Start(t.Context(), runtime.Launch{
		Release: w.release, MyID: "1\n", JVMOptions: append(options, w.properties...),
		Files: server.Files(server.Setup{
			ID: 1, Host: place.Host, ClientPort: place.ClientPort, DataDir: place.DataDir, DataLogDir: place.DataLogDir,
			Config: map[string]string{"preAllocSize": "64"},
		}),
	})
	assert.NilError(t, err)
	return p
}

func open(t *testing.T, m runtime.Machine, name string) *session.Session {
	t.Helper()
	s, err := session.Open(t.Context(), session.Options{
		Name: name, Server: 1, Timeout: 10 * time.Second, Log: timeline.New(nil),
		Dial: func(ctx context.Context, _ int) (net.Conn, error) { return runtime.DialClient(ctx, m) },
	})
	assert.NilError(t, err)
	return s
}

// write makes a server log every kind of transaction, and kills it.
func (w written) write(t *testing.T, m runtime.Machine) {
	t.Helper()
	p := w.start(t, m)
	s, other := open(t, m, "app"), open(t, m, "other")
	ctx := t.Context()
	for _, mode := range w.modes(t) {
		assert.NilError(t, s.Do(ctx, session.Request{Op: timeline.OpCreate, Path: "/" + string(mode), Data: []byte("x"), Mode: mode, TTL: ttl(mode)}).Err())
	}
	assert.NilError(t, other.Create(ctx, "/owned", nil, timeline.Ephemeral).Err())
	assert.NilError(t, other.Close(ctx)) // with its ephemeral znode
	assert.NilError(t, s.Create(ctx, "/empty", nil, "").Err())
	assert.NilError(t, s.Create(ctx, "/long", []byte(strings.Repeat("long", 1000)), "").Err())
	assert.NilError(t, s.Set(ctx, "/empty", []byte("set"), session.AnyVersion).Err())
	acl := session.Request{Op: timeline.OpSetACL, Path: "/empty", ACL: []string{"world:anyone:r", "ip:127.0.0.1:cdrwa"}, Version: session.AnyVersion}
	assert.NilError(t, s.Do(ctx, acl).Err())
	assert.Assert(t, s.Delete(ctx, "/none", session.AnyVersion).Err() != nil) // an error is logged
	part := func(op, path string) session.Request {
		return session.Request{Op: op, Path: path, Version: session.AnyVersion, Data: []byte("multi")}
	}
	parts := []session.Request{part(timeline.OpCheck, "/empty"), part(timeline.OpCreate, "/m"), part(timeline.OpSet, "/m"), part(timeline.OpDelete, "/long")}
	assert.NilError(t, s.Do(ctx, session.Request{Op: timeline.OpTransaction, Parts: parts}).Err())
	assert.Assert(t, s.Do(ctx, session.Request{Op: timeline.OpTransaction, Parts: parts}).Err() != nil) // /m exists
	assert.NilError(t, s.Delete(ctx, "/m", session.AnyVersion).Err())
	assert.NilError(t, p.Kill(ctx))
	_, err := p.Wait(ctx)
	assert.NilError(t, err)
	_ = s.Close(ctx) // its server is gone
}

// modes lists the create modes that the release knows.
func (w written) modes(t *testing.T) []timeline.CreateMode {
	t.Helper()
	modes := []timeline.CreateMode{timeline.Persistent, timeline.PersistentSequential, timeline.Ephemeral, timeline.EphemeralSequential}
	newer, err := spec.ParseConstraint(">= 3.5.3")
	assert.NilError(t, err)
	if newer.Allows(w.release) {
		modes = append(modes, timeline.Container, timeline.PersistentWithTTL, timeline.PersistentSequentialWithTTL)
	}
	return modes
}

func ttl(mode timeline.CreateMode) time.Duration {
	if mode == timeline.PersistentWithTTL || mode == timeline.PersistentSequentialWithTTL {
		return time.Hour
	}
	return 0
}

// snapshot starts the server again and writes until there is a new snapshot.
func (w written) snapshot(t *testing.T, m runtime.Machine) {
	t.Helper()
	w.properties = append(slices.Clone(w.properties), "-Dzookeeper.snapCount=2")
	p := w.start(t, m)
	s := open(t, m, "again")
	dir := filepath.Join(m.Place().DataDir, "version-2")
	poll.WaitOn(t, func(poll.LogT) poll.Result {
		if err := s.Set(t.Context(), "/empty", []byte("again"), session.AnyVersion).Err(); err != nil {
			return poll.Error(err)
		}
		if files := sorted(t, dir, "snapshot."); len(files) < 3 {
			return poll.Continue("%s has %d snapshots", dir, len(files))
		}
		return poll.Success()
	}, poll.WithDelay(time.Millisecond), poll.WithTimeout(time.Minute))
	assert.NilError(t, s.Close(t.Context()))
	assert.NilError(t, p.Kill(t.Context()))
	_, err := p.Wait(t.Context())
	assert.NilError(t, err)
}

// sorted lists the files of a kind from the oldest to the newest.
func sorted(t *testing.T, dir, prefix string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, prefix+"*"))
	assert.NilError(t, err)
	slices.SortFunc(files, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
	return files
}

// tool runs one of ZooKeeper's tools and returns what it prints.
func tool(t *testing.T, of, cli, class string, args ...string) string {
	t.Helper()
	jars, err := release.Jars(t.Context(), of, t.Logf)
	assert.NilError(t, err)
	line := append(release.JVMFlags(), "-Duser.timezone=UTC", "-cp", release.Classpath(append(jars, cli)...), class)
	cmd := exec.CommandContext(t.Context(), "java", append(line, args...)...)
	out, err := cmd.Output()
	assert.NilError(t, err, "%s", out)
	return string(out)
}

// commonsCLI fetches the jar that TxnLogToolkit needs in addition to those of a server.
func commonsCLI(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	out, err := exec.CommandContext(t.Context(), "mvn", "-q", "-B", "dependency:copy",
		"-Dartifact=commons-cli:commons-cli:1.5.0", "-DoutputDirectory="+dir).CombinedOutput()
	assert.NilError(t, err, "%s", out)
	return filepath.Join(dir, "commons-cli-1.5.0.jar")
}
