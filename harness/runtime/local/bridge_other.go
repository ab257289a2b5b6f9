//go:build !linux

package local

import "errors"

// errNotLinux is returned nowhere in a run: Available refuses such a machine first.
var errNotLinux = errors.New("this is not Linux")

func newBridge(string) (network, error) { return nil, errNotLinux }

func tryBridge() error { return errNotLinux }
