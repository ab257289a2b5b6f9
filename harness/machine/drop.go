package machine

import (
	"fmt"
	"net/netip"
)

const highestPort = 65535

// validate finds what the kernel would refuse, or worse, would take another way.
func (d Drop) validate() error {
	if d.Peer != "" {
		if _, err := netip.ParseAddr(d.Peer); err != nil {
			return fmt.Errorf("drop packets of %q: %w", d.Peer, err)
		}
	}
	switch {
	case d.Direction != In && d.Direction != Out:
		return fmt.Errorf("drop packets: %q is no direction", d.Direction)
	case d.Port < 0 || d.Port > highestPort:
		return fmt.Errorf("drop packets: %d is no port", d.Port)
	case d.After < 0:
		return fmt.Errorf("drop packets after %d bytes: there is no such number of bytes", d.After)
	}
	return nil
}
