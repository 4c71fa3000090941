package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// regoText writes a ground value as it crosses to the host: JSON, and besides it sets, {1, 2} and set(), and keys of any
// type. Value.String() would not do: it quotes strings as Go does, with escapes that JSON has not. ast.ParseTerm reads it.
func regoText(value ast.Value) (string, error) {
	var text strings.Builder
	err := writeRego(&text, value)
	return text.String(), err
}

func writeRego(text *strings.Builder, value ast.Value) error {
	switch value := value.(type) {
	case ast.Null, ast.Boolean, ast.Number:
		text.WriteString(value.String())
		return nil
	case ast.String:
		quoted, err := json.Marshal(string(value))
		text.Write(quoted)
		return err
	case *ast.Array:
		return writeList(text, "[", "]", value.Len(), value.Foreach)
	case ast.Set:
		if value.Len() == 0 {
			text.WriteString("set()")
			return nil
		}
		return writeList(text, "{", "}", value.Len(), value.Foreach)
	case ast.Object:
		return writeObject(text, value)
	default:
		return fmt.Errorf("%s is no value, so the host cannot be given it", value)
	}
}

func writeList(text *strings.Builder, open, end string, length int, each func(func(*ast.Term))) error {
	var failed error
	text.WriteString(open)
	each(func(item *ast.Term) {
		if failed == nil {
			failed = writeRego(text, item.Value)
		}
		if length--; length > 0 {
			text.WriteString(", ")
		}
	})
	text.WriteString(end)
	return failed
}

func writeObject(text *strings.Builder, object ast.Object) error {
	separator := "{"
	if object.Len() == 0 {
		text.WriteString("{")
	}
	err := object.Iter(func(key, item *ast.Term) error {
		text.WriteString(separator)
		separator = ", "
		if err := writeRego(text, key.Value); err != nil {
			return err
		}
		text.WriteString(": ")
		return writeRego(text, item.Value)
	})
	text.WriteString("}")
	return err
}
