package main

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/format"
	"github.com/open-policy-agent/opa/v1/loader"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/tester"
	"github.com/open-policy-agent/opa/v1/types"
)

// TestPolicies runs the tests beside the rules that lumogate ships, policies/**/*_test.rego, as `opa test` would.
func TestPolicies(t *testing.T) {
	loaded, err := loader.NewFileLoader().WithProcessAnnotation(true).All([]string{"../policies"})
	if err != nil {
		t.Fatal(err)
	}
	runner := tester.NewRunner().
		SetModules(loaded.ParsedModules()).
		AddCustomBuiltins([]*tester.Builtin{{
			Decl: &ast.Builtin{
				Name: "lumogate.version.satisfies",
				Decl: types.NewFunction(types.Args(types.S, types.S, types.S), types.B),
			},
			Func: rego.Function3(
				&rego.Function{Name: "lumogate.version.satisfies", Decl: types.NewFunction(types.Args(types.S, types.S, types.S), types.B)},
				func(_ rego.BuiltinContext, _, _, _ *ast.Term) (*ast.Term, error) {
					return nil, errors.New("versions compare in TypeScript: replace it, `with lumogate.version.satisfies as ...`")
				},
			),
		}})
	results, err := runner.RunTests(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	for result := range results {
		ran++
		t.Run(result.Package+"."+result.Name, func(t *testing.T) {
			if result.Error != nil {
				t.Fatal(result.Error)
			}
			if result.Fail {
				t.Errorf("%s: it is not true", result.Location)
			}
		})
	}
	if ran == 0 {
		t.Fatal("there is no test in ../policies")
	}
}

// TestPoliciesAreFormatted holds every file in policies to the one format that `opa fmt` writes.
func TestPoliciesAreFormatted(t *testing.T) {
	loaded, err := loader.NewFileLoader().All([]string{"../policies"})
	if err != nil {
		t.Fatal(err)
	}
	for path, file := range loaded.Modules {
		formatted, err := format.Source(path, file.Raw)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(formatted, file.Raw) {
			t.Errorf("%s is not formatted; it should be:\n%s", path, formatted)
		}
	}
}
