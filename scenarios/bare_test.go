package scenarios_test

import (
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-zookeeper/zk"
	"golang.org/x/sync/errgroup"
	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/runtime"
	"github.com/zkscenario/zkscenario/harness/runtime/local"
	"github.com/zkscenario/zkscenario/harness/server"
	"github.com/zkscenario/zkscenario/harness/spec"
)

// bareServers holds servers that the test controls without the harness.
type bareServers struct {
	b         *testing.B
	ensemble  runtime.Ensemble
	machines  []runtime.Machine
	launches  []runtime.Launch
	processes map[int]runtime.Process
}

// runBare performs the steps of binchanges.hcl, in the same order.
func runBare(b *testing.B) {
	b.Helper()
	s := bootBare(b, 5)
	defer s.close()
	s.start(1, 2, 3, 4, 5)
	s.await(1, 2, 3, 4, 5)
	s.lead5()
	// all servers have the value 2
	c := s.connect(1)
	defer c.Close()
	c.create("/binchanges", "1")
	c.set("/binchanges", "2")
	c.create("/bulk", "")
	c.many(100, func(i int) error { return c.tryCreate(fmt.Sprintf("/bulk/n%04d", i), large) })
	// server 2 and the next leader miss the value 3
	s.kill(2, 4)
	c.set("/binchanges", "3")
	c.many(100, func(i int) error { return c.tryCreate(fmt.Sprintf("/only-some-have-this-%04d", i), large) })
	missing := int(0x300001c4b - s.zxid(5))
	c.many(missing, func(i int) error {
		data := ""
		if i%4 == 0 {
			data = large
		}
		return c.trySet("/bulk", data)
	})
	// server 4 is synced by a SNAP
	s.start(4)
	s.await(1, 3, 4, 5)
	c.set("/bulk", "")
	// server 4 is elected
	s.kill(5)
	s.awaitLeader(4)
	s.start(5)
	s.await(1, 3, 4, 5)
	c.read("/binchanges", "3")
	// server 2 gets UPTODATE, and a client reads the past
	s.start(2)
	s.await(2)
	second := s.connect(2)
	defer second.Close()
	second.read("/binchanges", "2")
}

// lead5 makes server 5 the leader of the epoch after the next, as the word lead does.
func (s *bareServers) lead5() {
	s.b.Helper()
	down := []int{s.leader()}
	if down[0] != 5 {
		down = append(down, 5)
	}
	s.kill(down...)
	second := s.leader()
	s.start(down...)
	s.await(1, 2, 3, 4, 5)
	down = []int{second, 1}
	if second == 1 {
		down[1] = 2
	}
	s.kill(down...)
	s.awaitLeader(5)
	s.start(down...)
	s.await(1, 2, 3, 4, 5)
}

var large = strings.Repeat("x", 10_000)

func bootBare(b *testing.B, servers int) *bareServers {
	b.Helper()
	e := &spec.Ensemble{Release: benchRelease}
	for id := 1; id <= servers; id++ {
		e.Servers = append(e.Servers, spec.Server{ID: id, Release: benchRelease})
	}
	ensemble, err := local.New(local.Options{}).Boot(b.Context(), e, nil)
	if err != nil && ensemble != nil {
		assert.Check(b, ensemble.Close(b.Context()))
	}
	assert.NilError(b, err)
	s := &bareServers{b: b, ensemble: ensemble, machines: ensemble.Machines(), processes: map[int]runtime.Process{}}
	var peers []server.Peer
	for _, m := range s.machines {
		p := m.Place()
		peers = append(peers, server.Peer{ID: m.ID(), Host: p.Host, QuorumPort: p.QuorumPort, ElectionPort: p.ElectionPort})
	}
	for _, m := range s.machines {
		p := m.Place()
		files := server.Files(server.Setup{ID: m.ID(), Peers: peers, Host: p.Host, ClientPort: p.ClientPort, DataDir: p.DataDir, DataLogDir: p.DataLogDir,
			Config: map[string]string{"snapCount": "200", "preAllocSize": "64"}})
		s.launches = append(s.launches, runtime.Launch{Release: benchRelease, Files: files, MyID: fmt.Sprint(m.ID()), JVMOptions: []string{"-Xmx256m"}})
	}
	return s
}

