package spec

import (
	"bytes"
	"encoding/json"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Limits of a file. HCL's parser recurses for each bracket, and its evaluation for each
// operator, so that a larger file could exhaust the stack.
const (
	maxFileBytes    = 1 << 20 // size of a file in bytes
	maxDepth        = 200     // depth of nested brackets
	maxOperators    = 5000    // operators in a file
	maxConditionals = 2000    // conditional expressions (condition ? a : b) in a file
)

// checkLimits reports a file that exceeds the limits, before it is parsed.
func checkLimits(name string, src []byte) hcl.Diagnostics {
	at := hcl.Range{Filename: name, Start: hcl.InitialPos, End: hcl.InitialPos}
	if len(src) > maxFileBytes {
		return limitExceeded(at, "The file has %d bytes; at most %d are allowed.", len(src), maxFileBytes)
	}
	if IsJSON(name) {
		return checkJSONLimits(at, src)
	}
	tokens, _ := hclsyntax.LexConfig(src, name, hcl.InitialPos)
	return new(complexity).add(tokens)
}

func limitExceeded(at hcl.Range, detail string, args ...any) hcl.Diagnostics {
	return hcl.Diagnostics{Errorf(at, "Scenario file too complex", detail, args...)}
}

// complexity counts the tokens that make the parser and the evaluation recurse. It counts
// tokens, because brackets in comments and strings do not.
type complexity struct {
	depth, operators, conditionals int
	last                           hclsyntax.TokenType // the token before
}

func (c *complexity) add(tokens hclsyntax.Tokens) hcl.Diagnostics {
	for _, t := range tokens {
		c.count(t.Type)
		switch {
		case c.depth > maxDepth:
			return limitExceeded(t.Range, "Blocks and brackets are nested more than %d deep.", maxDepth)
		case c.conditionals > maxConditionals:
			return limitExceeded(t.Range, "There are more than %d conditional expressions.", maxConditionals)
		case c.operators > maxOperators:
			return limitExceeded(t.Range, "There are more than %d operators.", maxOperators)
		}
		c.last = t.Type
	}
	return nil
}

func (c *complexity) count(t hclsyntax.TokenType) {
	switch t {
	case hclsyntax.TokenOBrace, hclsyntax.TokenOParen, hclsyntax.TokenTemplateInterp:
		c.depth++
	case hclsyntax.TokenOBrack:
		c.depth++
		c.operators += c.indexes()
	case hclsyntax.TokenTemplateControl:
		c.depth++
		c.operators++
	case hclsyntax.TokenCBrace, hclsyntax.TokenCParen, hclsyntax.TokenCBrack, hclsyntax.TokenTemplateSeqEnd:
		c.depth = max(c.depth-1, 0)
	case hclsyntax.TokenQuestion:
		c.conditionals++
	case hclsyntax.TokenPlus, hclsyntax.TokenMinus, hclsyntax.TokenStar, hclsyntax.TokenSlash, hclsyntax.TokenPercent,
		hclsyntax.TokenBang, hclsyntax.TokenAnd, hclsyntax.TokenOr, hclsyntax.TokenEqualOp, hclsyntax.TokenNotEqual,
		hclsyntax.TokenLessThan, hclsyntax.TokenLessThanEq, hclsyntax.TokenGreaterThan, hclsyntax.TokenGreaterThanEq:
		c.operators++
	}
}

// indexes returns 1 for a bracket after a value, which is an index expression, else 0.
func (c *complexity) indexes() int {
	switch c.last {
	case hclsyntax.TokenIdent, hclsyntax.TokenCBrack, hclsyntax.TokenCBrace, hclsyntax.TokenCParen, hclsyntax.TokenCQuote:
		return 1
	}
	return 0
}

// checkJSONLimits checks the brackets of a JSON file, and the templates in its strings.
func checkJSONLimits(at hcl.Range, src []byte) hcl.Diagnostics {
	templates := new(complexity)
	for depth, i := 0, 0; i < len(src); i++ {
		switch src[i] {
		case '\n':
			at.Start.Line++
		case '{', '[':
			depth++
		case '}', ']':
			depth = max(depth-1, 0)
		case '"':
			end := textEnd(src, i)
			at.Start.Byte, at.End = i, at.Start
			if diags := templates.text(src[i:end], at); diags.HasErrors() {
				return diags
			}
			i = end - 1
		}
		if depth > maxDepth {
			at.Start.Byte = i
			at.End = at.Start
			return limitExceeded(at, "Objects and lists are nested more than %d deep.", maxDepth)
		}
	}
	return nil
}

// textEnd returns the end of the JSON string that begins at i. As in HCL's scanner, it also
// ends at a control character.
func textEnd(src []byte, i int) int {
	for i++; i < len(src) && src[i] >= ' '; i++ {
		switch src[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return min(i, len(src))
}

// text adds a JSON string, in which brackets may be written as escapes.
func (c *complexity) text(quoted []byte, at hcl.Range) hcl.Diagnostics {
	var text string
	if !bytes.ContainsAny(quoted, `{\`) || json.Unmarshal(quoted, &text) != nil {
		return nil // not a template, or not a valid string, which the parser will report
	}
	tokens, _ := hclsyntax.LexTemplate([]byte(text), at.Filename, hcl.InitialPos)
	c.depth = 0
	diags := c.add(tokens)
	for _, d := range diags {
		d.Subject = &at // the place in the file, not in the string
	}
	return diags
}
