package main

import (
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/types"
)

// asks lists those of the properties that clauses name, themselves or in what they refer to; and "*" where something that
// may have one is looked up by a name that is computed, or looked through as a whole. What cannot be told counts: what
// was missed here would be undefined, and pass.
func asks(clauses []*ast.Rule, compiler *ast.Compiler, properties []string) []string {
	search := search{env: compiler.TypeEnv, properties: properties, named: map[string]bool{}}
	for _, rule := range reachable(clauses, compiler.Graph) {
		search.walk(rule, rule.Body)
	}
	found := slices.DeleteFunc(slices.Clone(properties), func(name string) bool { return !search.named[name] })
	if search.computed {
		found = append(found, everything...)
	}
	return found
}

type search struct {
	env        *ast.TypeEnv
	properties []string
	named      map[string]bool
	computed   bool
}

// walk looks at a node whose variables the scope gives their values.
func (s *search) walk(root any, scope ast.Body) {
	ast.NewGenericVisitor(func(node any) bool {
		switch node := node.(type) {
		case *ast.Rule:
			// What stands behind `else` has a body of its own.
			if node != root {
				s.walk(node, node.Body)
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
			if node.IsCall() && s.looksThrough(node.Operator(), node.Operands(), scope) {
				s.computed = true
			}
		case ast.Call:
			if operator, ok := node[0].Value.(ast.Ref); ok && s.looksThrough(operator, node[1:], scope) {
				s.computed = true
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

// walkInner looks at what has a body of its own, whose variables come to those around it.
func (s *search) walkInner(scope, body ast.Body, terms ...*ast.Term) bool {
	inner := slices.Concat(scope, body)
	for _, term := range terms {
		s.walk(term, inner)
	}
	s.walk(body, inner)
	return true
}

// isComputed tells whether a reference looks up something that is no constant in what may have a property.
func (s *search) isComputed(ref ast.Ref, scope ast.Body) bool {
	if ref.HasPrefix(ast.DefaultRootRef) && len(ref) > 1 && isDocument(ref[1]) {
		return false
	}
	for at := 1; at < len(ref); at++ {
		if !ast.IsConstant(ref[at].Value) && s.mayHave(s.typeOf(ast.NewTerm(ref[:at]), scope)) {
			return true
		}
	}
	return false
}

// looksThrough tells whether a call is of a function that shows properties without naming them, given something that may
// hold one. To compare two values, or to print one, is not to look through it.
func (s *search) looksThrough(operator ast.Ref, operands []*ast.Term, scope ast.Body) bool {
	switch operator.String() {
	case ast.WalkBuiltin.Name, ast.JSONMarshal.Name, ast.JSONFilter.Name, ast.JSONRemove.Name,
		ast.ObjectKeys.Name, ast.ObjectFilter.Name, ast.ObjectRemove.Name, ast.ObjectUnion.Name, ast.ObjectUnionN.Name:
	case ast.ObjectGet.Name:
		if len(operands) > 1 && ast.IsConstant(operands[1].Value) {
			return false
		}
	default:
		return false
	}
	return len(operands) > 0 && s.mayHold(s.typeOf(operands[0], scope))
}

// typeOf is what OPA knows of a term's type; nil where it does not know. Variables have types only in the midst of
// OPA's checks, but it answers for a set of the term that is made there and then.
func (s *search) typeOf(term *ast.Term, scope ast.Body) types.Type {
	if ref, ok := term.Value.(ast.Ref); ok && len(ref) == 1 {
		term = ref[0]
	}
	set, ok := s.env.GetByValue(&ast.SetComprehension{Term: term, Body: scope}).(*types.Set)
	if !ok {
		return nil
	}
	return set.Of()
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
