package main

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/types"
)

// nativeBuiltins lists what OPA's WebAssembly compiler implements itself, one name a line. OPA keeps that list in an
// internal package; TestNativeBuiltins writes it from the metadata that OPA publishes, and fails where they differ.
//
//go:embed native_builtins.txt
var nativeBuiltins string

func isNative(name string) bool {
	return slices.Contains(strings.Fields(nativeBuiltins), name)
}

// rewrittenBuiltins never reach the WebAssembly module under their own name: calls become constants, are dropped, or, for
// sprintf, go to the host (OPA's JavaScript SDK has a sprintf of its own, which differs from OPA's in half of the cases).
var rewrittenBuiltins = []string{"print", "rego.metadata.chain", "rego.metadata.rule", "sprintf"}

// features of the language. Rego v2, which users would opt into by import, is not among them yet.
var features = []string{ast.FeatureRegoV1, ast.FeatureKeywordsInRefs, ast.FeatureTemplateStrings}

// futureKeywords are those that a module of Rego v0 can import.
var futureKeywords = []string{"contains", "every", "if", "in"}

// maxHostArgs is how many arguments a call from WebAssembly to its host can have (opa_builtin4).
const maxHostArgs = 4

// capabilitiesWith is exactly what a policy can be evaluated with: any other built-in is an error when it is compiled,
// not when the rule that calls it happens to run.
func capabilitiesWith(request Request) (*ast.Capabilities, error) {
	offered := append(strings.Fields(nativeBuiltins), rewrittenBuiltins...)
	for _, name := range request.OpaBuiltins {
		if _, known := ast.BuiltinMap[name]; !known {
			return nil, fmt.Errorf("OPA has no built-in %q for the host to answer", name)
		}
		offered = append(offered, name)
	}
	capabilities := &ast.Capabilities{
		Features: features,
		// Rego v0 has these only by import.
		FutureKeywords: futureKeywords,
		// Not nil, which would let a schema's $ref reach any host.
		AllowNet: []string{},
	}
	for _, builtin := range ast.Builtins {
		if slices.Contains(offered, builtin.Name) {
			capabilities.Builtins = append(capabilities.Builtins, builtin)
		}
	}
	for _, declared := range request.HostBuiltins {
		builtin, err := declare(declared)
		if err != nil {
			return nil, err
		}
		capabilities.Builtins = append(capabilities.Builtins, builtin)
	}
	return capabilities, nil
}

// declare turns a declaration of the request into one for the compiler.
func declare(declared HostBuiltin) (*ast.Builtin, error) {
	if _, taken := ast.BuiltinMap[declared.Name]; taken {
		return nil, fmt.Errorf("host built-in %q: there is a built-in of that name already", declared.Name)
	}
	if len(declared.Args) > maxHostArgs {
		return nil, fmt.Errorf("host built-in %q: %d arguments, at most %d are possible", declared.Name, len(declared.Args), maxHostArgs)
	}
	arguments := make([]types.Type, 0, len(declared.Args))
	for _, name := range declared.Args {
		argument, err := typeNamed(name)
		if err != nil {
			return nil, fmt.Errorf("host built-in %q: %w", declared.Name, err)
		}
		arguments = append(arguments, argument)
	}
	result, err := resultType(declared)
	if err != nil {
		return nil, fmt.Errorf("host built-in %q: %w", declared.Name, err)
	}
	return &ast.Builtin{
		Name:        declared.Name,
		Description: declared.Description,
		Decl:        types.NewFunction(arguments, result),
	}, nil
}

func resultType(declared HostBuiltin) (types.Type, error) {
	if len(declared.Fields) == 0 {
		return typeNamed(declared.Result)
	}
	var fields []*types.StaticProperty
	for _, name := range slices.Sorted(maps.Keys(declared.Fields)) {
		field, err := typeNamed(declared.Fields[name])
		if err != nil {
			return nil, err
		}
		fields = append(fields, types.NewStaticProperty(name, field))
	}
	return types.NewObject(fields, nil), nil
}

func typeNamed(name string) (types.Type, error) {
	switch name {
	case "any":
		return types.A, nil
	case "array":
		return types.NewArray(nil, types.A), nil
	case "boolean":
		return types.B, nil
	case "number":
		return types.N, nil
	case "object":
		return types.NewObject(nil, types.NewDynamicProperty(types.A, types.A)), nil
	case "string":
		return types.S, nil
	default:
		return nil, fmt.Errorf("unknown type %q", name)
	}
}

// callable lists, sorted, the functions that a rule can call by name.
func callable(capabilities *ast.Capabilities) []string {
	var names []string
	for _, builtin := range capabilities.Builtins {
		internal := strings.HasPrefix(builtin.Name, "internal.")
		if !internal && builtin.Infix == "" && !builtin.IsDeprecated() && builtin.Name != ast.Equality.Name {
			names = append(names, builtin.Name)
		}
	}
	slices.Sort(names)
	return names
}
