package harness

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

// A limit that the reference does not tell would be met by surprise.
func TestDefaultsHaveAllLimits(t *testing.T) {
	limits, told := map[string]bool{}, map[string]bool{}
	names, err := filepath.Glob("*.go")
	assert.NilError(t, err)
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		assert.NilError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GenDecl:
				collect(n, limits)
			case *ast.FuncDecl:
				if n.Name.Name == "Defaults" {
					ast.Inspect(n, func(n ast.Node) bool {
						if id, ok := n.(*ast.Ident); ok {
							told[id.Name] = true
						}
						return true
					})
				}
			}
			return true
		})
	}
	assert.Assert(t, len(limits) > 5, "it looked in the wrong place")
	for name := range limits {
		assert.Assert(t, told[name], "Defaults does not tell %s", name)
	}
}

// collect adds the constants whose names say that they are limits.
func collect(decl *ast.GenDecl, limits map[string]bool) {
	if decl.Tok != token.CONST {
		return
	}
	for _, s := range decl.Specs {
		for _, id := range s.(*ast.ValueSpec).Names {
			if strings.HasSuffix(id.Name, "Limit") || strings.HasSuffix(id.Name, "Timeout") {
				limits[id.Name] = true
			}
		}
	}
}
