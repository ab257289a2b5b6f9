//go:build !linux

package machine

import (
	"errors"
	"runtime"
)

var errNotLinux = errors.New("this is known only on Linux, not on " + runtime.GOOS)

func addDrops([]Drop) error { return errNotLinux }

func removeDrops() error { return errNotLinux }

func listDrops() ([]DropState, error) { return nil, errNotLinux }

func space(string) (Space, error) { return Space{}, errNotLinux }
