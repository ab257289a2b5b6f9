package harness_test

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

// go test tells where a verdict was logged, and passes over helpers; the tutorial shows what it prints.
func TestTutorialNamesTheLineThatLogsVerdicts(t *testing.T) {
	page, err := os.ReadFile("../docs/tutorial.md")
	assert.NilError(t, err)
	src, err := os.ReadFile("gotest.go")
	assert.NilError(t, err)
	lines := strings.Split(string(src), "\n")
	named := regexp.MustCompile(`gotest\.go:(\d+)`).FindAllStringSubmatch(string(page), -1)
	assert.Assert(t, len(named) > 0)
	for _, m := range named {
		n, err := strconv.Atoi(m[1])
		assert.NilError(t, err)
		assert.Assert(t, n <= len(lines) && strings.Contains(lines[n-1], "testPlan(t, "), "gotest.go:%d logs no verdict", n)
	}
}
