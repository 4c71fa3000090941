package main

import (
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// aliases finds out what of a document a reference means, also where it begins with another name for a part of it:
// `team := data.config.team`, as a variable or as a rule, or an argument that is given it.
type aliases struct {
	compiler *ast.Compiler
	document ast.Ref
}

// resolve gives a reference from the document on; nil where it means something else, or nobody can tell what.
func (a *aliases) resolve(ref ast.Ref, scope ast.Body, seen []ast.Var) ast.Ref {
	if ref.HasPrefix(a.document) {
		return ref
	}
	if ref.HasPrefix(ast.DefaultRootRef) {
		return a.behindRule(ref)
	}
	name, ok := ref[0].Value.(ast.Var)
	if !ok {
		return nil
	}
	return joined(a.behindVar(name, scope, seen), ref[1:])
}

func (a *aliases) resolveTerm(term *ast.Term, scope ast.Body, seen []ast.Var) ast.Ref {
	switch value := term.Value.(type) {
	case ast.Ref:
		return a.resolve(value, scope, seen)
	case ast.Var:
		return a.behindVar(value, scope, seen)
	}
	return nil
}

// behindVar looks for where a variable is bound to a part of the document.
func (a *aliases) behindVar(name ast.Var, scope ast.Body, seen []ast.Var) ast.Ref {
	if slices.Contains(seen, name) {
		return nil
	}
	seen = append(slices.Clone(seen), name)
	for _, expr := range scope {
		if !expr.IsEquality() || expr.Negated {
			continue
		}
		one, other := expr.Operand(0), expr.Operand(1)
		if one.Value.Compare(name) != 0 {
			one, other = other, one
		}
		if one.Value.Compare(name) != 0 {
			continue
		}
		if found := a.resolveTerm(other, scope, seen); found != nil {
			return found
		}
	}
	return nil
}

// behindRule looks into a rule that has one value, and no other where that is undefined.
func (a *aliases) behindRule(ref ast.Ref) ast.Ref {
	for end := 2; end <= len(ref); end++ {
		rules := a.compiler.GetRulesExact(ref[:end])
		if len(rules) == 0 {
			continue
		}
		rule := rules[0]
		if len(rules) > 1 || rule.Else != nil || len(rule.Head.Args) > 0 || rule.Head.Value == nil || rule.Head.Key != nil {
			return nil
		}
		return joined(a.resolveTerm(rule.Head.Value, expressionsOf(rule), nil), ref[end:])
	}
	return nil
}

func joined(front, rest ast.Ref) ast.Ref {
	if front == nil {
		return nil
	}
	return append(slices.Clone(front), rest...)
}

// expressionsOf are all in a rule, also those within others: the compiler has given each variable a name of its own.
func expressionsOf(rule *ast.Rule) ast.Body {
	var found ast.Body
	ast.WalkExprs(rule, func(expr *ast.Expr) bool {
		found = append(found, expr)
		return false
	})
	return found
}

// argumentsOf are equations of a function's arguments with what a call gives it, and what is known of that.
func argumentsOf(function *ast.Rule, from call) ast.Body {
	known := slices.Clone(from.scope)
	for i := range min(len(function.Head.Args), len(from.operands)) {
		known = append(known, ast.Equality.Expr(function.Head.Args[i], from.operands[i]))
	}
	return known
}
