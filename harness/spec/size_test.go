package spec_test

import (
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/spec"
)

func TestSizes(t *testing.T) {
	for text, want := range map[string]int64{
		"0": 0, "10": 10, "10B": 10, "10 kB": 10_000, "10KiB": 10_240, "3MB": 3_000_000, "999999999MiB": 999_999_999 << 20,
	} {
		got, err := spec.ParseSize(text)
		assert.NilError(t, err)
		assert.Equal(t, got, want, text)
	}
	for n, want := range map[int64]string{1: "1B", 10_000: "10kB", 10_240: "10KiB", 3_000_000: "3MB", 3 << 20: "3MiB", 1_000_001: "1000001B"} {
		assert.Equal(t, spec.FormatSize(n), want)
	}
	for _, text := range []string{"", "-1", "1.5MB", "MB", "1GB", "1mb", "1 M", "1MB ", "1000000000"} {
		_, err := spec.ParseSize(text)
		assert.ErrorContains(t, err, "is not a size")
	}
}
