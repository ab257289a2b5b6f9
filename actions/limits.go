package actions

import (
	"fmt"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness/spec"
)

// limitOr parses a duration that validLimit has accepted; "" is the fallback.
func limitOr(text string, fallback time.Duration) time.Duration {
	if text == "" {
		return fallback
	}
	d, _ := time.ParseDuration(text)
	return d
}

func validLimit(text string, at hcl.Range) hcl.Diagnostics {
	if text == "" {
		return nil
	}
	if d, err := time.ParseDuration(text); err != nil || d <= 0 {
		return hcl.Diagnostics{spec.InvalidDuration(text, at)}
	}
	return nil
}

// maxWrite leaves room above jute.maxbuffer's default of 1 MiB, which a scenario may raise.
const maxWrite = 64 << 20

// parseWriteSize parses the size of one write; "" is 0.
func parseWriteSize(text string) (int, error) {
	if text == "" {
		return 0, nil
	}
	n, err := spec.ParseSize(text)
	if err == nil && n > maxWrite {
		err = fmt.Errorf("%q is more than a znode can hold", text)
	}
	return int(n), err
}

// valueOr returns the value of an optional attribute, or the fallback if it is not given.
func valueOr[T any](v *T, fallback T) T {
	if v == nil {
		return fallback
	}
	return *v
}
