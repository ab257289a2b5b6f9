//go:build !linux

package local

// Available refuses a machine without Linux.
func (*stops) watch(int) {}
