package localrt

import (
	"fmt"
	"sync"

	"github.com/zkscenario/zkscenario/harness"
)

// Tried once: neither the rights of a program nor its kernel change.
var (
	tryHubOnce  = sync.OnceValue(tryHub)
	tryDiskOnce = sync.OnceValue(tryDisk)
)

// Supports implements harness.Runtime.
func (r *Runtime) Supports(c harness.Capability) error {
	var err error
	switch c {
	case harness.CanPause, harness.CanControl:
		return nil
	case harness.CanCut:
		err = tryHubOnce()
	case harness.CanSize:
		err = tryDiskOnce()
	default:
		return fmt.Errorf("the %s runtime cannot %s", r.Name(), c)
	}
	if err != nil {
		return fmt.Errorf("the %s runtime can %s only as root on Linux (%w): use --runtime docker", r.Name(), c, err)
	}
	return nil
}
