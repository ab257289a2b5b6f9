package main

import (
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

const top = "../.."

var (
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#+ +(.+)$`)
	fenced  = regexp.MustCompile("(?ms)^```.*?^```$")
	inCode  = regexp.MustCompile("`[^`\n]*`")
	// dropped matches the characters of a heading that GitHub leaves out of its anchor.
	dropped = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

// documents lists the files of the documentation.
func documents(t *testing.T) []string {
	t.Helper()
	documents, err := filepath.Glob(filepath.Join(top, "*.md"))
	assert.NilError(t, err)
	err = filepath.WalkDir(filepath.Join(top, "docs"), func(path string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(path, ".md") {
			documents = append(documents, path)
		}
		return err
	})
	assert.NilError(t, err)
	assert.Assert(t, len(documents) > 10)
	return documents
}

// Links between documents, and to other files of the repository, have a target.
func TestLinksHaveTargets(t *testing.T) {
	found := 0
	for _, page := range documents(t) {
		text, err := os.ReadFile(page)
		assert.NilError(t, err)
		for _, match := range link.FindAllStringSubmatch(prose(string(text)), -1) {
			target, err := url.Parse(match[1])
			assert.NilError(t, err, page)
			if target.Scheme != "" {
				continue
			}
			found++
			if why := dead(page, target); why != "" {
				t.Errorf("%s links to %s: %s", page, match[1], why)
			}
		}
	}
	assert.Assert(t, found > 50)
}

// prose removes code from a page.
func prose(text string) string {
	return inCode.ReplaceAllString(fenced.ReplaceAllString(text, ""), "code")
}

// dead returns the reason that a link has no target, or "".
func dead(page string, target *url.URL) string {
	file := page
	if target.Path != "" {
		file = filepath.Join(filepath.Dir(page), target.Path)
	}
	if _, err := os.Stat(file); err != nil {
		return "no such file"
	}
	if target.Fragment == "" {
		return ""
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return err.Error()
	}
	if !slices.Contains(anchors(string(text)), target.Fragment) {
		return "no such heading"
	}
	return ""
}

func anchors(text string) []string {
	var all []string
	for _, match := range heading.FindAllStringSubmatch(fenced.ReplaceAllString(text, ""), -1) {
		anchor := dropped.ReplaceAllString(strings.ToLower(match[1]), "")
		all = append(all, strings.ReplaceAll(anchor, " ", "-"))
	}
	return all
}

func TestDeadLinksAreFound(t *testing.T) {
	page := filepath.Join(top, "README.md")
	for link, want := range map[string]string{
		"docs/none.md":                   "no such file",
		"docs/results.md#the-timeline":   "",
		"docs/results.md#the-time":       "no such heading",
		"#the-catalogue":                 "",
		"docs/language.md#name":          "no such heading",
		"docs/language.md#sessionname":   "",
		"docs/commands.md#zkscenario-no": "no such heading",
	} {
		target, err := url.Parse(link)
		assert.NilError(t, err)
		assert.Equal(t, dead(page, target), want, link)
	}
}
