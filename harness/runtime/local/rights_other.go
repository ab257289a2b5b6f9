//go:build !linux

package local

import (
	"errors"

	"github.com/zkscenario/zkscenario/harness/spec"
)

// Available refuses such a machine before any of these is used.
var errNotLinux = errors.New("this is not Linux")

func newHub(string) (network, error) { return nil, errNotLinux }

func tryHub() error { return errNotLinux }

func mountDisk(string, *spec.Disk) error { return errNotLinux }

func unmountDisks(string) ([]string, error) { return nil, nil }

func diskFolders() ([]string, error) { return nil, nil }

func tryDisk() error { return errNotLinux }
