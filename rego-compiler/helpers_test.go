package main

import (
	"fmt"
	"testing"
)

const schema = `{
	"type": "object",
	"properties": {
		"packages": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}, "version": {"type": "string"},
			"licenses": {"type": "array", "items": {"type": "string"}},
			"introducedIn": {"type": "object", "properties": {"layer": {"type": "integer"}}}}}},
		"layers": {"type": "array", "items": {"type": "object", "properties": {"index": {"type": "integer"}, "changes": {"type": "object", "properties": {"added": {"type": "integer"}}}}}},
		"os": {"type": "object", "properties": {"id": {"type": "string"}}},
		"config": {"type": "object", "properties": {"user": {"type": "string"}, "labels": {"type": "object", "additionalProperties": {"type": "string"}}}}
	}
}`

var satisfies = HostBuiltin{Name: "lumogate.version.satisfies", Args: []string{"string", "string"}, Result: "boolean"}

// compile builds modules given as path, text, path, text, ...
func compile(t *testing.T, pathsAndTexts ...string) Response {
	t.Helper()
	response, err := answer(requestOf(pathsAndTexts...))
	if err != nil {
		t.Fatalf("the request was refused: %v", err)
	}
	return response
}

func requestOf(pathsAndTexts ...string) Request {
	request := Request{Command: "build", Schema: []byte(schema), HostBuiltins: []HostBuiltin{satisfies}, OnDemand: []string{"introducedIn", "layer", "changes"}}
	for i := 0; i < len(pathsAndTexts); i += 2 {
		request.Modules = append(request.Modules, Source{Path: pathsAndTexts[i], Text: pathsAndTexts[i+1]})
	}
	return request
}

// compiled is compile for modules that nothing is wrong with.
func compiled(t *testing.T, pathsAndTexts ...string) Response {
	t.Helper()
	response := compile(t, pathsAndTexts...)
	if len(response.Errors) > 0 {
		t.Fatalf("unexpected errors: %v", places(response.Errors))
	}
	return response
}

func places(errors []Error) []string {
	lines := make([]string, 0, len(errors))
	for _, one := range errors {
		lines = append(lines, fmt.Sprintf("%s %s:%d:%d %s", one.Code, one.File, one.Row, one.Col, one.Message))
	}
	return lines
}
