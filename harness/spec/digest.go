package spec

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"maps"
	"path/filepath"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Digest returns a fingerprint of the file and the files with procedures that it calls. It
// ignores comments and layout, which have no effect on a run.
func (f *File) Digest() string {
	sum := sha256.New()
	addText(sum, f.Name, f.Source)
	texts := f.Libraries()
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		fmt.Fprintf(sum, "%s\n", filepath.Base(name))
		addText(sum, name, texts[name])
	}
	return hex.EncodeToString(sum.Sum(nil))
}

func addText(sum hash.Hash, name string, text []byte) {
	if IsJSON(name) {
		fmt.Fprintf(sum, "%d\n%s", len(text), text)
		return
	}
	tokens, _ := hclsyntax.LexConfig(text, name, hcl.InitialPos) // Parse has reported the errors
	for _, t := range tokens {
		if t.Type != hclsyntax.TokenComment && t.Type != hclsyntax.TokenNewline {
			fmt.Fprintf(sum, "%d %s\n", len(t.Bytes), t.Bytes)
		}
	}
}
