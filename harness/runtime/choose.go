package runtime

import (
	"context"
	"errors"
	"fmt"
)

// Choose returns the first runtime that is available on this machine, and logs which
// one it is and why those before it are not. It fails when none is available.
func Choose(ctx context.Context, candidates []Runtime, logf func(string, ...any)) (Runtime, error) {
	var reasons []error
	for _, rt := range candidates {
		err := rt.Available(ctx)
		if err == nil {
			logf("Servers run in the %s runtime, since it can work on this machine.", rt.Name())
			return rt, nil
		}
		logf("Not in the %s runtime: %s.", rt.Name(), err)
		reasons = append(reasons, fmt.Errorf("%s: %w", rt.Name(), err))
	}
	return nil, fmt.Errorf("no runtime can run servers here: %w", errors.Join(reasons...))
}
