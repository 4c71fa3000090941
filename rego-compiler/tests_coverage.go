package main

import (
	"maps"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/cover"
)

// FileCoverage tells which lines of a file of rules the tests reached. Lines where nothing begins that is evaluated are
// not counted.
type FileCoverage struct {
	File  string `json:"file"`
	Lines int    `json:"lines"`
	// Missed are those of them of which some part was never evaluated: from and to, in order.
	Missed [][2]int `json:"missed"`
}

// coverage counts what was evaluated where it begins. OPA's own report takes all that stands within an expression that was
// evaluated for covered: the body of a comprehension, say, whose list was always empty.
func (run *testRun) coverage() []FileCoverage {
	report := run.cover.Report(run.policy.modules)
	covered := []FileCoverage{}
	for _, path := range sortedKeys(run.policy.modules) {
		if isTestFile(path) {
			continue
		}
		evaluated := report.Files[path].Covered
		lines := map[int]bool{}
		for _, location := range evaluable(run.policy.modules[path]) {
			lines[location.Row] = lines[location.Row] || !isEvaluated(location, evaluated)
		}
		missed := slices.DeleteFunc(slices.Sorted(maps.Keys(lines)), func(row int) bool { return !lines[row] })
		covered = append(covered, FileCoverage{File: path, Lines: len(lines), Missed: spans(missed)})
	}
	return covered
}

// evaluable are the places of the heads and expressions of a module.
func evaluable(module *ast.Module) []*ast.Location {
	var places []*ast.Location
	ast.WalkRules(module, func(rule *ast.Rule) bool {
		if rule.Head.Location.HasFile() {
			places = append(places, rule.Head.Location)
		}
		return false
	})
	ast.WalkExprs(module, func(expr *ast.Expr) bool {
		if _, declares := expr.Terms.(*ast.SomeDecl); !declares && expr.Location.HasFile() {
			places = append(places, expr.Location)
		}
		return false
	})
	return places
}

// isEvaluated: what the compiler has put together in one expression begins on the same line.
func isEvaluated(location *ast.Location, evaluated []cover.Range) bool {
	return slices.ContainsFunc(evaluated, func(one cover.Range) bool {
		return one.Start.Row == location.Row && one.Start.Col <= location.Col &&
			(one.End.Row > location.Row || one.End.Col >= location.Col)
	})
}

// spans joins rows that follow each other.
func spans(rows []int) [][2]int {
	found := [][2]int{}
	for _, row := range rows {
		if last := len(found) - 1; last >= 0 && found[last][1] == row-1 {
			found[last][1] = row
		} else {
			found = append(found, [2]int{row, row})
		}
	}
	return found
}
