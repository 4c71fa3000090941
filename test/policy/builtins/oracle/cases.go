package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/test/cases"
)

// listed is one of OPA's test cases, and what OPA makes of it.
type listed struct {
	Note    string         `json:"note"`
	Query   string         `json:"query"`
	Modules []string       `json:"modules"`
	Data    map[string]any `json:"data"`
	// Input is Rego text, and JSON where that can be had.
	Input string `json:"input,omitempty"`
	// Results are the bindings of the query's answers, as Rego text, where failed calls are errors.
	Results []string `json:"results"`
	Error   string   `json:"error,omitempty"`
}

func testCases() []cases.TestCase {
	folder, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/open-policy-agent/opa").Output()
	if err != nil {
		panic(err)
	}
	return cases.MustLoad(filepath.Join(strings.TrimSpace(string(folder)), "v1/test/cases/testdata/v1")).Sorted().Cases
}

func listCases(write func(any)) {
	for _, each := range testCases() {
		results, err := evaluate(each, true)
		found := listed{Note: each.Note, Query: each.Query, Modules: each.Modules, Results: results}
		if err != nil {
			found.Error = err.Error()
		}
		if each.Data != nil {
			found.Data = *each.Data
		}
		if input, ok := inputOf(each); ok {
			found.Input, _ = text(input)
		}
		write(found)
	}
}

func inputOf(each cases.TestCase) (ast.Value, bool) {
	switch {
	case each.InputTerm != nil:
		term, err := ast.ParseTerm(*each.InputTerm)
		if err != nil {
			return nil, false
		}
		return term.Value, true
	case each.Input != nil:
		return ast.MustInterfaceToValue(*each.Input), true
	}
	return nil, false
}

// evaluate runs a test case as OPA's own tests do.
func evaluate(each cases.TestCase, strict bool) ([]string, error) {
	for key, value := range each.Env {
		os.Setenv(key, value)
		defer os.Unsetenv(key)
	}
	options := []func(*rego.Rego){
		rego.Query(each.Query),
		rego.StrictBuiltinErrors(strict),
		rego.Time(now),
		rego.SetRegoVersion(ast.RegoV1),
	}
	for index, module := range each.Modules {
		options = append(options, rego.Module(fmt.Sprintf("test-%d.rego", index), module))
	}
	if each.Data != nil {
		options = append(options, rego.Store(inmem.NewFromObject(*each.Data)))
	}
	if input, ok := inputOf(each); ok {
		options = append(options, rego.ParsedInput(input))
	}
	found, err := rego.New(append(options, rego.GenerateJSON(func(term *ast.Term, _ *rego.EvalContext) (any, error) {
		written, _ := text(term.Value)
		return written, nil
	}))...).Eval(context.Background())
	results := []string{}
	for _, result := range found {
		bindings := []string{}
		for name, value := range result.Bindings {
			if name == "x" {
				bindings = append(bindings, value.(string))
			}
		}
		results = append(results, strings.Join(bindings, " "))
	}
	return results, err
}
