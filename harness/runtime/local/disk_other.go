//go:build !linux

package local

import "github.com/zkscenario/zkscenario/harness/spec"

func mountDisk(string, *spec.Disk) error { return errNotLinux }

func unmountDisks(string) ([]string, error) { return nil, nil }

func diskFolders() ([]string, error) { return nil, nil }

func tryDisk() error { return errNotLinux }
