package actions

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness"
	"github.com/zkscenario/zkscenario/harness/cluster"
	"github.com/zkscenario/zkscenario/harness/values"
)

// Tags and sentences contain constants, so only a test can compare them with the defaults and
// limits in the code.
func TestDocumentedDefaults(t *testing.T) {
	short := func(d time.Duration) string { return strings.TrimSuffix(d.String(), "0s") }
	for _, c := range []struct {
		word, attribute string
		value           any
	}{
		{"background", "keys", defaultKeys},
		{"background", "writes", defaultWrites},
		{"background", "in_flight", defaultLoad},
		{"close", "within", fmt.Sprintf("%q", harness.OperationLimit)},
		{"fill", "in_flight", defaultInFlight},
		{"fill", "within", fmt.Sprintf("%q", short(fillLimit))},
		{"move", "within", fmt.Sprintf(`"%gs"`, cluster.StateLimit.Seconds())},
		{"read", "within", fmt.Sprintf("%q", harness.OperationLimit)},
	} {
		kind, ok := All().Lookup(c.word)
		assert.Assert(t, ok, "there is no word %s", c.word)
		attributes := harness.Attributes(kind.New())
		i := slices.IndexFunc(attributes, func(a values.Attribute) bool { return a.Name == c.attribute })
		want := fmt.Sprintf(" Default: %v.", c.value)
		assert.Assert(t, i >= 0 && strings.Contains(" "+attributes[i].Doc, want), "the doc tag of %s of %s lacks:%s", c.attribute, c.word, want)
	}
}

func TestDocumentedLimits(t *testing.T) {
	for word, want := range map[string]string{
		"close":      fmt.Sprintf("at most %g s", harness.OperationLimit.Seconds()),
		"command":    fmt.Sprintf("at most %g s", cluster.ReplyLimit.Seconds()),
		"connect":    fmt.Sprintf("at most %g s", cluster.StateLimit.Seconds()),
		"controller": fmt.Sprintf("at most %g s", cluster.ReplyLimit.Seconds()),
		"exec":       fmt.Sprintf("at most %g s", cluster.ReplyLimit.Seconds()),
		"fill":       fmt.Sprintf("at most %g min", fillLimit.Minutes()),
		"lead":       fmt.Sprintf("at most %d elections", maxElections),
		"move":       fmt.Sprintf("at most %g s", cluster.StateLimit.Seconds()),
		"read":       fmt.Sprintf("at most %g s", harness.OperationLimit.Seconds()),
	} {
		kind, _ := All().Lookup(word)
		waits, _ := kind.InGeneral()
		assert.Assert(t, strings.Contains(waits, want), "Waits of %s lacks: %s", word, want)
	}
}
