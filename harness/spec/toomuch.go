package spec

import (
	"bytes"
	"encoding/json"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// What the parser takes. It goes into itself for each bracket, and the evaluation
// for each operator.
const (
	mostBytes     = 1 << 20 // of a file
	mostDepth     = 200     // of brackets
	mostOperators = 5000
	mostChoices   = 2000 // condition ? this : that
)

// tooMuch finds what the parser had better not see.
func tooMuch(name string, src []byte) hcl.Diagnostics {
	at := hcl.Range{Filename: name, Start: hcl.InitialPos, End: hcl.InitialPos}
	if len(src) > mostBytes {
		return refuse(at, "It has %d bytes; at most %d are read.", len(src), mostBytes)
	}
	if isJSON(name) {
		return tooMuchJSON(at, src)
	}
	tokens, _ := hclsyntax.LexConfig(src, name, hcl.InitialPos)
	return new(tally).add(tokens)
}

func refuse(at hcl.Range, detail string, args ...any) hcl.Diagnostics {
	return hcl.Diagnostics{Errorf(at, "Too much for a scenario file", detail, args...)}
}

// tally counts what makes the parser and the evaluation go into themselves. It goes
// by tokens, for a bracket in a comment or in a text is none.
type tally struct {
	depth, operators, choices int
	last                      hclsyntax.TokenType
}

func (c *tally) add(tokens hclsyntax.Tokens) hcl.Diagnostics {
	for _, t := range tokens {
		c.count(t.Type)
		switch {
		case c.depth > mostDepth:
			return refuse(t.Range, "Blocks and brackets are nested more than %d deep.", mostDepth)
		case c.choices > mostChoices:
			return refuse(t.Range, "There are more than %d question marks.", mostChoices)
		case c.operators > mostOperators:
			return refuse(t.Range, "There are more than %d operators.", mostOperators)
		}
		c.last = t.Type
	}
	return nil
}

func (c *tally) count(t hclsyntax.TokenType) {
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
		c.choices++
	case hclsyntax.TokenPlus, hclsyntax.TokenMinus, hclsyntax.TokenStar, hclsyntax.TokenSlash, hclsyntax.TokenPercent,
		hclsyntax.TokenBang, hclsyntax.TokenAnd, hclsyntax.TokenOr, hclsyntax.TokenEqualOp, hclsyntax.TokenNotEqual,
		hclsyntax.TokenLessThan, hclsyntax.TokenLessThanEq, hclsyntax.TokenGreaterThan, hclsyntax.TokenGreaterThanEq:
		c.operators++
	}
}

// indexes is 1 for a bracket behind a value, which takes an element of it.
func (c *tally) indexes() int {
	switch c.last {
	case hclsyntax.TokenIdent, hclsyntax.TokenCBrack, hclsyntax.TokenCBrace, hclsyntax.TokenCParen, hclsyntax.TokenCQuote:
		return 1
	}
	return 0
}

// tooMuchJSON looks at the brackets of a JSON file, and at the templates that its
// texts are.
func tooMuchJSON(at hcl.Range, src []byte) hcl.Diagnostics {
	templates := new(tally)
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
		if depth > mostDepth {
			at.Start.Byte = i
			at.End = at.Start
			return refuse(at, "Objects and lists are nested more than %d deep.", mostDepth)
		}
	}
	return nil
}

// textEnd is where the JSON text ends that begins at i; HCL's scanner ends it at a
// control character too.
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

// text adds a JSON text, which may hide its brackets behind escapes.
func (c *tally) text(quoted []byte, at hcl.Range) hcl.Diagnostics {
	var text string
	if !bytes.ContainsAny(quoted, `{\`) || json.Unmarshal(quoted, &text) != nil {
		return nil // no template, or no text, which the parser will say
	}
	tokens, _ := hclsyntax.LexTemplate([]byte(text), at.Filename, hcl.InitialPos)
	c.depth = 0
	diags := c.add(tokens)
	for _, d := range diags {
		d.Subject = &at // the place in the file, not in the text
	}
	return diags
}
