package main

import (
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// resolved is a term's value where all of it is known.
func resolved(event *topdown.Event, term *ast.Term) (string, bool) {
	plugged := event.Plug(term)
	if ref, ok := plugged.Value.(ast.Ref); ok {
		root := ref[0]
		if input := event.Input(); input != nil && root.Equal(ast.InputRootDocument) && ref.IsGround() {
			if found, err := input.Value.Find(ref[1:]); err == nil {
				return found.String(), true
			}
			return "", false
		}
		if _, isVar := root.Value.(ast.Var); isVar {
			return "", false
		}
		if found, err := root.Value.Find(ref[1:]); err == nil {
			return found.String(), true
		}
		return "", false
	}
	if !plugged.IsGround() {
		return "", false
	}
	return plugged.Value.String(), true
}

// cutText keeps the beginning of a long text, in whole characters.
func cutText(text string, bytes int) string {
	if len(text) <= bytes {
		return text
	}
	return strings.ToValidUTF8(text[:bytes], "") + "…"
}
