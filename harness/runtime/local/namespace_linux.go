package local

import (
	"fmt"
	"runtime"

	"github.com/vishvananda/netns"
	"golang.org/x/sys/unix"
)

// namespace is a network namespace without a name. The kernel removes it, and the
// devices in it, with the last process that holds it, so also after a SIGKILL.
type namespace struct {
	handle netns.NsHandle
}

// newNamespace makes a namespace and runs f inside to set it up.
func newNamespace(f func() error) (*namespace, error) {
	ns := &namespace{handle: netns.None()}
	err := onNewThread(func() (err error) {
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

// inside runs f in the namespace. Sockets and processes that f opens itself are in the
// namespace too; goroutines that it starts are not.
func (ns *namespace) inside(f func() error) error {
	return onNewThread(func() error {
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

// onNewThread runs f on a thread that ends with it, so that no other goroutine ever
// runs in the namespace that f entered.
func onNewThread(f func() error) error {
	done := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		if unix.Gettid() != unix.Getpid() {
			done <- f()
			return // still locked, which ends the thread
		}
		// The main thread cannot end. While it is locked, f gets another one.
		defer runtime.UnlockOSThread()
		done <- onNewThread(f)
	}()
	return <-done
}
