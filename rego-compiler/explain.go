package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/util"
)

// explainRequest is what the command "explain" asks besides.
type explainRequest struct {
	// Explain names rules, `<package>/<name>`.
	Explain []string `json:"explain,omitempty"`
	// Input and Data are what the rules judge, and all that they are given.
	Input json.RawMessage `json:"input,omitempty"`
	Data  json.RawMessage `json:"data,omitempty"`
}

// Explanation tells how an evaluation of some rules went: what held, how often, and what was read.
type Explanation struct {
	// Clauses are those of the rules that were asked about, in the order of their places, and then those of others that
	// they went into.
	Clauses []ExplainedClause `json:"clauses"`
	Reads   []NamedValue      `json:"reads"`
}

// ExplainedClause is one clause of a rule or a function.
type ExplainedClause struct {
	// Rule is its name, with its package where it is another's.
	Rule string `json:"rule"`
	// Asked is whether it is of a rule that was asked about.
	Asked bool   `json:"asked"`
	File  string `json:"file"`
	Row   int    `json:"row"`
	// Entered and Held count how often it was begun, and how often all of it was true.
	Entered int           `json:"entered"`
	Held    int           `json:"held"`
	Steps   []ExplainStep `json:"steps"`
}

// ExplainStep is one condition of a clause.
type ExplainStep struct {
	Text string `json:"text"`
	Row  int    `json:"row"`
	// Tried and Held count how often it was asked, with whatever values, and how often the evaluation went on behind it.
	Tried int `json:"tried"`
	Held  int `json:"held"`
	// Seen are a few of the values with which it did not hold.
	Seen [][]NamedValue `json:"seen"`
}

// explain evaluates rules over an input with OPA's evaluator, and counts.
func explain(request Request) (Response, error) {
	found, problems, err := interpret(request, func(string) bool { return true })
	if err != nil || len(problems) > 0 {
		return failed(problems), err
	}
	var input, data any
	if err := util.UnmarshalJSON(request.Input, &input); err != nil {
		return Response{}, fmt.Errorf("the input is not JSON: %w", err)
	}
	if err := util.UnmarshalJSON(request.Data, &data); err != nil {
		return Response{}, fmt.Errorf("the data is not JSON: %w", err)
	}
	documents, ok := data.(map[string]any)
	if !ok {
		return Response{}, fmt.Errorf("the data is no object")
	}
	compiler := found.compiler()
	compiler.Compile(found.modules)
	if compiler.Failed() {
		return failed(compileErrors(compiler.Errors, found.capabilities)), nil
	}
	tracer := newExplainTracer()
	for _, key := range request.Explain {
		ref := ruleRef(key)
		began("The evaluation of " + ref.String())
		tracer.asked = append(tracer.asked, ref)
		options := append(hostBuiltins(found.capabilities, found.now),
			rego.Compiler(compiler), rego.Query(ref.String()), rego.Input(input),
			rego.Store(inmem.NewFromObject(documents)), rego.StrictBuiltinErrors(true))
		prepared, err := rego.New(options...).PrepareForEval(context.Background())
		if err == nil {
			// An index leaves out clauses that cannot hold, and nobody would know why.
			_, err = prepared.Eval(context.Background(), rego.EvalInput(input), rego.EvalQueryTracer(tracer), rego.EvalRuleIndexing(false))
		}
		if err != nil {
			return failed([]Error{*evaluationError(err)}), nil
		}
	}
	inputValue, err := ast.InterfaceToValue(input)
	if err != nil {
		return Response{}, err
	}
	dataValue, err := ast.InterfaceToValue(documents)
	if err != nil {
		return Response{}, err
	}
	explanation := tracer.explanation(compiler, map[ast.Var]ast.Value{"input": inputValue, "data": dataValue})
	return Response{Rules: []Rule{}, Errors: []Error{}, Explanation: &explanation}, nil
}

// ruleRef is data.<package>.<name> of `<package>/<name>`.
func ruleRef(key string) ast.Ref {
	pkg, name, _ := strings.Cut(key, "/")
	ref := ast.Ref{ast.DefaultRootDocument}
	for element := range strings.SplitSeq(pkg, ".") {
		ref = ref.Append(ast.StringTerm(element))
	}
	return ref.Append(ast.StringTerm(name))
}
