package adding

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

// example is a code block of the page: a new file, a change of a file, or commands.
type example struct {
	section  string
	language string
	file     string // that the paragraph before the block names last
	text     string
}

func (e example) isCommand() bool { return e.language == "sh" }

func (e example) isChange() bool { return e.language == "diff" }

// filePath matches the path of a file as the page writes it.
var filePath = regexp.MustCompile("`((?:[\\w-]+/)+[\\w.-]+\\.\\w+)`")

// examplesOf returns the code blocks of a page, in order.
func examplesOf(page string) []example {
	var all []example
	var section, paragraph string
	var open *example
	for line := range strings.Lines(page) {
		fence, isFence := strings.CutPrefix(line, "```")
		switch {
		case open != nil && isFence:
			all = append(all, *open)
			open, paragraph = nil, ""
		case open != nil:
			open.text += line
		case isFence:
			open = &example{section: section, language: strings.TrimSpace(fence)}
			if paths := filePath.FindAllStringSubmatch(paragraph, -1); len(paths) > 0 {
				open.file = paths[len(paths)-1][1]
			}
		case strings.HasPrefix(line, "## "):
			section, paragraph = strings.TrimSpace(line[3:]), ""
		case strings.TrimSpace(line) != "":
			paragraph += line
		case !strings.HasSuffix(paragraph, ":\n") && !strings.HasSuffix(paragraph, ",\n"):
			paragraph = "" // no block belongs to it
		}
	}
	return all
}

// change returns the text with the lines that the block adds, between the lines that it
// repeats.
func (e example) change(text string) (string, error) {
	var before, after strings.Builder
	for line := range strings.Lines(e.text) {
		switch line[0] {
		case '+':
			after.WriteString(line[1:])
		case ' ':
			before.WriteString(line[1:])
			after.WriteString(line[1:])
		default:
			return "", fmt.Errorf("%s: a line begins neither with a space nor with +: %q", e.file, line)
		}
	}
	if n := strings.Count(text, before.String()); n != 1 {
		return "", fmt.Errorf("%s has these lines %d times, not once:\n%s", e.file, n, before.String())
	}
	return strings.Replace(text, before.String(), after.String(), 1), nil
}

func TestExamplesOfAPage(t *testing.T) {
	got := examplesOf("# P\n\nUse `x/y`.\n\n```sh\ngo version\n```\n\n## S\n\nIn `a/b.go`, or `b/c.go` as `d`:\n\n```diff\n a\n+b\n```\n")
	assert.Equal(t, len(got), 2)
	assert.Equal(t, got[0], example{language: "sh", text: "go version\n"})
	assert.Equal(t, got[1], example{section: "S", language: "diff", file: "b/c.go", text: " a\n+b\n"})
}

func TestChange(t *testing.T) {
	e := example{file: "f", text: " a\n+b\n c\n"}
	got, err := e.change("a\na\nc\n")
	assert.NilError(t, err)
	assert.Equal(t, got, "a\na\nb\nc\n")
	_, err = e.change("a\nb\nc\n")
	assert.Error(t, err, "f has these lines 0 times, not once:\na\nc\n")
	_, err = example{file: "f", text: "-a\n"}.change("a\n")
	assert.Error(t, err, `f: a line begins neither with a space nor with +: "-a\n"`)
}
