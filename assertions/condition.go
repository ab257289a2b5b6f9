package assertions

import (
	"context"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/spec"
	"github.com/zkscenario/zkscenario/harness/timeline"
	"github.com/zkscenario/zkscenario/harness/verdict"
)

// evaluate evaluates a condition once, and explains the result by the values that the
// condition compares.
func evaluate(ctx context.Context, env *harness.Env, condition hcl.Expression) verdict.Verdict {
	holds, err := env.Holds(ctx, condition)
	if err != nil {
		return verdict.Undecided("%s", err)
	}
	explained := env.Explain(ctx, condition)
	if holds {
		return verdict.Holds("%s", explained)
	}
	return verdict.Broken("assertion failed: %s", explained)
}

// parseWithin parses an optional duration; for "" it returns fallback.
func parseWithin(text string, fallback time.Duration) (time.Duration, error) {
	if text == "" {
		return fallback, nil
	}
	return time.ParseDuration(text)
}

// validWithin reports a text that is not a positive duration.
func validWithin(text string, at hcl.Range) hcl.Diagnostics {
	if d, err := parseWithin(text, time.Second); err != nil || d <= 0 {
		return hcl.Diagnostics{spec.InvalidDuration(text, at)}
	}
	return nil
}

// validGuarantee reports an unknown guarantee; "" is allowed.
func validGuarantee(name string, at hcl.Range) hcl.Diagnostics {
	if _, ok := timeline.LookupGuarantee(name); name != "" && !ok {
		return hcl.Diagnostics{spec.NoSuchGuarantee(name, at)}
	}
	return nil
}
