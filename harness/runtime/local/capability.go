package local

import (
	"fmt"
	"sync"

	"github.com/zkscenario/zkscenario/harness/runtime"
)

// withRights is the condition of what changes networks or mounts disks.
const withRights = "as root on Linux"

// The results are kept: neither the rights of a program nor its kernel change.
var (
	tryBridgeOnce = sync.OnceValue(tryBridge)
	tryDiskOnce   = sync.OnceValue(tryDisk)
)

// Capabilities implements runtime.Runtime.
func (*Runtime) Capabilities() map[runtime.Capability]string {
	return map[runtime.Capability]string{
		runtime.CanPause:   "",
		runtime.CanControl: "",
		runtime.CanCut:     withRights,
		runtime.CanSize:    withRights,
	}
}

// Supports implements runtime.Runtime.
func (r *Runtime) Supports(c runtime.Capability) error {
	condition, can := r.Capabilities()[c]
	if !can {
		return fmt.Errorf("the %s runtime cannot %s", r.Name(), c)
	}
	var err error
	switch c {
	case runtime.CanCut:
		err = tryBridgeOnce()
	case runtime.CanSize:
		err = tryDiskOnce()
	}
	if err != nil {
		return fmt.Errorf("the %s runtime can %s only %s (%w): use --runtime docker", r.Name(), c, condition, err)
	}
	return nil
}
