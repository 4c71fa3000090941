package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
)

// build compiles the modules to WebAssembly and lists the rules in them. An error means that the request itself is
// malformed; what is wrong with the policy is in the response.
func build(request Request) (Response, error) {
	front, problems, err := analyse(request)
	if err != nil {
		return Response{}, err
	}
	if len(problems) > 0 {
		return failed(problems), nil
	}
	wasm, err := emit(front.compiler, front.rules, redirect(front.compiler, front.capabilities, request))
	if err != nil {
		message := oneLine(fmt.Sprintf("OPA cannot compile the policy to WebAssembly: %v", err))
		return failed([]Error{{Code: codeCompile, Message: message}}), nil
	}
	return Response{Wasm: wasm, Rules: front.described, Errors: []Error{}}, nil
}

// front is a policy that nothing is wrong with, before code is emitted: that changes the modules, and types are found out by
// their names.
type front struct {
	capabilities *ast.Capabilities
	schemas      *ast.SchemaSet
	// modules are as they were written.
	modules   map[string]*ast.Module
	compiler  *ast.Compiler
	rules     []collectedRule
	described []Rule
}

// analyse does all that comes before code is emitted, and says what is wrong.
func analyse(request Request) (front, []Error, error) {
	var found front
	var problems []Error
	var err error
	if found.capabilities, err = capabilitiesWith(request); err != nil {
		return found, nil, err
	}
	if found.schemas, err = schemaSet(request.Schema); err != nil {
		return found, nil, err
	}
	if found.modules, problems, err = parse(request.Modules, found.capabilities); err != nil || len(problems) > 0 {
		return found, problems, err
	}
	found.rules, problems = collectRules(found.modules)
	var wrong []Error
	found.compiler, wrong = check(request, found.modules, found.capabilities, found.schemas)
	problems = append(problems, wrong...)
	problems = append(problems, unknownSettings(found.compiler, found.rules, request.OtherRules)...)
	if len(problems) == 0 {
		problems = brokenExceptions(found.rules, found.compiler)
	}
	if len(problems) > 0 {
		return found, problems, nil
	}
	for _, rule := range found.rules {
		described, wrong := describe(rule, found.compiler, request.OnDemand)
		found.described = append(found.described, described)
		problems = append(problems, wrong...)
	}
	return found, slices.CompactFunc(sorted(problems), func(a, b Error) bool { return a == b }), nil
}

func failed(problems []Error) Response {
	return Response{Rules: []Rule{}, Errors: sorted(problems)}
}

// parse reads every module, so that one answer lists what is wrong with all of them.
func parse(sources []Source, capabilities *ast.Capabilities) (map[string]*ast.Module, []Error, error) {
	modules := make(map[string]*ast.Module, len(sources))
	var problems []Error
	for _, source := range sources {
		if _, twice := modules[source.Path]; twice {
			return nil, nil, fmt.Errorf("two modules have the path %q", source.Path)
		}
		version, err := regoVersion(source)
		if err != nil {
			return nil, nil, err
		}
		module, err := ast.ParseModuleWithOpts(source.Path, source.Text, ast.ParserOptions{
			Capabilities: capabilities,
			RegoVersion:  version,
			// Not only for our own use of annotations: a malformed METADATA block is ignored otherwise.
			ProcessAnnotation: true,
		})
		modules[source.Path] = module
		problems = append(problems, hiddenLines(source)...)
		if err != nil {
			problems = append(problems, parseErrors(source.Path, err)...)
		}
	}
	return modules, problems, nil
}

// hiddenLines reports a carriage return alone. Editors show what follows as a line, and Rego as a part of the comment in front.
func hiddenLines(source Source) []Error {
	for row, line := range strings.Split(source.Text, "\n") {
		if at := strings.IndexByte(strings.TrimSuffix(line, "\r"), '\r'); at >= 0 {
			return []Error{{
				Code:    codeParse,
				Message: "there is a carriage return within a line, where some read the end of the line and others do not",
				Hint:    "Save the file with line feeds as the ends of its lines.",
				File:    source.Path, Row: row + 1, Col: at + 1,
			}}
		}
	}
	return nil
}

