package machine

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/poll"
)

func do(t *testing.T, a *Agent, r Request) Answer {
	t.Helper()
	answer := a.Do(t.Context(), r)
	assert.Equal(t, answer.Error, "")
	return answer
}

// failure executes a request that has to fail, and returns its error.
func failure(t *testing.T, r Request) error {
	t.Helper()
	return errors.New(NewAgent(nil).Do(t.Context(), r).Error)
}

func TestUnknownOperationIsAnError(t *testing.T) {
	assert.ErrorContains(t, failure(t, Request{Op: "fly"}), `a machine cannot "fly"`)
}

// freePort returns a port on which nothing has just listened.
func freePort(t *testing.T) int {
	t.Helper()
	conn, err := net.ListenPacket("udp", ":0")
	assert.NilError(t, err)
	defer conn.Close()
	return conn.LocalAddr().(*net.UDPAddr).Port
}

func probeItself(t *testing.T, a *Agent) {
	t.Helper()
	first, second := freePort(t), freePort(t)
	do(t, a, Request{Op: OpListen, Ports: []int{first, second}})
	do(t, a, Request{Op: OpListen, Ports: []int{first}}) // once more
	do(t, a, Request{Op: OpSend, Datagrams: []Datagram{
		{Host: "127.0.0.1", Port: first, Token: "b"},
		{Host: "127.0.0.1", Port: second, FromPort: first, Token: "a"}, // from a port that takes probes
		{Host: "127.0.0.1", Port: first, FromPort: freePort(t), Token: "c"},
	}})
	poll.WaitOn(t, func(poll.LogT) poll.Result {
		got := strings.Join(do(t, a, Request{Op: OpReceived, Ports: []int{first}}).Received, " ")
		if got != "a b c" {
			return poll.Continue("received %q", got)
		}
		return poll.Success()
	})
	assert.Equal(t, len(do(t, a, Request{Op: OpReceived}).Received), 3)
	assert.Equal(t, len(do(t, a, Request{Op: OpReceived}).Received), 0, "tokens from before the sockets were closed")
	do(t, a, Request{Op: OpListen, Ports: []int{first}}) // opens it again
}

func TestProbesArrive(t *testing.T) {
	entered := 0
	a := NewAgent(func(f func() error) error { entered++; return f() })
	defer a.Close()
	probeItself(t, a)
	assert.Assert(t, entered > 0, "the sockets were opened outside the machine's network")
}

func TestProbesThatCannotBeSentAreErrors(t *testing.T) {
	taken, err := net.ListenPacket("udp", ":0")
	assert.NilError(t, err)
	defer taken.Close()
	port := taken.LocalAddr().(*net.UDPAddr).Port
	assert.ErrorContains(t, failure(t, Request{Op: OpListen, Ports: []int{port}}), "address already in use")
	assert.ErrorContains(t, failure(t, Request{Op: OpSend, Datagrams: []Datagram{{Host: "zk", Port: 1}}}), "unable to parse IP")
}

func TestFiles(t *testing.T) {
	a, dir := NewAgent(nil), t.TempDir()
	path := filepath.Join(dir, "version-2", "deep", "log.1")
	assert.Equal(t, len(do(t, a, Request{Op: OpList, Path: filepath.Dir(path)}).Files), 0) // no such folder
	do(t, a, Request{Op: OpWrite, Path: path, Content: []byte("hello")})
	do(t, a, Request{Op: OpAppend, Path: path, Content: []byte(" world")})
	assert.Equal(t, string(do(t, a, Request{Op: OpRead, Path: path}).Content), "hello world")
	assert.Equal(t, string(do(t, a, Request{Op: OpRead, Path: path, Offset: 4, Size: 3}).Content), "o w")
	do(t, a, Request{Op: OpOverwrite, Path: path, Offset: 4, Content: []byte("-W-")})
	assert.Equal(t, string(do(t, a, Request{Op: OpRead, Path: path}).Content), "hell-W-orld")
	do(t, a, Request{Op: OpTruncate, Path: path, Size: 4})
	moved := filepath.Join(dir, "moved")
	do(t, a, Request{Op: OpRename, Path: path, To: moved})
	files := do(t, a, Request{Op: OpList, Path: dir}).Files
	assert.Equal(t, len(files), 2)
	assert.Equal(t, files[0].Name, "moved")
	assert.Equal(t, files[0].Size, int64(4))
	assert.Assert(t, files[1].Dir && !files[1].Modified.IsZero())
	do(t, a, Request{Op: OpWrite, Path: moved + ".2"})
	do(t, a, Request{Op: OpRemove, Paths: []string{moved, moved + ".2"}})
	assert.Equal(t, len(do(t, a, Request{Op: OpList, Path: dir}).Files), 1)
	assert.ErrorContains(t, failure(t, Request{Op: OpRemove, Paths: []string{moved}}), "no such file")
	do(t, a, Request{Op: OpRemove, Path: dir})
	left, err := os.ReadDir(dir)
	assert.NilError(t, err)
	assert.Equal(t, len(left), 0)
}

