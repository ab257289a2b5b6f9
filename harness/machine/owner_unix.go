//go:build unix

package machine

import (
	"fmt"
	"os"
	"syscall"
)

// give makes what is new belong to whom the folder does, so that the server,
// which need not be the superuser, can go on with it.
func give(path string, folder os.FileInfo) error {
	owner, ok := folder.Sys().(*syscall.Stat_t)
	if !ok {
		return fmt.Errorf("ask for the owner of %s: the system does not tell", folder.Name())
	}
	return os.Lchown(path, int(owner.Uid), int(owner.Gid))
}
