package main

import (
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/format"
)

// FormattedSource is one module in the one format that `opa fmt` writes, as Rego v1.
type FormattedSource struct {
	Path string `json:"path"`
	Text string `json:"text"`
}

// formatModules answers the command "fmt". A module of Rego v0 becomes one of v1. What does not parse is in the errors, and
// nothing is formatted then.
func formatModules(request Request) (Response, error) {
	formatted := make([]FormattedSource, 0, len(request.Modules))
	var problems []Error
	for _, source := range request.Modules {
		version, err := regoVersion(source)
		if err != nil {
			return Response{}, err
		}
		text, err := formatSource(source, version)
		if err != nil {
			problems = append(problems, parseErrors(source.Path, err)...)
			continue
		}
		formatted = append(formatted, FormattedSource{Path: source.Path, Text: string(text)})
	}
	if len(problems) > 0 {
		return failed(problems), nil
	}
	return Response{Rules: []Rule{}, Errors: []Error{}, Formatted: formatted}, nil
}

// formatSource formats, and reads what came out: a formatter's mistake must not end in somebody's file.
func formatSource(source Source, version ast.RegoVersion) ([]byte, error) {
	text, err := format.SourceWithOpts(source.Path, []byte(source.Text), format.Opts{
		RegoVersion:                   ast.RegoV1,
		ParserOptions:                 &ast.ParserOptions{RegoVersion: version},
		DropRedundantDirectiveImports: version == ast.RegoV0,
	})
	if err != nil {
		return nil, err
	}
	if _, err := ast.ParseModuleWithOpts(source.Path, string(text), ast.ParserOptions{RegoVersion: ast.RegoV1}); err != nil {
		return nil, ast.Errors{ast.NewError(ast.ParseErr, nil, "OPA's formatter makes of it what does not parse any more: %s", fmt.Sprint(err))}
	}
	return text, nil
}
