package main

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

var (
	denyName = regexp.MustCompile(`^(?:deny|violation)((?:_[a-zA-Z0-9]+)*)$`)
	warnName = regexp.MustCompile(`^warn((?:_[a-zA-Z0-9]+)*)$`)
)

// collectedRule is a rule, and what the compiler calls it.
type collectedRule struct {
	Rule
	ref ast.Ref
	col int
	// list is whether it is one list and not a set.
	list bool
}

// collectRules finds the rules that judge, sorted by id, severity and name, and what is wrong with their shape.
func collectRules(modules map[string]*ast.Module) ([]collectedRule, []Error) {
	var problems []Error
	found := map[string]collectedRule{}
	for _, path := range slices.Sorted(maps.Keys(modules)) {
		module := modules[path]
		problems = append(problems, reservedPackage(module)...)
		problems = append(problems, metadataErrors(module)...)
		for _, rule := range module.Rules {
			if problem := shapeError(rule); problem != nil {
				problems = append(problems, *problem)
			} else if collected, ok := collect(rule); ok {
				// The first clause stands for all of them.
				if _, known := found[collected.ref.String()]; !known {
					found[collected.ref.String()] = collected
				}
			}
		}
	}
	rules := slices.SortedFunc(maps.Values(found), func(a, b collectedRule) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Severity, b.Severity), cmp.Compare(a.Name, b.Name), a.ref.Compare(b.ref))
	})
	problems = append(problems, duplicates(rules)...)
	if len(rules) == 0 && len(problems) == 0 {
		problems = append(problems, noRules(modules))
	}
	return rules, problems
}

// collect tells what rule a well-shaped clause belongs to; not ok for the clauses that do not judge.
func collect(clause *ast.Rule) (rule collectedRule, ok bool) {
	name, ok := clause.Head.Ref()[0].Value.(ast.Var)
	if !ok {
		return rule, false
	}
	severity, suffix, ok := judges(string(name))
	if !ok {
		return rule, false
	}
	path := clause.Module.Package.Path
	pkg := packageName(path)
	location := clause.Head.Location
	return collectedRule{
		Rule: Rule{
			ID:       strings.TrimPrefix(pkg, "lumogate.") + suffix,
			Package:  pkg,
			Name:     string(name),
			Severity: severity,
			File:     location.File,
			Row:      location.Row,
		},
		ref:  path.Append(ast.StringTerm(string(name))),
		col:  location.Col,
		list: clause.Head.RuleKind() != ast.MultiValue,
	}, true
}

// judges tells the severity that a rule's name stands for, and what follows deny, violation or warn as part of an
// id: "deny_banned" is an "error" with ".banned".
func judges(name string) (severity, suffix string, ok bool) {
	for severity, pattern := range map[string]*regexp.Regexp{"error": denyName, "warning": warnName} {
		if match := pattern.FindStringSubmatch(name); match != nil {
			return severity, strings.Replace(match[1], "_", ".", 1), true
		}
	}
	return "", "", false
}

// packageName is a package's path without `data`, its elements joined by dots.
func packageName(path ast.Ref) string {
	var names []string
	for _, element := range path[1:] {
		names = append(names, string(element.Value.(ast.String)))
	}
	return strings.Join(names, ".")
}

// duplicates reports ids that rules of different packages share: a waiver or a setting could mean either. The rules
// are sorted by id.
func duplicates(rules []collectedRule) []Error {
	var problems []Error
	first := map[string]collectedRule{}
	for _, rule := range rules {
		earlier, known := first[rule.ID]
		if !known {
			first[rule.ID] = rule
		} else if !earlier.ref[:len(earlier.ref)-1].Equal(rule.ref[:len(rule.ref)-1]) {
			problems = append(problems, Error{
				Code: codeDuplicateRule,
				Message: fmt.Sprintf("the rule %s of package %s has the id %q, which %s of package %s at %s:%d has already",
					rule.Name, rule.Package, rule.ID, earlier.Name, earlier.Package, earlier.File, earlier.Row),
				Hint: "An id is the package's name without a leading `lumogate.`, and what follows `deny_`, `violation_` or `warn_`. Rename the rule or its package.",
				File: rule.File,
				Row:  rule.Row,
				Col:  rule.col,
			})
		}
	}
	return problems
}

// noRules is the error for a policy that would pass every image.
func noRules(modules map[string]*ast.Module) Error {
	packages := map[string]bool{}
	for _, module := range modules {
		packages[packageName(module.Package.Path)] = true
	}
	where := "there is no module at all"
	if len(packages) > 0 {
		where = "looked in package " + strings.Join(slices.Sorted(maps.Keys(packages)), ", ")
	}
	return Error{
		Code:    codeNoRules,
		Message: "the policy has no rule that lumogate evaluates: " + where,
		Hint:    "A rule is called deny, violation or warn, or begins with one of these and an underscore. " + howToWrite("deny"),
	}
}
