package fakert

import "math"

// Owners that are no sessions (EphemeralType). Real sessions' ids never look
// like them while the extended types are on.
const (
	containerOwner int64 = math.MinInt64
	ttlOwner       int64 = -1 << 56
	longestTTL     int64 = 1<<40 - 1 // milliseconds
)

// extended tells whether the server knows znodes with a time to live.
func (p *process) extended() bool {
	return p.setting("extendedTypesEnabled") == "true" && p.m.since("3.5.3")
}

// ephemeral tells whether an owner is a session.
func (m *machine) ephemeral(owner int64) bool {
	return owner != 0 && owner != containerOwner && !(m.life.extended() && owner&ttlOwner == ttlOwner)
}
