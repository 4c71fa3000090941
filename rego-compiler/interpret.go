package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// interpretedRequest is the part of a request that the commands share which evaluate in Go: test, explain, eval.
type interpretedRequest struct {
	// NowNs is what time.now_ns answers, in decimal digits.
	NowNs string `json:"nowNs,omitempty"`
}

func (request interpretedRequest) now() (time.Time, error) {
	ns, err := strconv.ParseInt(request.NowNs, 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("nowNs is no number of nanoseconds: %w", err)
	}
	return time.Unix(0, ns).UTC(), nil
}

// interpreter is a policy that was found right, and a compiler to compile it once more with, for OPA's evaluator.
type interpreter struct {
	capabilities *ast.Capabilities
	schemas      *ast.SchemaSet
	// modules are as they were written; those of tests are among them.
	modules map[string]*ast.Module
	now     time.Time
}

// interpret parses all modules, and holds those that isRule picks against everything that build holds them against.
// Tests may be sloppier: an import that none of them uses breaks no gate.
func interpret(request Request, isRule func(path string) bool) (interpreter, []Error, error) {
	var found interpreter
	var err error
	if found.now, err = request.now(); err != nil {
		return found, nil, err
	}
	pinClock(found.now)
	if found.capabilities, err = capabilitiesWith(request); err != nil {
		return found, nil, err
	}
	if found.schemas, err = schemaSet(request.Schema); err != nil {
		return found, nil, err
	}
	modules, problems, err := parse(request.Modules, found.capabilities)
	if err != nil || len(problems) > 0 {
		return found, problems, err
	}
	found.modules = modules
	rules := map[string]*ast.Module{}
	for path, module := range modules {
		if isRule(path) {
			rules[path] = module
		}
	}
	_, problems = check(request, rules, found.capabilities, found.schemas)
	for _, path := range sortedKeys(rules) {
		for _, rule := range rules[path].Rules {
			if problem := shapeError(rule); problem != nil {
				problems = append(problems, *problem)
			}
		}
	}
	return found, problems, nil
}

// compiler is one whose modules OPA's evaluator takes, print statements and test cases included.
func (interpreter interpreter) compiler() *ast.Compiler {
	capabilities := *interpreter.capabilities
	// What print becomes, and what OPA's tester puts into tests that have cases.
	capabilities.Builtins = slices.Concat(capabilities.Builtins, []*ast.Builtin{ast.InternalPrint, ast.InternalTestCase})
	return ast.NewCompiler().
		WithCapabilities(&capabilities).
		WithSchemas(interpreter.schemas).
		WithEnablePrintStatements(true).
		SetErrorLimit(0)
}

// pinClock sets what time.now_ns answers from now on. An evaluation has an option for it that a prepared query, such as
// the tester's, does not take.
func pinClock(now time.Time) {
	topdown.RegisterBuiltinFunc(ast.NowNanos.Name, func(_ topdown.BuiltinContext, _ []*ast.Term, iter func(*ast.Term) error) error {
		return iter(ast.NewTerm(ast.Number(strconv.FormatInt(now.UnixNano(), 10))))
	})
}

func sortedKeys[Value any](of map[string]Value) []string {
	return slices.Sorted(maps.Keys(of))
}
