package main

import (
	"fmt"
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
	problems = append(problems, rulesAmongTests(modules)...)
	return slices.DeleteFunc(problems, func(problem Error) bool { return !isTest(problem.File) }), nil
}

// rulesAmongTests reports rules in files that the gate does not read: they would never find anything.
func rulesAmongTests(modules map[string]*ast.Module) []Error {
	var problems []Error
	for _, path := range paths(modules) {
		if module := modules[path]; module != nil && isTest(path) {
			for _, rule := range module.Rules {
				if _, judges := collect(rule); judges {
					problems = append(problems, shapeErrorAt(rule.Head.Location,
						fmt.Sprintf("%s stands in a file of tests, and judges nothing: lumogate check does not read files whose names end in _test.rego", headName(rule.Head)),
						"Move it to a file of another name, or give it another name if it only helps a test."))
				}
			}
		}
	}
	return problems
}

// paths are a policy's, sorted.
func paths(modules map[string]*ast.Module) []string {
	return slices.Sorted(maps.Keys(modules))
}
