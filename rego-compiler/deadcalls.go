package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/types"
)

// deadCall reports a call that nothing can come of: each clause of the function looks up a name that what it is given does not
// have. OPA checks names within functions by no types, so a misspelt one would be undefined, in silence.
func (s *search) deadCall(clauses []*ast.Rule, operands []*ast.Term, scope *scope) {
	var first *Error
	for _, clause := range clauses {
		for at := clause; at != nil; at = at.Else {
			missing := s.missingName(at, operands, scope)
			if missing == nil {
				return
			}
			first = cmp.Or(first, missing)
		}
	}
	if first != nil && !slices.Contains(s.dead, *first) {
		s.dead = append(s.dead, *first)
	}
}

// missingName finds a name without which a clause is undefined, and which its argument cannot have.
func (s *search) missingName(clause *ast.Rule, operands []*ast.Term, scope *scope) *Error {
	var found *Error
	for _, expr := range clause.Body {
		if expr.Negated || len(expr.With) > 0 {
			continue
		}
		visitor := ast.NewGenericVisitor(func(node any) bool {
			switch node := node.(type) {
			case *ast.ArrayComprehension, *ast.SetComprehension, *ast.ObjectComprehension, *ast.Every, *ast.Not, *ast.TemplateString:
				return true
			case ast.Ref:
				place := slices.IndexFunc(clause.Head.Args, func(argument *ast.Term) bool { return isVar(argument, node[0]) })
				if place >= 0 && place < len(operands) && found == nil {
					found = s.missingIn(node, s.typeOf(operands[place], scope), clause)
				}
			}
			return found != nil
		})
		visitor.Walk(expr)
	}
	return found
}

func isVar(argument, head *ast.Term) bool {
	_, ok := argument.Value.(ast.Var)
	return ok && argument.Equal(head)
}

// missingIn follows a reference by the type of what it begins with.
func (s *search) missingIn(ref ast.Ref, of types.Type, clause *ast.Rule) *Error {
	for at, element := range ref[1:] {
		object, ok := of.(*types.Object)
		if !ok || object.DynamicValue() != nil {
			return nil
		}
		name, ok := element.Value.(ast.String)
		if !ok {
			return nil
		}
		if of = object.Select(string(name)); of != nil {
			continue
		}
		written := asWritten(ref[:at+2], s.compiler)
		if name, ok := s.compiler.RewrittenVars[ref[0].Value.(ast.Var)]; ok {
			written[0] = ast.NewTerm(name)
		}
		location := cmp.Or(ref[0].Location, element.Location, clause.Location)
		return &Error{
			Code: codeType,
			Message: fmt.Sprintf("undefined ref: %s%s; in what the function is given there is %s",
				written, didYouMean(string(name), namesOf(object)), strings.Join(namesOf(object), ", ")),
			File: location.File, Row: location.Row, Col: location.Col,
		}
	}
	return nil
}

// unknownKey reports object.get of a name that is never there: its default would always be what counts.
func (s *search) unknownKey(operator ast.Ref, operands []*ast.Term, scope *scope) {
	if operator.String() != ast.ObjectGet.Name || len(operands) < 2 {
		return
	}
	name, ok := operands[1].Value.(ast.String)
	object, closed := s.typeOf(operands[0], scope).(*types.Object)
	if !ok || !closed || object.DynamicValue() != nil || object.Select(string(name)) != nil || operands[1].Location == nil {
		return
	}
	if !s.isOfInput(operands[0], scope, nil) {
		return
	}
	location := operands[1].Location
	found := Error{
		Code: codeType,
		Message: fmt.Sprintf("undefined name: %s, of which object.get always has the default%s; there is %s",
			operands[1], didYouMean(string(name), namesOf(object)), strings.Join(namesOf(object), ", ")),
		File: location.File, Row: location.Row, Col: location.Col,
	}
	if !slices.Contains(s.dead, found) {
		s.dead = append(s.dead, found)
	}
}

func namesOf(object *types.Object) []string {
	var names []string
	for _, key := range object.Keys() {
		names = append(names, fmt.Sprint(key))
	}
	slices.Sort(names)
	return names
}
