package main

import (
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"gotest.tools/v3/assert"

	"github.com/zkscenario/zkscenario/harness/spec"
)

// ownFiles returns all scenario files of this repository, including invalid ones.
func ownFiles(tb testing.TB) []source {
	tb.Helper()
	var all []source
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !spec.IsScenarioFile(name) {
			return err
		}
		text, err := os.ReadFile(name)
		all = append(all, source{name: name, text: text})
		return err
	})
	assert.NilError(tb, err)
	return all
}

func TestCanonicalFormKeepsTokensAndIsStable(t *testing.T) {
	canonicalFiles := 0
	for _, s := range ownFiles(t) {
		if checkCanonical(t, s) {
			canonicalFiles++
		}
		// The result does not depend on the layout.
		s.text = []byte(strings.ReplaceAll(string(s.text), "\n  ", "\n\t "))
		checkCanonical(t, s)
	}
	assert.Assert(t, canonicalFiles > 30, "only %d files have no syntax errors", canonicalFiles)
}

// FuzzCanonicalForm checks that formatting keeps tokens and comments, and is idempotent.
func FuzzCanonicalForm(f *testing.F) {
	for _, s := range ownFiles(f) {
		f.Add(s.text, inJSON(s))
	}
	f.Fuzz(func(t *testing.T, text []byte, inJSON bool) {
		name := "a.hcl"
		if inJSON {
			name += ".json"
		}
		checkCanonical(t, source{name: name, text: text})
	})
}

// checkCanonical checks the canonical form of a file. It returns false for a file with
// syntax errors, which cannot be formatted.
func checkCanonical(t *testing.T, s source) bool {
	t.Helper()
	once, err := canonical(io.Discard, s)
	if err != nil {
		return false
	}
	twice, err := canonical(io.Discard, source{name: s.name, text: once})
	assert.NilError(t, err, s.name)
	assert.Equal(t, string(twice), string(once), s.name)
	if inJSON(s) {
		assert.DeepEqual(t, values(t, once), values(t, s.text))
	} else {
		assert.DeepEqual(t, tokens(t, once), tokens(t, s.text))
	}
	return true
}

func values(t *testing.T, text []byte) (v any) {
	t.Helper()
	assert.NilError(t, json.Unmarshal(text, &v))
	return v
}

// tokens returns all tokens of a file, including comments and line breaks.
func tokens(t *testing.T, text []byte) []string {
	t.Helper()
	lexed, diags := hclsyntax.LexConfig(text, "a.hcl", hcl.InitialPos)
	assert.Assert(t, !diags.HasErrors(), diags)
	all := make([]string, len(lexed))
	for i, token := range lexed {
		all[i] = token.Type.String() + " " + string(token.Bytes)
	}
	return all
}

func TestOverwriteKeepsModeAndLink(t *testing.T) {
	dir := t.TempDir()
	file, link := filepath.Join(dir, "a.hcl"), filepath.Join(dir, "link.hcl")
	assert.NilError(t, os.WriteFile(file, []byte("old"), 0o640))
	assert.NilError(t, os.Symlink(file, link))
	assert.NilError(t, overwrite(link, []byte("new")))
	text, err := os.ReadFile(file)
	assert.NilError(t, err)
	assert.Equal(t, string(text), "new")
	info, err := os.Lstat(link)
	assert.NilError(t, err)
	assert.Equal(t, info.Mode().Type(), fs.ModeSymlink)
	info, err = os.Stat(file)
	assert.NilError(t, err)
	assert.Equal(t, info.Mode().Perm(), fs.FileMode(0o640))
	left, err := os.ReadDir(dir)
	assert.NilError(t, err)
	assert.Equal(t, len(left), 2, "only the file and the link")
}