func regoVersion(source Source) (ast.RegoVersion, error) {
	switch source.RegoVersion {
	case "", "v1":
		return ast.RegoV1, nil
	case "v0":
		return ast.RegoV0, nil
	}
	return ast.RegoUndefined, fmt.Errorf("the module %q is of version %q of Rego, expected v0 or v1", source.Path, source.RegoVersion)
}

// check runs all of OPA's compiler but the part that generates code, and our own checks in the midst of it.
func check(request Request, modules map[string]*ast.Module, capabilities *ast.Capabilities, schemas *ast.SchemaSet) (*ast.Compiler, []Error) {
	var problems []Error
	compiler := ast.NewCompiler().
		WithCapabilities(capabilities).
		WithSchemas(schemas).
		WithStrict(!isLenient(request)).
		WithEvalMode(ast.EvalModeIR).
		SetErrorLimit(0).
		WithStageAfterID(ast.StageSetGraph, ast.CompilerStageDefinition{
			Name: "CheckWhatWouldBeUndefined",
			Stage: func(compiler *ast.Compiler) *ast.Error {
				problems = append(problems, undefinedData(compiler, request.Documents)...)
				problems = append(problems, brokenPatterns(compiler)...)
				return nil
			},
		})
	compiler.Compile(modules)
	return compiler, append(problems, compileErrors(compiler.Errors, capabilities)...)
}

// isLenient tells whether what OPA takes only for bad style is no error. conftest, which modules of Rego v0 are mostly written
// for, lets it pass.
func isLenient(request Request) bool {
	return request.Lenient || slices.ContainsFunc(request.Modules, func(source Source) bool { return source.RegoVersion == "v0" })
}

// emit compiles one query that asks for every rule: the inventory is then parsed once for all of them. The query
// stands outside of the policy, so no package of the user can clash with it. Package v1/compile would want it as a
// module, and would run the whole front of the compiler once more.
func emit(compiler *ast.Compiler, rules []collectedRule, hosts []*ast.Builtin) ([]byte, error) {
	options := []func(*rego.Rego){
		rego.Compiler(compiler),
		rego.ParsedQuery(ast.NewBody(ast.Equality.Expr(ast.VarTerm("result"), resultOf(rules, compiler)))),
	}
	for _, builtin := range hosts {
		options = append(options, rego.FunctionDecl(&rego.Function{Name: builtin.Name, Decl: builtin.Decl}))
	}
	compiled, err := rego.New(options...).Compile(context.Background())
	if err != nil {
		return nil, err
	}
	return compiled.Bytes, nil
}

// resultOf is the array [{key: data.<package>.<name> | data.active[key]}, ...], where each key is "<package>/<name>". One
// object of all rules would evaluate all of them: a rule that is off, and runs for ever, would hold up those that are on.
func resultOf(rules []collectedRule, compiler *ast.Compiler) *ast.Term {
	results := make([]*ast.Term, 0, len(rules))
	for _, rule := range rules {
		results = append(results, resultsOf(rule, compiler)...)
	}
	return ast.ArrayTerm(results...)
}

// valueOf is what a rule has found: a list that may be undefined as its items, so that it always answers.
func valueOf(rule collectedRule) *ast.Term {
	if !rule.list {
		return ast.NewTerm(rule.ref)
	}
	item := ast.VarTerm("item")
	each := ast.NewTerm(rule.ref.Append(ast.VarTerm("index")))
	return ast.ArrayComprehensionTerm(item, ast.NewBody(ast.Equality.Expr(item, each)))
}

// schemaSet types `input` in every module, with no annotation needed. Without a schema, `input` is any JSON.
func schemaSet(text []byte) (*ast.SchemaSet, error) {
	set := ast.NewSchemaSet()
	if len(text) == 0 {
		return set, nil
	}
	var schema map[string]any
	if err := json.Unmarshal(text, &schema); err != nil {
		return nil, fmt.Errorf("the schema is not a JSON object: %w", err)
	}
	if len(schema) == 0 {
		return nil, errors.New("the schema is empty, so nothing would check what rules read")
	}
	set.Put(ast.SchemaRootRef, schema)
	return set, nil
}
