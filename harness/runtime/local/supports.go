package local

import (
	"fmt"
	"sync"

	"github.com/zkscenario/zkscenario/harness/runtime"
)

// Tried once: neither the rights of a program nor its kernel change.
var (
	tryHubOnce  = sync.OnceValue(tryHub)
	tryDiskOnce = sync.OnceValue(tryDisk)
)

// Supports implements runtime.Runtime.
func (r *Runtime) Supports(c runtime.Capability) error {
	var err error
	switch c {
	case runtime.CanPause, runtime.CanControl:
		return nil
	case runtime.CanCut:
		err = tryHubOnce()
	case runtime.CanSize:
		err = tryDiskOnce()
	default:
		return fmt.Errorf("the %s runtime cannot %s", r.Name(), c)
	}
	if err != nil {
		return fmt.Errorf("the %s runtime can %s only as root on Linux (%w): use --runtime docker", r.Name(), c, err)
	}
	return nil
}
