package machine

import (
	"os"
	"syscall"
	"testing"
	"time"

	"gotest.tools/v3/assert"
)

func TestHoldEndsOnASignal(t *testing.T) {
	done := make(chan struct{})
	go func() {
		Hold(t.Context())
		close(done)
	}()
	self, err := os.FindProcess(os.Getpid())
	assert.NilError(t, err)
	select {
	case <-done:
		t.Fatal("ended before it was told to")
	case <-time.After(50 * time.Millisecond): // by then it listens for signals
	}
	assert.NilError(t, self.Signal(syscall.SIGTERM))
	select {
	case <-done:
	case <-time.After(5 * time.Second):
		t.Fatal("a signal does not end it")
	}
}
