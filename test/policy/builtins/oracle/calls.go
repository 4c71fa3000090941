package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
	"github.com/open-policy-agent/opa/v1/topdown/builtins"
)

// call is a call of a function, and what it came to.
type call struct {
	// Note names the test case.
	Note string   `json:"note,omitempty"`
	Name string   `json:"name"`
	Args []string `json:"args"`
	answered
}

// answered has an error, or a value as Rego text; neither for a call that is undefined.
type answered struct {
	Value string `json:"value,omitempty"`
	Error string `json:"error,omitempty"`
	// Binary tells of a text that is not UTF-8, in the value or in the arguments.
	Binary bool `json:"binary,omitempty"`
}

// now is the time that time.now_ns answers with.
var now = time.Date(2026, 2, 28, 23, 59, 59, 123456789, time.UTC)

func answer(in io.Reader, write func(any)) {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var asked call
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			panic(err)
		}
		operands := make([]*ast.Term, 0, len(asked.Args))
		for _, text := range asked.Args {
			operands = append(operands, ast.MustParseTerm(text))
		}
		write(answerOne(asked.Name, operands))
	}
}

func answerOne(name string, operands []*ast.Term) (found answered) {
	// Some of OPA's functions panic.
	defer func() {
		if cause := recover(); cause != nil {
			found = answered{Error: fmt.Sprint("panic: ", cause)}
		}
	}()
	context := topdown.BuiltinContext{Context: context.Background(), Time: ast.NumberTerm("1772323199123456789"), Cache: builtins.Cache{}}
	err := topdown.GetBuiltin(name)(context, operands, func(value *ast.Term) error {
		// json.patch gives none where the whole document is removed.
		if value != nil {
			found.Value, found.Binary = text(value.Value)
		}
		return nil
	})
	if err != nil {
		found = answered{Error: err.Error()}
	}
	return found
}

// listCalls replaces the functions by some that tell of each call.
func listCalls(names []string, write func(any)) {
	note := ""
	seen := map[string]bool{}
	for _, name := range names {
		original := topdown.GetBuiltin(name)
		topdown.RegisterBuiltinFunc(name, func(context topdown.BuiltinContext, operands []*ast.Term, iter func(*ast.Term) error) error {
			made := call{Note: note, Name: name, Args: []string{}}
			// A result that goes to a variable is the last operand.
			for _, operand := range operands[:ast.BuiltinMap[name].Decl.Arity()] {
				argument, binary := text(operand.Value)
				made.Args = append(made.Args, argument)
				made.Binary = made.Binary || binary
			}
			var result *ast.Term
			err := original(context, operands, func(value *ast.Term) error {
				result = value
				return nil
			})
			if err != nil {
				made.Error = err.Error()
			} else if result != nil {
				value, binary := text(result.Value)
				made.Value, made.Binary = value, made.Binary || binary
			}
			once, _ := json.Marshal(append([]string{made.Name}, made.Args...))
			if !seen[string(once)] {
				seen[string(once)] = true
				write(made)
			}
			if err != nil || result == nil {
				return err
			}
			return iter(result)
		})
	}
	for _, each := range testCases() {
		note = each.Note
		evaluate(each, false)
	}
}
