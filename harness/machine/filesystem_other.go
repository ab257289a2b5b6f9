//go:build !linux

package machine

import (
	"errors"
	"runtime"
)

var errNotLinux = errors.New("this works only on Linux, not on " + runtime.GOOS)

func space(string) (Space, error) { return Space{}, errNotLinux }
