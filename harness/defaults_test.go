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

// Every constant of a time limit must be in the reference.
func TestDefaultsListAllLimits(t *testing.T) {
	limits, listed := map[string]bool{}, map[string]bool{}
	names, err := filepath.Glob("*.go")
	assert.NilError(t, err)
	inCluster, err := filepath.Glob("cluster/*.go")
	assert.NilError(t, err)
	for _, name := range append(names, inCluster...) {
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
							listed[id.Name] = true
						}
						return true
					})
				}
			}
			return true
		})
	}
	assert.Assert(t, len(limits) > 5, "only %d limits were found", len(limits))
	for name := range limits {
		assert.Assert(t, listed[name], "Defaults omits %s", name)
	}
}

// collect adds the constants whose names end in Limit or Timeout.
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
