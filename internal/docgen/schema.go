package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"strconv"
	"strings"
)

// schema describes the content of timelines, from the Go types and their comments.
type schema struct {
	Kinds, Outcomes, Changes []constant
	Parts                    []part // the event first
}

// constant is a possible value of a field.
type constant struct{ Value, Doc string }

// part describes a struct: an event, or a part of one.
type part struct {
	Name, Doc string
	Fields    []schemaField
}

type schemaField struct {
	Name, Type, Doc string
	Required        bool
}

// readSchema reads the types of package timeline. A type or field without a comment is
// an error.
func readSchema(file string) (schema, error) {
	source, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
	if err != nil {
		return schema{}, fmt.Errorf("read the types of the timeline: %w", err)
	}
	var s schema
	for _, d := range source.Decls {
		if d, ok := d.(*ast.GenDecl); ok {
			s.add(d)
		}
	}
	return s, s.gaps()
}

func (s *schema) add(d *ast.GenDecl) {
	for _, spec := range d.Specs {
		switch spec := spec.(type) {
		case *ast.ValueSpec:
			s.addConstant(spec)
		case *ast.TypeSpec:
			if t, ok := spec.Type.(*ast.StructType); ok {
				s.Parts = append(s.Parts, partOf(spec.Name.Name, d.Doc, t))
			}
		}
	}
}

// addConstant sorts constants by type; those without a type are the changes of servers.
func (s *schema) addConstant(spec *ast.ValueSpec) {
	literal, ok := spec.Values[0].(*ast.BasicLit)
	if !ok || literal.Kind != token.STRING {
		return // the version
	}
	value, _ := strconv.Unquote(literal.Value) // the parser has checked it
	c := constant{value, text(spec.Comment)}
	switch name(spec.Type) {
	case "Kind":
		s.Kinds = append(s.Kinds, c)
	case "Outcome":
		s.Outcomes = append(s.Outcomes, c)
	default:
		s.Changes = append(s.Changes, c)
	}
}

func partOf(typeName string, doc *ast.CommentGroup, t *ast.StructType) part {
	p := part{Name: strings.ToLower(typeName), Doc: sentence(strings.TrimPrefix(text(doc), typeName+" is "))}
	for _, f := range t.Fields.List {
		tag, _ := strconv.Unquote(f.Tag.Value)
		key, option, _ := strings.Cut(reflect.StructTag(tag).Get("json"), ",")
		p.Fields = append(p.Fields, schemaField{
			Name: key, Type: jsonType(f.Type), Doc: text(f.Comment), Required: option != "omitempty",
		})
	}
	return p
}

func sentence(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// jsonType returns the form of a Go type in JSON.
func jsonType(t ast.Expr) string {
	switch t := t.(type) {
	case *ast.StarExpr:
		return jsonType(t.X)
	case *ast.ArrayType:
		return "list of " + jsonType(t.Elt)
	}
	switch name := name(t); name {
	case "int", "int32", "int64", "uint32", "Opcode":
		return "integer"
	case "Duration":
		return "integer, ns"
	case "bool":
		return "true or false"
	case "Time":
		return "text, RFC 3339"
	case "Zxid", "SessionID":
		return `text, "0x…"`
	case "string", "Kind", "Outcome":
		return "text"
	default:
		return fmt.Sprintf("[%s](#%[1]s)", strings.ToLower(name))
	}
}

// name returns the name of a type without its package, or "".
func name(t ast.Expr) string {
	switch t := t.(type) {
	case *ast.Ident:
		return t.Name
	case *ast.SelectorExpr:
		return t.Sel.Name
	}
	return ""
}

func text(c *ast.CommentGroup) string { return strings.Join(strings.Fields(c.Text()), " ") }

func (s *schema) gaps() error {
	var errs []error
	demand := func(what, doc string) {
		if doc == "" {
			errs = append(errs, fmt.Errorf("the meaning of %s in the timeline is missing", what))
		}
	}
	for _, c := range append(append(append([]constant{}, s.Kinds...), s.Outcomes...), s.Changes...) {
		demand(c.Value, c.Doc)
	}
	for _, p := range s.Parts {
		demand(p.Name, p.Doc)
		for _, f := range p.Fields {
			demand(p.Name+"."+f.Name, f.Doc)
		}
	}
	return errors.Join(errs...)
}
