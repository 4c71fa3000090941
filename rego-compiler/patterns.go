package main

import (
	"fmt"
	"regexp"

	"github.com/open-policy-agent/opa/v1/ast"
)

// brokenPatterns reports regular expressions, written as constants, that cannot be compiled. In WebAssembly such a
// call is undefined: a pattern with a Perl look-ahead, for one, would pass everything in silence.
func brokenPatterns(compiler *ast.Compiler) []Error {
	var problems []Error
	for _, module := range compiler.Modules {
		named := namedTexts(module)
		ast.WalkExprs(module, func(expr *ast.Expr) bool {
			pattern, ok := constantPattern(expr, named, compiler)
			if !ok {
				return false
			}
			if _, err := regexp.Compile(pattern); err != nil {
				location := expr.Loc()
				problems = append(problems, Error{
					Code:    codeType,
					Message: oneLine(fmt.Sprintf("%s cannot use this pattern: %v", expr.Operator(), err)),
					Hint:    "Regular expressions are RE2's (https://github.com/google/re2/wiki/Syntax): no look-around, no back-references.",
					File:    location.File,
					Row:     location.Row,
					Col:     location.Col,
				})
			}
			return false
		})
	}
	return problems
}

// constantPattern is the regular expression that a call is given, where it is written there, or has a name.
func constantPattern(expr *ast.Expr, named map[ast.Var]string, compiler *ast.Compiler) (string, bool) {
	if !expr.IsCall() || len(expr.Operands()) == 0 {
		return "", false
	}
	switch expr.Operator().String() {
	case ast.RegexMatch.Name, ast.RegexFindAllStringSubmatch.Name:
	default:
		return "", false
	}
	switch pattern := expr.Operand(0).Value.(type) {
	case ast.String:
		return string(pattern), true
	case ast.Var:
		text, ok := named[pattern]
		return text, ok
	case ast.Ref:
		return constantRule(pattern, compiler)
	}
	return "", false
}

// namedTexts are the variables that equal a text. The compiler has given each variable of a module a name of its own.
func namedTexts(module *ast.Module) map[ast.Var]string {
	named := map[ast.Var]string{}
	ast.WalkExprs(module, func(expr *ast.Expr) bool {
		if expr.IsEquality() {
			for at := range 2 {
				name, isName := expr.Operand(at).Value.(ast.Var)
				text, isText := expr.Operand(1 - at).Value.(ast.String)
				if isName && isText {
					named[name] = string(text)
				}
			}
		}
		return false
	})
	return named
}

// constantRule is the text that the one clause of a rule stands for.
func constantRule(ref ast.Ref, compiler *ast.Compiler) (string, bool) {
	rules := compiler.GetRulesExact(ref)
	if len(rules) != 1 || rules[0].Head.Value == nil {
		return "", false
	}
	text, ok := rules[0].Head.Value.Value.(ast.String)
	return string(text), ok
}
