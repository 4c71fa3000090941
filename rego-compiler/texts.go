package main

import (
	"maps"

	"github.com/open-policy-agent/opa/v1/ast"
)

// constantTexts tells which texts terms stand for at some place of a policy.
type constantTexts struct {
	compiler *ast.Compiler
	// named are the variables that equal a text wherever the body that is looked at holds.
	named map[ast.Var]string
	// replaced are the rules in whose place some `with` puts something else.
	replaced []ast.Ref
}

// eachExpr visits every expression of a policy, with the texts that terms stand for there.
func eachExpr(compiler *ast.Compiler, visit func(expr *ast.Expr, texts constantTexts)) {
	texts := constantTexts{compiler: compiler, named: map[ast.Var]string{}}
	for _, module := range compiler.Modules {
		ast.WalkWiths(module, func(with *ast.With) bool {
			if target, ok := with.Target.Value.(ast.Ref); ok {
				texts.replaced = append(texts.replaced, target)
			}
			return false
		})
	}
	for _, module := range compiler.Modules {
		texts.visit(module, visit)
	}
}

func (c constantTexts) visit(root any, visit func(expr *ast.Expr, texts constantTexts)) {
	ast.NewGenericVisitor(func(node any) bool {
		body, ok := node.(ast.Body)
		if !ok {
			return false
		}
		inside := c.within(body)
		for _, expr := range body {
			visit(expr, inside)
			inside.visit(expr, visit)
		}
		return true
	}).Walk(root)
}

// within knows besides what has a name in a body, and so in all that stands inside of it. It does not know what has one only in
// there, or where it is asked whether something is not a text. The compiler has given each variable a name of its own.
func (c constantTexts) within(body ast.Body) constantTexts {
	c.named = maps.Clone(c.named)
	for _, expr := range body {
		if expr.Negated || !expr.IsEquality() {
			continue
		}
		for at := range 2 {
			name, isName := expr.Operand(at).Value.(ast.Var)
			text, isText := c.of(expr.Operand(1 - at))
			if isName && isText {
				c.named[name] = text
			}
		}
	}
	return c
}

// of is the text that a term stands for, where it is written there, or has a name.
func (c constantTexts) of(term *ast.Term) (string, bool) {
	switch value := term.Value.(type) {
	case ast.String:
		return string(value), true
	case ast.Var:
		text, ok := c.named[value]
		return text, ok
	case ast.Ref:
		return c.ofRule(value)
	}
	return "", false
}

// ofRule is the text that the one clause of a rule stands for.
func (c constantTexts) ofRule(ref ast.Ref) (string, bool) {
	rules := c.compiler.GetRulesExact(ref)
	if len(rules) != 1 || rules[0].Head.Value == nil || rules[0].Else != nil {
		return "", false
	}
	for _, other := range c.replaced {
		if ref.HasPrefix(other) || other.HasPrefix(ref) {
			return "", false
		}
	}
	text, ok := rules[0].Head.Value.Value.(ast.String)
	return string(text), ok
}
