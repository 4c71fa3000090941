package main

import (
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/types"
)

// exceptionName is conftest's: `exception contains rules if { ...; rules := ["old"] }` takes back what deny_old, violation_old
// and warn_old of its package find, all of it, and "" what deny, violation and warn find
// (https://www.conftest.dev/exceptions/).
const exceptionName = "exception"

// exceptionsOf are the clauses of the exceptions beside a rule; none where there is no set of that name.
func exceptionsOf(rule collectedRule, compiler *ast.Compiler) []*ast.Rule {
	clauses := compiler.GetRulesExact(exceptionRef(rule))
	for _, clause := range clauses {
		if clause.Head.RuleKind() != ast.MultiValue || len(clause.Head.Ref()) != 1 {
			return nil
		}
	}
	return clauses
}

// brokenExceptions are sets beside a rule that have the name of exceptions, and are none: what they hold is no list of names.
func brokenExceptions(rules []collectedRule, compiler *ast.Compiler) []Error {
	var problems []Error
	for _, rule := range rules {
		clauses := exceptionsOf(rule, compiler)
		set, ok := compiler.TypeEnv.GetByRef(exceptionRef(rule)).(*types.Set)
		if len(clauses) == 0 || !ok || types.Values(set.Of()) != nil || isAny(set.Of()) {
			continue
		}
		problems = append(problems, shapeErrorAt(clauses[0].Head.Location,
			"exception is a set of lists of names, which takes back what rules of these names find, and this one holds something else",
			"Write `exception contains names if { ...; names := [\"old\"] }` for deny_old, or give the set another name."))
	}
	return problems
}

func exceptionRef(rule collectedRule) ast.Ref {
	return rule.ref[:len(rule.ref)-1].Append(ast.StringTerm(exceptionName))
}

// isExcepted is the condition `count([true | "old" = data.<package>.exception[_][_]]) > 0`.
func isExcepted(rule collectedRule) *ast.Term {
	_, suffix, _ := strings.Cut(rule.Name, "_")
	names := exceptionRef(rule).Append(ast.VarTerm("names")).Append(ast.VarTerm("place"))
	return ast.ArrayComprehensionTerm(ast.BooleanTerm(true), ast.NewBody(ast.Equality.Expr(ast.StringTerm(suffix), ast.NewTerm(names))))
}

// resultsOf are the objects that a rule answers with: one, or, where there are exceptions, one for when none holds, and one
// for when one does.
func resultsOf(rule collectedRule, compiler *ast.Compiler) []*ast.Term {
	key := ast.StringTerm(rule.Key())
	answer := func(value *ast.Term, conditions ...*ast.Expr) *ast.Term {
		active := ast.NewExpr(ast.RefTerm(ast.DefaultRootDocument, ast.StringTerm("active"), key))
		body := ast.NewBody(append([]*ast.Expr{active}, conditions...)...)
		return ast.ObjectComprehensionTerm(key, value, body)
	}
	if len(exceptionsOf(rule, compiler)) == 0 {
		return []*ast.Term{answer(valueOf(rule))}
	}
	return []*ast.Term{
		answer(valueOf(rule), ast.Equality.Expr(isExcepted(rule), ast.ArrayTerm())),
		answer(ast.SetTerm(), ast.NotEqual.Expr(isExcepted(rule), ast.ArrayTerm())),
	}
}

// exceptionWarnings say that nobody will read why: reports show waivers, with a reason, an owner and an end.
func exceptionWarnings(modules map[string]*ast.Module) []Error {
	var warnings []Error
	for _, path := range paths(modules) {
		for _, rule := range modules[path].Rules {
			if headName(rule.Head) == exceptionName && rule.Head.RuleKind() == ast.MultiValue {
				warnings = append(warnings, warningAt(rule.Location, "lint.exception",
					"an exception takes back all that a rule finds, and no report says so",
					"Write a waiver in lumogate.yaml: it has a reason, an owner and an end, and reports show it."))
			}
		}
	}
	return warnings
}
