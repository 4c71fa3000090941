package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/types"
)

// asks lists those of the properties that clauses name, themselves or in what they refer to; and "*" where something that
// may have one is looked up by a name that is computed, or looked through as a whole. What cannot be told counts: what
// was missed here would be undefined, and pass. On the way it finds the calls that would be undefined.
func asks(clauses []*ast.Rule, compiler *ast.Compiler, properties []string) ([]string, []Error) {
	search := search{
		compiler:   compiler,
		properties: properties,
		named:      map[string]bool{},
		called:     map[*ast.Rule][]string{},
		read:       map[string]bool{},
	}
	found := reachable(clauses, compiler.Graph)
	for _, rule := range found {
		if len(rule.Head.Args) == 0 {
			search.walk(rule, newScope(rule.Body))
		}
	}
	for _, rule := range found {
		// One that stands in another's place is called with nobody knows what.
		if len(rule.Head.Args) > 0 && len(search.called[rule]) == 0 {
			search.walk(rule, newScope(rule.Body))
		}
	}
	names := slices.DeleteFunc(slices.Clone(properties), func(name string) bool { return !search.named[name] })
	if search.computed {
		names = append(names, everything...)
	}
	return names, search.dead
}

type search struct {
	compiler   *ast.Compiler
	properties []string
	named      map[string]bool
	computed   bool
	// dead is what is wrong with calls that nothing can come of.
	dead []Error
	// called are the functions that were looked at, each with the types of arguments that it was looked at with.
	called map[*ast.Rule][]string
	// read tells of references to rules whether they lead to the inventory.
	read map[string]bool
}

// walk looks at a node whose variables the scope gives their values.
func (s *search) walk(root any, scope *scope) {
	ast.NewGenericVisitor(func(node any) bool {
		switch node := node.(type) {
		case *ast.Rule:
			// What stands behind `else` has a body of its own, and names of its own for the arguments.
			if node != root {
				s.walk(node, scope.calling(node, root.(*ast.Rule).Head.Args))
				return true
			}
		case ast.String:
			if slices.Contains(s.properties, string(node)) {
				s.named[string(node)] = true
			}
		case ast.Ref:
			if s.isComputed(node, scope) {
				s.computed = true
			}
		case *ast.Expr:
			if node.IsCall() {
				s.walkCall(node.Operator(), node.Operands(), scope)
			}
		case ast.Call:
			if operator, ok := node[0].Value.(ast.Ref); ok {
				s.walkCall(operator, node[1:], scope)
			}
		case *ast.ArrayComprehension:
			return s.walkInner(scope, node.Body, node.Term)
		case *ast.SetComprehension:
			return s.walkInner(scope, node.Body, node.Term)
		case *ast.ObjectComprehension:
			return s.walkInner(scope, node.Body, node.Key, node.Value)
		case *ast.Every:
			// Nearly always a list; so what is not known is taken for one here.
			if of := s.typeOf(node.Domain, scope); of != nil && types.Compare(of, types.A) != 0 && s.mayHave(of) {
				s.computed = true
			}
			return s.walkInner(scope, node.Body, node.Domain)
		}
		return false
	}).Walk(root)
}

// walkCall looks at a call, and at a function of the user's with what it is given there: by itself, a function knows nothing of
// its arguments.
func (s *search) walkCall(operator ast.Ref, operands []*ast.Term, scope *scope) {
	if s.looksThrough(operator, operands, scope) {
		s.computed = true
	}
	s.unknownKey(operator, operands, scope)
	var rules []*ast.Rule
	if operator.HasPrefix(ast.DefaultRootRef) {
		rules = s.compiler.GetRulesExact(operator)
		s.deadCall(rules, operands, scope)
	}
	for _, rule := range rules {
		var kinds strings.Builder
		for i := range rule.Head.Args {
			fmt.Fprintln(&kinds, s.typeOf(operands[i], scope), s.isOfInput(operands[i], scope, nil))
		}
		if slices.Contains(s.called[rule], kinds.String()) {
			continue
		}
		for branch := rule; branch != nil; branch = branch.Else {
			s.called[branch] = append(s.called[branch], kinds.String())
		}
		s.walk(rule, scope.calling(rule, operands))
	}
}

// walkInner looks at what has a body of its own, whose variables come to those around it.
func (s *search) walkInner(scope *scope, body ast.Body, terms ...*ast.Term) bool {
	inner := scope.within(body)
	for _, term := range terms {
		s.walk(term, inner)
	}
	s.walk(body, inner)
	return true
}

// isComputed tells whether a reference looks up something that is no constant in what may have a property.
func (s *search) isComputed(ref ast.Ref, scope *scope) bool {
	if ref.HasPrefix(ast.DefaultRootRef) && len(ref) > 1 && isDocument(ref[1]) {
		return false
	}
	for at := 1; at < len(ref); at++ {
		if !ast.IsConstant(ref[at].Value) && s.has(ast.NewTerm(ref[:at]), scope) {
			return true
		}
	}
	return false
}

// looksThrough tells whether a call is of a function that shows properties without naming them, given something that may
// hold one. To compare two values, or to print one, is not to look through it.
func (s *search) looksThrough(operator ast.Ref, operands []*ast.Term, scope *scope) bool {
	switch operator.String() {
	case ast.WalkBuiltin.Name, ast.JSONMarshal.Name, ast.JSONMarshalWithOptions.Name, ast.YAMLMarshal.Name,
		ast.JSONFilter.Name, ast.JSONRemove.Name, ast.JSONPatch.Name, ast.JSONMatchSchema.Name,
		ast.ObjectKeys.Name, ast.ObjectFilter.Name, ast.ObjectRemove.Name, ast.ObjectSubset.Name, ast.ObjectUnion.Name, ast.ObjectUnionN.Name:
	case ast.ObjectGet.Name:
		if len(operands) > 1 && ast.IsConstant(operands[1].Value) {
			return false
		}
	default:
		return false
	}
	return slices.ContainsFunc(operands, func(operand *ast.Term) bool { return s.holds(operand, scope) })
}

// mayHave tells whether a value of the type may have one of the properties itself.
func (s *search) mayHave(of types.Type) bool {
	switch of := of.(type) {
	case *types.Object:
		return slices.ContainsFunc(of.Keys(), s.isProperty)
	case types.Any:
		return len(of) == 0 || slices.ContainsFunc(of, s.mayHave)
	case nil, *types.NamedType, *types.Recursive:
		return true
	}
	return false
}

// mayHold tells whether a value of the type may have one of the properties, or hold something that has.
func (s *search) mayHold(of types.Type) bool {
	if s.mayHave(of) {
		return true
	}
	switch of := of.(type) {
	case *types.Object, *types.Array, *types.Set:
		values := types.Values(of)
		return values != nil && s.mayHold(values)
	case types.Any:
		return slices.ContainsFunc(of, s.mayHold)
	}
	return false
}

func (s *search) isProperty(key any) bool {
	name, ok := key.(string)
	return ok && slices.Contains(s.properties, name)
}
