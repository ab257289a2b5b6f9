package server_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/server"
)

func TestLinesOfALongLogAreLeftOut(t *testing.T) {
	const all = 200_000
	line := func(i int) string { return fmt.Sprintf("line %6d of %s", i, strings.Repeat("x", 85)) }
	var written strings.Builder
	lines, longs := server.Lines{Copy: &written}, 0
	for i := range all {
		if lines.Add(line(i)) {
			longs++
		}
	}
	lines.End()
	assert.Equal(t, longs, 1)
	text := written.String()
	assert.Assert(t, strings.HasPrefix(text, line(0)+"\n"+line(1)+"\n"))
	assert.Assert(t, strings.HasSuffix(text, line(all-2)+"\n"+line(all-1)+"\n"))
	assert.Assert(t, len(text) < 10<<20, "the copy has %d bytes", len(text))
	assert.Assert(t, strings.Contains(text, fmt.Sprintf("\n[zkscenario: %d lines of the log are left out here]\n", lines.Left())))
	assert.Equal(t, strings.Count(text, "\n")-1+lines.Left(), all)

	found, ok := lines.Find(regexp.MustCompile("line +199999 "))
	assert.Assert(t, ok)
	assert.Equal(t, found, line(199_999))
	_, ok = lines.Find(regexp.MustCompile("line +100000 "))
	assert.Assert(t, !ok, "a line of the middle is kept")
	_, err := lines.FindAll(regexp.MustCompile("line +199999 "))
	assert.Error(t, err, fmt.Sprintf("%d lines were not kept, and \"line +199999 \" may match some of them", lines.Left()))
}

func TestFindAllIsBounded(t *testing.T) {
	var lines server.Lines
	for i := range server.MostFound {
		lines.Add(fmt.Sprint("a ", i))
	}
	lines.Add("b")
	all, err := lines.FindAll(regexp.MustCompile("^a "))
	assert.NilError(t, err)
	assert.Equal(t, len(all), server.MostFound)
	assert.Equal(t, all[len(all)-1], fmt.Sprint("a ", server.MostFound-1))
	none, err := lines.FindAll(regexp.MustCompile("^c"))
	assert.NilError(t, err)
	assert.Equal(t, len(none), 0)
	_, err = lines.FindAll(regexp.MustCompile("^[ab]"))
	assert.Error(t, err, fmt.Sprintf(`"^[ab]" matches more than %d lines`, server.MostFound))
}

// A log that is long, but of which nothing was left out yet, is searched as a whole.
func TestFindAllOfBeginAndEnd(t *testing.T) {
	var lines server.Lines
	for _, line := range []string{"a 1", strings.Repeat("x", 8<<20-5), "a 2"} {
		lines.Add(line)
	}
	found, err := lines.FindAll(regexp.MustCompile("^a"))
	assert.NilError(t, err)
	assert.DeepEqual(t, found, []string{"a 1", "a 2"})
}

func TestLinesOfAShortLogAreAllCopied(t *testing.T) {
	var written strings.Builder
	lines := server.Lines{Copy: &written}
	for _, line := range []string{"a", "", "b"} {
		assert.Assert(t, !lines.Add(line))
	}
	lines.End()
	assert.Equal(t, written.String(), "a\n\nb\n")
	assert.DeepEqual(t, lines.Last(2), []string{"", "b"})
	assert.DeepEqual(t, lines.Last(5), []string{"a", "", "b"})
	assert.Equal(t, lines.Left(), 0)
}

// The last lines may be of the begin and of the end.
func TestLastLinesOfALongLog(t *testing.T) {
	var lines server.Lines
	half := strings.Repeat("x", 4<<20-1)
	for _, line := range []string{half, half, "end"} {
		lines.Add(line)
	}
	assert.DeepEqual(t, lines.Last(2), []string{half, "end"})
}
