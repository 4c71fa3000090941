package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/open-policy-agent/opa/v1/ast"
)

// text writes a value as Rego text: JSON, and sets. Binary tells that a text in it is not UTF-8, which JSON cannot hold.
func text(value ast.Value) (written string, binary bool) {
	var items []string
	item := func(term *ast.Term) string {
		inner, innerBinary := text(term.Value)
		binary = binary || innerBinary
		return inner
	}
	each := func(term *ast.Term) { items = append(items, item(term)) }
	switch value := value.(type) {
	case ast.String:
		var buffer bytes.Buffer
		encoder := json.NewEncoder(&buffer)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(string(value)); err != nil {
			panic(err)
		}
		return strings.TrimSuffix(buffer.String(), "\n"), !utf8.ValidString(string(value))
	case *ast.Array:
		value.Foreach(each)
		return "[" + strings.Join(items, ",") + "]", binary
	case ast.Set:
		if value.Len() == 0 {
			return "set()", false
		}
		value.Foreach(each)
		return "{" + strings.Join(items, ",") + "}", binary
	case ast.Object:
		value.Foreach(func(key, term *ast.Term) { items = append(items, item(key)+":"+item(term)) })
		return "{" + strings.Join(items, ",") + "}", binary
	default:
		return value.String(), false
	}
}
