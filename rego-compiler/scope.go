package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/types"
)

// scope is what is known of variables at some place of a rule: everything that has to hold there. To find out a type, OPA
// checks all of that once more, so what was found out is kept.
type scope struct {
	body    ast.Body
	types   map[string]types.Type
	origins map[ast.Var]origin
	// bodies and calls are the scopes inside of this one.
	bodies map[*ast.Expr]*scope
	calls  map[string]*scope
}

// origin is where a variable's value comes from.
type origin int

const (
	ofInput origin = iota
	elsewhere
)

func newScope(body ast.Body) *scope {
	return &scope{
		body:    body,
		types:   map[string]types.Type{},
		origins: map[ast.Var]origin{},
		bodies:  map[*ast.Expr]*scope{},
		calls:   map[string]*scope{},
	}
}

// within is the scope of a comprehension's body, or another's that stands inside.
func (s *scope) within(body ast.Body) *scope {
	if s.bodies[body[0]] == nil {
		s.bodies[body[0]] = newScope(slices.Concat(s.body, body))
	}
	return s.bodies[body[0]]
}

// calling is the scope of a function's body, where its arguments are what a call gives it. What an outer call of the same
// function gave it is not true of this one.
func (s *scope) calling(function *ast.Rule, operands []*ast.Term) *scope {
	var key strings.Builder
	fmt.Fprintf(&key, "%p", function)
	for _, operand := range operands {
		key.WriteByte(' ')
		key.WriteString(operand.String())
	}
	if known, ok := s.calls[key.String()]; ok {
		return known
	}
	arguments := function.Head.Args
	given := slices.DeleteFunc(slices.Clone(s.body), func(expr *ast.Expr) bool {
		return expr.IsEquality() && slices.Contains(arguments, expr.Operand(0))
	})
	for i := range min(len(arguments), len(operands)) {
		given.Append(ast.Equality.Expr(arguments[i], operands[i]))
	}
	found := newScope(slices.Concat(given, function.Body))
	s.calls[key.String()] = found
	return found
}

// typeOf is what OPA knows of a term's type; nil where it does not know. Variables have types only in the midst of
// OPA's checks, but it answers for a list of terms that is made there and then.
func (s *search) typeOf(term *ast.Term, scope *scope) types.Type {
	if ref, ok := term.Value.(ast.Ref); ok && len(ref) == 1 {
		term = ref[0]
	}
	name := term.String()
	if _, known := scope.types[name]; !known {
		terms := []*ast.Term{term}
		if len(scope.types) == 0 {
			terms = append(terms, variablesIn(scope.body)...)
		}
		s.findTypes(terms, scope)
	}
	return scope.types[name]
}

func (s *search) findTypes(terms []*ast.Term, scope *scope) {
	for _, term := range terms {
		scope.types[term.String()] = nil
	}
	asked := &ast.ArrayComprehension{Term: ast.ArrayTerm(terms...), Body: scope.body}
	lists, ok := s.compiler.TypeEnv.GetByValue(asked).(*types.Array)
	if !ok {
		return
	}
	found := lists.Dynamic().(*types.Array)
	for i, term := range terms {
		scope.types[term.String()] = found.Select(i)
	}
}

// variablesIn are the variables in a body: their types will be asked for, and all at once cost as much as one.
func variablesIn(body ast.Body) []*ast.Term {
	var found []*ast.Term
	seen := map[ast.Var]bool{}
	ast.WalkTerms(body, func(term *ast.Term) bool {
		if name, ok := term.Value.(ast.Var); ok && !seen[name] {
			seen[name] = true
			found = append(found, term)
		}
		return false
	})
	return found
}
