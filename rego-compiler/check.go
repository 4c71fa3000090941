package main

import (
	"maps"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// checkPolicy answers the command "check": what build would say, and warnings besides. Modules whose names end in _test.rego
// are tests: they have to compile together with the rules, as OPA's tester compiles them.
func checkPolicy(request Request) (Response, error) {
	rules := request
	rules.Modules = slices.DeleteFunc(slices.Clone(request.Modules), func(source Source) bool { return isTest(source.Path) })
	front, problems, err := analyse(rules)
	if err != nil {
		return Response{}, err
	}
	broken, err := brokenTests(request, problems)
	if err != nil {
		return Response{}, err
	}
	if problems = append(problems, broken...); len(problems) > 0 {
		return failed(problems), nil
	}
	warnings := sorted(lint(front, rules))
	return Response{Rules: front.described, Errors: []Error{}, Warnings: warnings}, nil
}

func isTest(path string) bool {
	return strings.HasSuffix(strings.ToLower(path), "_test.rego")
}

// brokenTests are the errors in tests that stand there even where nothing is wrong with the rules.
func brokenTests(request Request, known []Error) ([]Error, error) {
	capabilities, err := capabilitiesWith(request)
	if err != nil {
		return nil, err
	}
	modules, problems, err := parse(request.Modules, capabilities)
	if err != nil {
		return nil, err
	}
	if len(known) == 0 && len(problems) == 0 {
		compiler := interpreter{capabilities: capabilities, schemas: ast.NewSchemaSet()}.compiler()
		compiler.Compile(modules)
		problems = compileErrors(compiler.Errors, capabilities)
	}
	return slices.DeleteFunc(problems, func(problem Error) bool { return !isTest(problem.File) }), nil
}

// paths are a policy's, sorted.
func paths(modules map[string]*ast.Module) []string {
	return slices.Sorted(maps.Keys(modules))
}
