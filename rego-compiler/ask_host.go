package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
)

// hostQuestion is one call of a built-in that the host answers, in words of JSON. Values are Rego text, since JSON has no
// sets and JavaScript rounds its numbers.
type hostQuestion struct {
	Name string   `json:"name"`
	Args []string `json:"args"`
	// NowNs is the effective time, in decimal digits.
	NowNs string `json:"nowNs"`
}

// hostAnswer is what the host says. There is no way to be undefined.
type hostAnswer struct {
	Value string `json:"value"`
	Error string `json:"error"`
}

// hostBuiltins lets the evaluation in Go call the functions that whoever evaluates a policy provides, so that a test sees
// what the gate sees. An error of theirs ends the evaluation, as it does there.
func hostBuiltins(capabilities *ast.Capabilities, now time.Time) []func(*rego.Rego) {
	var options []func(*rego.Rego)
	for _, builtin := range capabilities.Builtins {
		if _, known := ast.BuiltinMap[builtin.Name]; known {
			continue
		}
		declared := &rego.Function{Name: builtin.Name, Decl: builtin.Decl}
		options = append(options, rego.FunctionDyn(declared, func(_ rego.BuiltinContext, terms []*ast.Term) (*ast.Term, error) {
			// Behind its arguments there may be a variable for what it answers.
			answer, err := askHost(builtin.Name, terms[:builtin.Decl.Arity()], now)
			if err != nil {
				return nil, rego.NewHaltError(err)
			}
			return answer, nil
		}))
	}
	return options
}

func askHost(name string, terms []*ast.Term, now time.Time) (*ast.Term, error) {
	question := hostQuestion{Name: name, Args: make([]string, 0, len(terms)), NowNs: strconv.FormatInt(now.UnixNano(), 10)}
	for _, term := range terms {
		text, err := regoText(term.Value)
		if err != nil {
			return nil, err
		}
		question.Args = append(question.Args, text)
	}
	request, err := json.Marshal(question)
	if err != nil {
		return nil, err
	}
	response, err := callHost(request)
	if err != nil {
		return nil, err
	}
	var answer hostAnswer
	if err := json.Unmarshal(response, &answer); err != nil {
		return nil, fmt.Errorf("the host's answer is not JSON: %w", err)
	}
	if answer.Error != "" {
		return nil, errors.New(answer.Error)
	}
	return ast.ParseTerm(answer.Value)
}
