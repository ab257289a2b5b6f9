//go:build !linux

package machine

func addDrops([]Drop) error { return errNotLinux }

func removeDrops() error { return errNotLinux }

func listDrops() ([]DropState, error) { return nil, errNotLinux }
