package release

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

func TestKnownIsInOrder(t *testing.T) {
	triple := func(release string) []int {
		var n []int
		for _, part := range strings.Split(number(release), ".") {
			i, err := strconv.Atoi(part)
			assert.NilError(t, err)
			n = append(n, i)
		}
		return n
	}
	assert.Assert(t, slices.IsSortedFunc(Known(), func(a, b string) int { return slices.Compare(triple(a), triple(b)) }))
	assert.Equal(t, len(slices.Compact(Known())), len(known))
}

func TestKnownWithABuild(t *testing.T) {
	assert.DeepEqual(t, KnownWith(""), Known())
	assert.DeepEqual(t, KnownWith("3.9.4"), Known())
	assert.DeepEqual(t, KnownWith("3.10.0"), append(Known(), "3.10.0"))
}

func TestResolve(t *testing.T) {
	for name, want := range map[string]string{"3.9.5": "3.9.5", "3.5.0": "3.5.0-alpha", "3.5.3-beta": "3.5.3-beta"} {
		got, err := Resolve(name)
		assert.NilError(t, err)
		assert.Equal(t, got, want)
	}
}

func TestResolveSuggests(t *testing.T) {
	for name, want := range map[string]string{
		"3.9.9": "3.9.5", "3.8,4": "3.8.4", "v3.4.14": "3.4.14", "3.5.0-beta": "3.5.0-alpha", "3": "3.9.5", "3.7.9": "3.7.2",
		"3.4": "3.4.14, the newest of that line, or 3.4.0, the first", "3.5.x": "3.5.10, the newest of that line, or 3.5.0-alpha, the first",
	} {
		_, err := Resolve(name)
		assert.ErrorContains(t, err, "did you mean "+want+"?")
	}
	_, err := Resolve("")
	assert.Error(t, err, "the name of a ZooKeeper release is empty; is there an extra comma?")
}

func TestAtLeastIgnoresSuffixes(t *testing.T) {
	assert.Assert(t, atLeast("3.5.3-beta", 3, 5, 3))
	assert.Assert(t, atLeast("3.10.0", 3, 9))
	assert.Assert(t, !atLeast("3.5.10", 3, 6))
}

func TestEveryReleaseHasOneLoggingBackend(t *testing.T) {
	assert.Assert(t, projectOf("3.6.4").Reload4j && !projectOf("3.6.3").Reload4j)
	for _, r := range Known() {
		p := projectOf(r)
		assert.Assert(t, !p.Reload4j || !p.Logback, r)
		assert.Assert(t, p.Managed || !p.Provided && !p.Reload4j && !p.Logback, "%s has dependencies without versions", r)
	}
}
