package machine

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"gotest.tools/v3/assert"
)

// hold starts a holder, which a signal ends.
func hold(t *testing.T) (socket string, done chan error) {
	t.Helper()
	socket = filepath.Join(t.TempDir(), "s")
	done = make(chan error, 1)
	go func() { done <- Hold(t.Context(), socket, 0) }()
	return socket, done
}

// ask sends a request as a program whose input stays open.
func ask(t *testing.T, socket string, r Request) (answer Answer) {
	t.Helper()
	in, write := io.Pipe()
	defer write.Close()
	text, err := json.Marshal(r)
	assert.NilError(t, err)
	go func() { _, _ = write.Write(text) }()
	var out bytes.Buffer
	assert.NilError(t, Ask(t.Context(), socket, in, &out))
	assert.NilError(t, json.Unmarshal(out.Bytes(), &answer))
	return answer
}

func TestHoldAnswersAndEndsOnASignal(t *testing.T) {
	socket, done := hold(t)
	path := filepath.Join(t.TempDir(), "large")
	content := bytes.Repeat([]byte("0123456789abcdef"), 1<<18)
	assert.DeepEqual(t, ask(t, socket, Request{Op: OpWrite, Path: path, Content: content}), Answer{})
	assert.Assert(t, bytes.Equal(ask(t, socket, Request{Op: OpRead, Path: path}).Content, content))
	self, err := os.FindProcess(os.Getpid())
	assert.NilError(t, err)
	select {
	case err := <-done:
		t.Fatal("it ended before the signal", err)
	default:
	}
	assert.NilError(t, self.Signal(syscall.SIGTERM))
	select {
	case err := <-done:
		assert.NilError(t, err)
	case <-time.After(5 * time.Second):
		t.Fatal("a signal does not end it")
	}
}

func TestEndOfTheInputCancelsTheRequest(t *testing.T) {
	socket, _ := hold(t)
	in, write := io.Pipe()
	off := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		assert.Check(t, write.Close())
		<-r.Context().Done()
		close(off)
	}))
	defer server.Close()
	text, err := json.Marshal(Request{Op: OpWeb, URL: server.URL})
	assert.NilError(t, err)
	go func() { _, _ = write.Write(text) }()
	assert.ErrorIs(t, Ask(t.Context(), socket, in, io.Discard), net.ErrClosed)
	<-off
}

func TestInvalidRequestIsAnswered(t *testing.T) {
	socket, _ := hold(t)
	in, write := io.Pipe()
	defer write.Close()
	go func() { _, _ = write.Write([]byte("rubbish")) }()
	var out bytes.Buffer
	assert.NilError(t, Ask(t.Context(), socket, in, &out))
	var answer Answer
	assert.NilError(t, json.Unmarshal(out.Bytes(), &answer))
	assert.ErrorContains(t, errors.New(answer.Error), "read the request")
}

func TestMachineThatCannotBeHeldIsAnError(t *testing.T) {
	assert.ErrorContains(t, Hold(t.Context(), filepath.Join(t.TempDir(), "none", "s"), 0), "hold the machine")
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	assert.ErrorContains(t, Ask(ctx, filepath.Join(t.TempDir(), "s"), nil, nil), "ask the machine")
}
