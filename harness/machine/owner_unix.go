//go:build unix

package machine

import (
	"fmt"
	"os"
	"syscall"
)

// setOwner gives a new file the owner of its folder, so that the server, which may
// run as another user, can use it.
func setOwner(path string, folder os.FileInfo) error {
	owner, ok := folder.Sys().(*syscall.Stat_t)
	if !ok {
		return fmt.Errorf("find the owner of %s: the system reports none", folder.Name())
	}
	return os.Lchown(path, int(owner.Uid), int(owner.Gid))
}
