package main

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/gobwas/glob"
	"github.com/open-policy-agent/opa/v1/ast"
)

// patternAt tells which argument of a function is a regular expression.
var patternAt = map[string]int{
	ast.RegexMatch.Name:                 0,
	ast.RegexMatchDeprecated.Name:       0,
	ast.RegexFind.Name:                  0,
	ast.RegexFindAllStringSubmatch.Name: 0,
	ast.RegexSplit.Name:                 0,
	ast.RegexReplace.Name:               1,
}

// brokenPatterns reports regular expressions and globs, written as constants, that cannot be compiled: otherwise the
// evaluation would end there, or, for as long as no image leads to it, nobody would know.
func brokenPatterns(compiler *ast.Compiler) []Error {
	var problems []Error
	eachExpr(compiler, func(expr *ast.Expr, texts constantTexts) {
		if !expr.IsCall() {
			return
		}
		if problem := brokenPattern(expr, texts); problem != nil {
			problems = append(problems, *problem)
		}
	})
	return problems
}

func brokenPattern(expr *ast.Expr, texts constantTexts) *Error {
	name := expr.Operator().String()
	if at, ok := patternAt[name]; ok && len(expr.Operands()) > at {
		pattern, known := texts.of(expr.Operand(at))
		_, err := regexp.Compile(pattern)
		if !known || err == nil {
			return nil
		}
		return patternError(expr, fmt.Sprintf("%s cannot use this pattern: %v", name, err),
			"Regular expressions are RE2's (https://github.com/google/re2/wiki/Syntax): no look-around, no back-references.")
	}
	if name == ast.GlobMatch.Name && len(expr.Operands()) > 0 {
		pattern, known := texts.of(expr.Operand(0))
		_, err := glob.Compile(pattern)
		if !known || err == nil {
			return nil
		}
		return patternError(expr, fmt.Sprintf("glob.match cannot use the pattern %q: %v", pattern, err), "")
	}
	return nil
}

func patternError(expr *ast.Expr, message, hint string) *Error {
	location := locationOf(expr)
	return &Error{Code: codeType, Message: oneLine(message), Hint: hint, File: location.File, Row: location.Row, Col: location.Col}
}

// isPlainPattern tells whether a pattern means the same to Go, which has checked it, and to the library that matches it:
// names of groups and Unicode's classes depend on the version of either, and for the latter a pattern ends at a U+0000.
func isPlainPattern(pattern string) bool {
	if strings.Contains(pattern, "(?P") || strings.Contains(pattern, "(?<") || strings.ContainsRune(pattern, 0) ||
		strings.Contains(pattern, `\p`) || strings.Contains(pattern, `\P`) || len(pattern) > maxPlainPattern {
		return false
	}
	_, err := regexp.Compile(pattern)
	return err == nil
}

// maxPlainPattern is the length up to which a pattern is small for either library, in bytes; repetitions apart, which both
// hold to a thousand.
const maxPlainPattern = 200

// isPlainGlob tells whether a glob has no other special characters than stars and question marks.
func isPlainGlob(pattern string) bool {
	return !strings.ContainsAny(pattern, "\\[]{}!\x00")
}
