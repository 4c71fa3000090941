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
		ast.WalkExprs(module, func(expr *ast.Expr) bool {
			pattern, ok := constantPattern(expr)
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

// constantPattern is the regular expression that a call is given, where it is written there.
func constantPattern(expr *ast.Expr) (string, bool) {
	if !expr.IsCall() || len(expr.Operands()) == 0 {
		return "", false
	}
	switch expr.Operator().String() {
	case ast.RegexMatch.Name, ast.RegexFindAllStringSubmatch.Name:
		pattern, ok := expr.Operand(0).Value.(ast.String)
		return string(pattern), ok
	}
	return "", false
}