func TestTrimLeavesOutTrailingZeros(t *testing.T) {
	a, path := NewAgent(nil), filepath.Join(t.TempDir(), "log.1")
	do(t, a, Request{Op: OpWrite, Path: path, Content: []byte("a\x00b")})
	do(t, a, Request{Op: OpTruncate, Path: path, Size: 3*trimBlock + 7})
	trimmed := do(t, a, Request{Op: OpRead, Path: path, Trim: true})
	assert.Equal(t, string(trimmed.Content), "a\x00b")
	assert.Equal(t, trimmed.Size, int64(3*trimBlock+7))
	assert.Equal(t, string(do(t, a, Request{Op: OpRead, Path: path, Trim: true, Offset: 1, Size: 1}).Content), "\x00")
	assert.Equal(t, len(do(t, a, Request{Op: OpRead, Path: path, Trim: true, Offset: 5}).Content), 0)
	assert.Equal(t, len(do(t, a, Request{Op: OpRead, Path: path}).Content), 3*trimBlock+7)
	do(t, a, Request{Op: OpWrite, Path: path})
	empty := do(t, a, Request{Op: OpRead, Path: path, Trim: true})
	assert.Equal(t, len(empty.Content), 0)
	assert.Equal(t, empty.Size, int64(0))
}

func TestSeveralFilesAtOnce(t *testing.T) {
	a, dir := NewAgent(nil), t.TempDir()
	first, second := filepath.Join(dir, "log.1"), filepath.Join(dir, "log.2")
	do(t, a, Request{Op: OpWrite, Path: first, Content: []byte("first\x00")})
	do(t, a, Request{Op: OpWrite, Path: second, Content: []byte("second")})
	files := do(t, a, Request{Op: OpReadAll, Paths: []string{second, first}, Trim: true}).Files
	assert.DeepEqual(t, files, []File{{Name: second, Size: 6, Content: []byte("second")}, {Name: first, Size: 6, Content: []byte("first")}})
	assert.ErrorContains(t, failure(t, Request{Op: OpReadAll, Paths: []string{first, dir + "/none"}}), "no such file")
}

func TestMissingFilesAreNotCreated(t *testing.T) {
	path := filepath.Join(t.TempDir(), "none")
	for _, op := range []string{OpRead, OpAppend, OpTruncate, OpOverwrite, OpRename, OpRemove, OpSpace} {
		assert.ErrorContains(t, failure(t, Request{Op: op, Path: path, To: path + "2"}), "no such file", op)
	}
}

func TestWebRequestsComeFromInside(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.WriteHeader(http.StatusTeapot)
		_, _ = io.WriteString(w, r.Method+" "+r.URL.Path+" "+r.Header.Get("Authorization")+" "+string(body))
	}))
	defer server.Close()
	entered := 0
	a := NewAgent(func(f func() error) error { entered++; return f() })
	answer := do(t, a, Request{Op: OpWeb, Method: "POST", URL: server.URL + "/commands", Header: map[string]string{"Authorization": "digest me"}, Content: []byte("x")})
	assert.Equal(t, answer.Status, http.StatusTeapot)
	assert.Equal(t, string(answer.Content), "POST /commands digest me x")
	assert.Equal(t, entered, 1)
	server.Close()
	assert.ErrorContains(t, failure(t, Request{Op: OpWeb, URL: server.URL}), "refused")
}

func TestRequestEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	}))
	defer server.Close()
	answer := NewAgent(nil).Do(ctx, Request{Op: OpWeb, URL: server.URL})
	assert.ErrorContains(t, errors.New(answer.Error), "context canceled")
}
