package shard_test

import (
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/internal/shard"
)

// Without a measurement the duration is the median, of the same scenario if possible.
func TestMedianReplacesAMissingDuration(t *testing.T) {
	d := shard.Durations{"a": {"3.9.5": 1, "3.9.4": 2, "3.8.6": 50}, "b": {"3.9.5": 9, "3.9.4": 8}}
	assert.Equal(t, d.Of("a", "3.8.6"), 50.0)
	assert.Equal(t, d.Of("a", "3.4.14"), 2.0)
	assert.Equal(t, d.Of("c", "3.4.14"), 8.0)
}
