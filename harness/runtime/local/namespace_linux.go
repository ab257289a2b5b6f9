package local

import (
	"fmt"
	"runtime"

	"github.com/vishvananda/netns"
	"golang.org/x/sys/unix"
)

// namespace is a network namespace without a name: it lives as long as somebody
// holds it, so the kernel removes it, and what is in it, even after a SIGKILL.
type namespace struct {
	handle netns.NsHandle
}

// newNamespace makes a namespace and lets f furnish it from inside.
func newNamespace(f func() error) (*namespace, error) {
	ns := &namespace{handle: netns.None()}
	err := onThreadOfItsOwn(func() (err error) {
		if ns.handle, err = netns.New(); err != nil {
			return fmt.Errorf("make a network namespace: %w", err)
		}
		return f()
	})
	if err != nil {
		_ = ns.close()
		return nil, err
	}
	return ns, nil
}

// inside runs f in the namespace. What f opens or starts itself is in there too,
// but not what its goroutines do.
func (ns *namespace) inside(f func() error) error {
	return onThreadOfItsOwn(func() error {
		if err := netns.Set(ns.handle); err != nil {
			return fmt.Errorf("enter a network namespace: %w", err)
		}
		return f()
	})
}

func (ns *namespace) close() error {
	if !ns.handle.IsOpen() {
		return nil
	}
	return ns.handle.Close()
}

// onThreadOfItsOwn runs f on a thread that ends with it, so that nothing else
// ever runs where f went.
func onThreadOfItsOwn(f func() error) error {
	done := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		if unix.Gettid() != unix.Getpid() {
			done <- f()
			return // locked, which ends the thread
		}
		// The main thread cannot end, and would stay there for good. As long as it
		// is locked, f gets another one.
		defer runtime.UnlockOSThread()
		done <- onThreadOfItsOwn(f)
	}()
	return <-done
}
