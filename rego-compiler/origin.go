package main

import (
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/types"
)

// has tells whether a term may have one of the properties itself.
func (s *search) has(term *ast.Term, scope *scope) bool {
	of := s.typeOf(term, scope)
	return s.mayHave(of) && (of != nil && !isAny(of) || s.isOfInput(term, scope, nil))
}

// holds tells whether a term may have one of the properties, or hold something that has.
func (s *search) holds(term *ast.Term, scope *scope) bool {
	return s.mayHold(s.typeOf(term, scope)) && s.isOfInput(term, scope, nil)
}

func isAny(of types.Type) bool {
	return types.Compare(of, types.A) == 0
}

// isOfInput tells whether a term, of which the type says too little, may come from the inventory: settings have no type, and
// are looked through by most rules. What cannot be told comes from there.
func (s *search) isOfInput(term *ast.Term, scope *scope, seen []ast.Var) bool {
	switch value := term.Value.(type) {
	case ast.Ref:
		return s.isRefOfInput(value, scope, seen)
	case ast.Var:
		return s.isVarOfInput(value, scope, seen)
	case *ast.ArrayComprehension:
		return s.mayBeOfInput(value.Term, scope.within(value.Body), seen)
	case *ast.SetComprehension:
		return s.mayBeOfInput(value.Term, scope.within(value.Body), seen)
	case *ast.ObjectComprehension:
		inner := scope.within(value.Body)
		return s.mayBeOfInput(value.Key, inner, seen) || s.mayBeOfInput(value.Value, inner, seen)
	case *ast.Array:
		return value.Until(func(element *ast.Term) bool { return s.mayBeOfInput(element, scope, seen) })
	case ast.Set:
		return value.Until(func(element *ast.Term) bool { return s.mayBeOfInput(element, scope, seen) })
	case ast.Object:
		return value.Until(func(key, element *ast.Term) bool {
			return s.mayBeOfInput(key, scope, seen) || s.mayBeOfInput(element, scope, seen)
		})
	case *ast.TemplateString:
		return false
	}
	return !ast.IsConstant(term.Value)
}

// mayBeOfInput is isOfInput for a part, of which the type may say enough.
func (s *search) mayBeOfInput(term *ast.Term, scope *scope, seen []ast.Var) bool {
	return s.mayHold(s.typeOf(term, scope)) && s.isOfInput(term, scope, seen)
}

func (s *search) isRefOfInput(ref ast.Ref, scope *scope, seen []ast.Var) bool {
	if head, ok := ref[0].Value.(ast.Var); ok && !ref[0].Equal(ast.DefaultRootDocument) && !ref[0].Equal(ast.InputRootDocument) {
		return s.isVarOfInput(head, scope, seen)
	}
	if !ref[0].Equal(ast.DefaultRootDocument) || len(ref) < 2 {
		return true
	}
	if isDocument(ref[1]) {
		return false
	}
	name := ref.String()
	read, known := s.read[name]
	if !known {
		read = len(reads(rulesUnder(ref, s.compiler), s.compiler.Graph)) > 0
		s.read[name] = read
	}
	return read
}

// isVarOfInput looks for where a variable is bound: one place that is not of the inventory is enough, since it is equal to all.
func (s *search) isVarOfInput(name ast.Var, scope *scope, seen []ast.Var) bool {
	if slices.Contains(seen, name) {
		return true
	}
	if origin, known := scope.origins[name]; known {
		return origin == ofInput
	}
	found := ofInput
	for _, expr := range scope.body {
		if !expr.Negated && s.bindsElsewhere(expr, name, scope, append(slices.Clone(seen), name)) {
			found = elsewhere
			break
		}
	}
	// That a variable comes from the inventory may only be what its cycle with another one made of it.
	if found == elsewhere || len(seen) == 0 {
		scope.origins[name] = found
	}
	return found == ofInput
}

// bindsElsewhere tells whether an expression binds a variable to what does not come from the inventory.
func (s *search) bindsElsewhere(expr *ast.Expr, name ast.Var, scope *scope, seen []ast.Var) bool {
	if expr.IsEquality() {
		one, other := expr.Operand(0), expr.Operand(1)
		return isIn(one, name) && !s.isOfInput(other, scope, seen) || isIn(other, name) && !s.isOfInput(one, scope, seen)
	}
	if expr.IsCall() {
		operands := expr.Operands()
		return len(operands) > 0 && operands[len(operands)-1].Value.Compare(name) == 0 &&
			!s.isResultOfInput(expr.Operator(), operands[:len(operands)-1], scope, seen)
	}
	// `some key in document`, as the compiler leaves it: document[key].
	term, ok := expr.Terms.(*ast.Term)
	if !ok {
		return false
	}
	ref, ok := term.Value.(ast.Ref)
	return ok && isIn(ast.NewTerm(ref[1:]), name) && !s.isRefOfInput(ref, scope, seen)
}

// isIn tells whether a term is a variable, or a pattern or a reference with that variable in it, other than as what the
// reference begins with.
func isIn(term *ast.Term, name ast.Var) bool {
	found := false
	ast.WalkVars(term, func(other ast.Var) bool {
		found = found || other == name
		return found
	})
	return found
}

// isResultOfInput tells whether what a function makes may come from the inventory: of its arguments, or, for one of the
// user's, by any of its clauses.
func (s *search) isResultOfInput(operator ast.Ref, operands []*ast.Term, scope *scope, seen []ast.Var) bool {
	if !operator.HasPrefix(ast.DefaultRootRef) {
		if function, ok := ast.BuiltinMap[operator.String()]; ok && !s.mayHold(function.Decl.Result()) {
			return false
		}
		return slices.ContainsFunc(operands, func(operand *ast.Term) bool { return s.mayBeOfInput(operand, scope, seen) })
	}
	clauses := s.compiler.GetRulesExact(operator)
	return len(clauses) == 0 || slices.ContainsFunc(clauses, func(clause *ast.Rule) bool {
		for at := clause; at != nil; at = at.Else {
			if s.mayBeOfInput(at.Head.Value, scope.calling(at, operands), seen) {
				return true
			}
		}
		return false
	})
}