func (s *bareServers) close() {
	s.b.Helper()
	assert.Check(s.b, s.ensemble.Close(s.b.Context()))
}

func (s *bareServers) start(ids ...int) {
	s.b.Helper()
	for _, id := range ids {
		p, err := s.machines[id-1].Start(s.b.Context(), s.launches[id-1])
		assert.NilError(s.b, err)
		s.processes[id] = p
	}
}

func (s *bareServers) kill(ids ...int) {
	s.b.Helper()
	for _, id := range ids {
		assert.NilError(s.b, s.processes[id].Kill(s.b.Context()))
		_, err := s.processes[id].Wait(s.b.Context())
		assert.NilError(s.b, err)
	}
}

// srvr returns the answer to the four-letter word, "" without one.
func (s *bareServers) srvr(id int) string {
	addr, err := s.machines[id-1].ClientAddr(s.b.Context())
	assert.NilError(s.b, err)
	conn, err := net.DialTimeout("tcp", addr, time.Second)
	if err != nil {
		return ""
	}
	defer conn.Close()
	_, _ = io.WriteString(conn, "srvr")
	answer, _ := io.ReadAll(conn)
	return string(answer)
}

func (s *bareServers) poll(what string, id int, done func(answer string) bool) {
	s.b.Helper()
	for deadline := time.Now().Add(time.Minute); !done(s.srvr(id)); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			s.b.Fatalf("server %d: not %s", id, what)
		}
	}
}

func (s *bareServers) await(ids ...int) {
	s.b.Helper()
	for _, id := range ids {
		s.poll("serving", id, func(answer string) bool { return strings.Contains(answer, "Mode: ") })
	}
}

func (s *bareServers) awaitLeader(id int) {
	s.b.Helper()
	s.poll("leading", id, func(answer string) bool { return strings.Contains(answer, "Mode: leader") })
}

// leader waits until any server leads.
func (s *bareServers) leader() int {
	s.b.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		for id := range s.machines {
			if strings.Contains(s.srvr(id+1), "Mode: leader") {
				return id + 1
			}
		}
	}
	s.b.Fatal("no server leads")
	return 0
}

func (s *bareServers) zxid(id int) int64 {
	s.b.Helper()
	for line := range strings.Lines(s.srvr(id)) {
		if value, ok := strings.CutPrefix(line, "Zxid: 0x"); ok {
			z, err := strconv.ParseInt(strings.TrimSpace(value), 16, 64)
			assert.NilError(s.b, err)
			return z
		}
	}
	s.b.Fatalf("server %d reports no zxid", id)
	return 0
}

// bareClient wraps the client library, without a record.
type bareClient struct {
	*zk.Conn
	b *testing.B
}

type noLog struct{}

func (noLog) Printf(string, ...any) {}

func (s *bareServers) connect(id int) bareClient {
	s.b.Helper()
	addr, err := s.machines[id-1].ClientAddr(s.b.Context())
	assert.NilError(s.b, err)
	conn, _, err := zk.Connect([]string{addr}, 20*time.Second, zk.WithLogger(noLog{}))
	assert.NilError(s.b, err)
	return bareClient{conn, s.b}
}

func (c bareClient) tryCreate(path, data string) error {
	_, err := c.Create(path, []byte(data), 0, zk.WorldACL(zk.PermAll))
	return err
}

func (c bareClient) trySet(path, data string) error {
	_, err := c.Set(path, []byte(data), -1)
	return err
}

func (c bareClient) create(path, data string) {
	c.b.Helper()
	assert.NilError(c.b, c.tryCreate(path, data))
}

func (c bareClient) set(path, data string) {
	c.b.Helper()
	assert.NilError(c.b, c.trySet(path, data))
}

func (c bareClient) read(path, want string) {
	c.b.Helper()
	data, _, err := c.Get(path)
	assert.NilError(c.b, err)
	assert.Equal(c.b, string(data), want)
}

// many sends n requests, with at most 64 in flight.
func (c bareClient) many(n int, request func(i int) error) {
	c.b.Helper()
	group := errgroup.Group{}
	group.SetLimit(64)
	for i := range n {
		group.Go(func() error { return request(i) })
	}
	assert.NilError(c.b, group.Wait())
}
